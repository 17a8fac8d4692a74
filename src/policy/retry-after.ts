import { readHttpDate } from './http-date.js';

/**
 * The wait that a `Retry-After` asks for, in milliseconds and never below 0: whole seconds, or one of the three forms of an
 * HTTP date; `undefined` for everything else. Source: RFC 9110 5.6.7 and 10.2.3.
 *
 * @param gatewayAtMs the gateway's own time, in milliseconds since the epoch, against which a date is read
 */
export function readRetryAfter(text: string | undefined, gatewayAtMs: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text), LONGEST_S) * 1_000;
  const atMs = readHttpDate(text, gatewayAtMs);
  return atMs === undefined ? undefined : Math.max(0, atMs - gatewayAtMs);
}

const LONGEST_S = 86_400;
