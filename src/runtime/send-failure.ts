import type { NotSentCause, UnknownCause } from '../policy/attempt-result.js';
import type { SendPhase, SendWatch } from './send-watch.js';
import { CONNECT_TIMEOUT } from './send-watch.js';

/** What an adapter's error tells: that the request provably was not sent, or that nobody knows. */
export type SendFailure =
  | { readonly kind: 'not_sent'; readonly cause: NotSentCause; readonly detail: string }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause; readonly detail: string };

/**
 * Reads what an adapter threw. What was seen of the request's sockets comes first; only of a request that was never seen the
 * error's own words have to be believed. `undefined` where nothing is known about such an error.
 * Source: resilience.md 4, protocol.md 8.6.
 *
 * @param isForeign whether the error is of no kind that axios throws
 */
export function readSendFailure(error: unknown, watch: SendWatch, isForeign: boolean): SendFailure | undefined {
  const codes = [...codesIn(error, 0)];
  const detail = codes.at(-1) ?? 'no code';
  const phase = watch.phase();
  const isOwn = phase === 'written' || watch.isTooSlow;
  const said = isOwn ? undefined : notSentCause(error, codes);
  // Of a request that still connects the error has to say so too: the sockets of test doubles never do anything else.
  const isSure = phase !== 'connecting' || watch.isTooSlow;
  const cause = said ?? (isSure ? unsentCause(phase, watch.isTooSlow) : undefined);
  if (cause !== undefined) return { kind: 'not_sent', cause, detail };
  if (codes.length === 0 && isForeign) return undefined;
  if (isTooLong(error, codes)) return { kind: 'unknown', cause: 'too-large', detail };
  return { kind: 'unknown', cause: codes.some((code) => TIMEOUTS.has(code)) ? 'timeout' : 'reset', detail };
}

// axios has the same code for a reply that broke off; then it hands out what came of the reply.
function isTooLong(error: unknown, codes: readonly string[]): boolean {
  return codes.includes('ERR_BAD_RESPONSE') && isObject(error) && error['response'] === undefined;
}

/**
 * Why a request did not go out that came so far; `undefined` where it may have gone out.
 *
 * @param isTooSlow whether its time was over
 */
export function unsentCause(phase: SendPhase, isTooSlow: boolean): NotSentCause | undefined {
  switch (phase) {
    case 'unseen':
    case 'written':
      return undefined;
    case 'queued':
      return 'not-written';
    case 'connecting':
      return isTooSlow ? 'connect-timeout' : 'unreachable';
    case 'securing':
      return isTooSlow ? 'connect-timeout' : 'tls';
    default: {
      const never: never = phase;
      return never;
    }
  }
}

/** The codes of an error, of what caused it and of the errors it stands for; generic wrappers left out. */
function* codesIn(error: unknown, depth: number): Generator<string> {
  if (!isObject(error) || depth > 5) return;
  const code = error['code'];
  if (typeof code === 'string' && /^\w{1,64}$/.test(code) && code !== 'ERR_NETWORK') yield code;
  const all = error['errors'];
  if (Array.isArray(all)) for (const one of all.slice(0, 16)) yield* codesIn(one, depth + 1);
  yield* codesIn(error['cause'], depth + 1);
}

/**
 * Why the request provably was not sent. Only where everything that the error tells agrees: an adapter that tried twice may
 * have sent the first time. Source: resilience.md 4, protocol.md 8.6.
 */
function notSentCause(error: unknown, codes: readonly string[]): NotSentCause | undefined {
  if (codes.length > 0 && codes.every((code) => NOT_SENT.has(code))) return NOT_SENT.get(codes.at(-1) ?? '');
  if (codes.length > 0 && codes.every((code) => CERTIFICATE_CODE.test(code))) return 'tls';
  if (!isConnecting(error, 0)) return isShakingHands(error) ? 'tls' : undefined;
  return codes.includes('ETIMEDOUT') ? 'connect-timeout' : 'unreachable';
}

// The handshake was still going on when the socket failed, so not one byte of the request had left.
function isShakingHands(error: unknown): boolean {
  const request = isObject(error) ? error['request'] : undefined;
  const socket = isObject(request) ? request['socket'] : undefined;
  return isObject(socket) && socket['secureConnecting'] === true;
}

function isConnecting(error: unknown, depth: number): boolean {
  if (!isObject(error) || depth > 5) return false;
  if (error['syscall'] !== undefined) return error['syscall'] === 'connect';
  const all = error['errors'];
  // Several addresses were tried; the request went to none of them only if each failed while connecting.
  if (Array.isArray(all) && all.length > 0) return all.every((one) => isConnecting(one, depth + 1));
  return isConnecting(error['cause'], depth + 1);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const TIMEOUTS: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

const NOT_SENT: ReadonlyMap<string, NotSentCause> = new Map([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'refused'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
  [CONNECT_TIMEOUT, 'connect-timeout'],
  ['ERR_INVALID_URL', 'not-written'],
]);

// Our side's verdict on the server's certificate, which comes before the first byte of the request. Other TLS errors, a
// broken record for one, can come in the middle of a reply.
const CERTIFICATE_CODE =
  /^(?:CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH$|INVALID_CA$|ERR_TLS_CERT_ALTNAME)/;
