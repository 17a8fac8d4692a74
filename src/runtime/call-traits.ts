import type { TokenKind } from '../catalog/rows.js';
import type { CallTraits } from '../policy/decision.js';
import type { EffectiveRepeat } from '../policy/repeat.js';
import { effectiveRepeat, missingKey } from '../policy/repeat.js';
import { findConfirmation } from './find-confirmation.js';
import type { GatewayCall } from './gateway-call.js';
import type { Settings } from './settings.js';

/** What stays the same through a call and matters to its decisions: out of its content, its options and the catalog. */
export function traitsOf(settings: Settings, call: GatewayCall): CallTraits {
  const { retry, methods, tokens } = settings;
  const { method } = call;
  const option = methods.get(method);
  const content = call.content();
  const names = new Set(Object.keys(content).filter((name) => isPresent(content[name])));
  const kinds = Object.keys(call.tokens) as TokenKind[];
  // What the method is by itself, whatever the caller says about repeating it.
  const natural = effectiveRepeat({ method, names });
  const known = { method, names, ...(option === undefined ? {} : { option }) };
  const asked = { ...known, ...(call.repeat === undefined ? {} : { repeat: call.repeat }) };
  return {
    repeat: effectiveRepeat(asked),
    harmless: natural === 'safe',
    // A question needs the key.
    confirmable: isKeyed(settings, method, natural, effectiveRepeat(known)),
    missingKey: missingKey(asked),
    refreshable: new Set(kinds.filter((kind) => tokens.refresh !== undefined || typeof call.tokens[kind] === 'object')),
    maxAttempts: retry.maxAttempts,
    ...(call.v3 === undefined ? {} : { unsignedRefusals: true }),
    ...(call.files?.some(({ isOnce }) => isOnce === true) ? { sendOnce: true } : {}),
    backoff: retry,
  };
}

function isKeyed(settings: Settings, method: string, natural: EffectiveRepeat, said: EffectiveRepeat): boolean {
  if (findConfirmation(settings, method) === undefined) return false;
  return settings.confirmations.has(method) ? said === 'with-key' : natural === 'with-key';
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
