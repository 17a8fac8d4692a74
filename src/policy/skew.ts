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
