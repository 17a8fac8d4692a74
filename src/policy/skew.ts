/** A difference below this many milliseconds is not a wrong clock. Source: resilience.md 7. */
export const SKEW_THRESHOLD_MS = 240_000;

/** What a reply tells about the two clocks. All instants in milliseconds since the epoch, by our clock but the gateway's. */
export interface SkewSample {
  readonly sentAtMs: number;
  readonly receivedAtMs: number;
  /** From the reply's `Date`, by the gateway's clock; `undefined` where it has none that can be read. */
  readonly gatewayAtMs: number | undefined;
  /** How long the exchange took by a clock that nobody sets, in milliseconds; tells where ours was set meanwhile. Default: not known. */
  readonly tookMs?: number;
}

/**
 * What to add to our clock to get the gateway's, in milliseconds, measured from the middle of the exchange; `undefined`
 * where the two agree as far as the threshold, or nothing can be told.
 *
 * @param thresholdMs a smaller difference is not a wrong clock, in milliseconds
 */
export function readSkew(sample: SkewSample, thresholdMs: number = SKEW_THRESHOLD_MS): number | undefined {
  const { sentAtMs, receivedAtMs, gatewayAtMs } = sample;
  if (gatewayAtMs === undefined || !isSound(sample)) return undefined;
  const offsetMs = Math.round(gatewayAtMs - (sentAtMs + receivedAtMs) / 2);
  return Math.abs(offsetMs) >= thresholdMs ? offsetMs : undefined;
}

// Of an exchange in whose midst our clock was set, or that took as long as a machine sleeps, the middle is nowhere.
const LONGEST_EXCHANGE_MS = 900_000;
const CLOCK_WAS_SET_MS = 1_000;

function isSound({ sentAtMs, receivedAtMs, tookMs }: SkewSample): boolean {
  const lastedMs = receivedAtMs - sentAtMs;
  if (lastedMs < 0 || lastedMs > LONGEST_EXCHANGE_MS) return false;
  return tookMs === undefined || Math.abs(lastedMs - tookMs) < CLOCK_WAS_SET_MS;
}

const IMF_FIXDATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) 20\d\d \d\d:\d\d:\d\d GMT$/;

/**
 * The instant of a reply's `Date`, in milliseconds since the epoch; `undefined` for everything else. Only the one form that
 * servers send, and only in this century: the header is not signed, and a clock set by nonsense could sign nothing more.
 * Source: RFC 9110 5.6.7.
 */
export function readDateHeader(text: string | undefined): number | undefined {
  if (text === undefined || !IMF_FIXDATE.test(text)) return undefined;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}
