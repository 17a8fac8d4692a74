/** A difference below this many milliseconds is not a wrong clock. Source: resilience.md 7. */
export const SKEW_THRESHOLD_MS = 240_000;

/** What a reply tells about the two clocks. All instants in milliseconds since the epoch, by our clock but the gateway's. */
export interface SkewSample {
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  /** From the reply's `Date`, by the gateway's clock; `undefined` where it has none that can be read. */
  readonly gatewayAtMs: number | undefined;
}

/**
 * What to add to our clock to get the gateway's, in milliseconds, measured from the middle of the exchange; `undefined`
 * where the two agree as far as the threshold, or nothing can be told.
 */
export function readSkew({ sentAtMs, receivedAtMs, gatewayAtMs }: SkewSample): number | undefined {
  if (gatewayAtMs === undefined) return undefined;
  const offsetMs = Math.round(gatewayAtMs - (sentAtMs + receivedAtMs) / 2);
  return Math.abs(offsetMs) >= SKEW_THRESHOLD_MS ? offsetMs : undefined;
}

const IMF_FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20\d\d \d\d:\d\d:\d\d GMT$/;

/**
 * The instant of an HTTP `Date`, in milliseconds since the epoch; `undefined` for everything else. Only the one form that
 * servers send, and only in this century: the header is not signed, and a clock set by nonsense could sign nothing more.
 * Source: RFC 9110 5.6.7.
 */
export function readHttpDate(text: string | undefined): number | undefined {
  if (text === undefined || !IMF_FIXDATE.test(text)) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}
