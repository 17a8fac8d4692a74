import type { InternalAxiosRequestConfig } from 'axios';
import type { Repeat } from '../catalog/method-row.js';
import { checkKeys, readWhole, readWord } from './check-keys.js';
import type { CallOptions, GatewayCall } from './gateway-call.js';
import type { Settings } from './settings.js';

type Fields = Readonly<Record<string, unknown>>;

/** The names of `CallOptions`. */
export const CALL_OPTION_NAMES: readonly (keyof CallOptions)[] = [
  'appAuthToken',
  'authToken',
  'notifyUrl',
  'returnUrl',
  'encrypt',
  'files',
  'params',
  'deadlineMs',
  'repeat',
];

const REPEATS: readonly Repeat[] = ['safe', 'with-key', 'never'];

/** What `config.alipay` says. */
export function readOptions(config: { readonly alipay?: unknown }): Fields {
  return config.alipay === undefined ? NO_OPTIONS : checkKeys(config.alipay, 'alipay', CALL_OPTION_NAMES);
}

/** How often and for how long a call may be tried. */
export function readTerms(
  config: InternalAxiosRequestConfig,
  said: Fields,
  settings: Settings,
): Pick<GatewayCall, 'repeat' | 'deadlineMs' | 'attemptTimeoutMs'> {
  const repeat = readWord(said['repeat'], 'alipay.repeat', REPEATS);
  return {
    ...(repeat === undefined ? {} : { repeat }),
    deadlineMs: readWhole(said['deadlineMs'], 'alipay.deadlineMs', 1, settings.deadlineMs),
    attemptTimeoutMs: readTimeout(config.timeout, settings.attemptTimeoutMs),
  };
}

/** What stands for no options at all. */
export const NO_OPTIONS: Fields = Object.freeze(Object.create(null));

// axios takes numeric texts and parts of a millisecond, and 0 for none.
function readTimeout(timeout: unknown, byDefault: number): number {
  const ms = typeof timeout === 'string' ? Number(timeout) : timeout;
  return readWhole(typeof ms === 'number' ? Math.ceil(ms) || undefined : ms, 'timeout', 1, byDefault);
}
