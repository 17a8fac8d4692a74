import type { BreakerState } from '../../policy/breaker.js';

/** How an instance and its gateway are doing: for a page of health, or a gauge. */
export interface AlipayHealth {
  /** Attempts under way. */
  readonly inFlight: number;
  /** Calls that wait for their turn. */
  readonly waiting: number;
  /** What is left of the retry budget, in tokens; left out where it is off. */
  readonly budget?: { readonly tokens: number; readonly of: number };
  /** The breakers that are not closed, by method class, such as `alipay.trade/reads`. */
  readonly breakers: Readonly<Record<string, { readonly state: BreakerState; readonly openForMs: number }>>;
  /** The rates that the limiter holds, in attempts a second: by method, and under `*` that of the app. */
  readonly ratesPerSecond: Readonly<Record<string, number>>;
  /** What is added to this machine's clock to get the gateway's, in milliseconds. */
  readonly clockOffsetMs: number;
}
