import type { ReplyNode } from '../protocol/open-reply.js';
import { encodeParams } from '../protocol/wire-params.js';
import type { GatewayCall } from './gateway-call.js';
import type { Settings } from './settings.js';
import { NO_TOKENS } from './tokens/held-token.js';
import type { OwnCall } from './tokens/trade.js';
import type { SendBytes } from './transport.js';

/**
 * A call of the engine's own, to one of the token methods, say: never through the user's interceptors, which would get to
 * see the refresh token, and not sent again when it may have run, unless it says so. Source: protocol.md 7.5.
 *
 * @param limitMs how long it may take in all, in milliseconds
 */
export function ownCall(own: OwnCall, settings: Settings, limitMs: number, send: SendBytes): GatewayCall {
  const params = encodeParams(own.params);
  const content = (own.params['biz_content'] ?? params) as ReplyNode;
  return {
    callId: own.callId,
    method: own.method,
    params,
    content: () => content,
    tokens: NO_TOKENS,
    repeat: own.repeat ?? 'never',
    ...(own.verifier === undefined ? {} : { verifier: own.verifier }),
    deadlineMs: limitMs,
    attemptTimeoutMs: Math.min(settings.attemptTimeoutMs, limitMs),
    send,
    own: true,
  };
}
