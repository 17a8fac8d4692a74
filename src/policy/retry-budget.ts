/** How many retries calls may make together. */
export interface RetryBudgetTerms {
  /** What the bucket holds when it is full. Default 500. */
  readonly tokens: number;
  /** What a retry costs after a lost reply, a broken connection, a 20000 and the like. Default 14. */
  readonly transientCost: number;
  /** What a retry costs after a refusal for the rate. Default 5. */
  readonly throttledCost: number;
  /**
   * Retries that are granted in each minute though the bucket is empty, so that a client with few calls a minute is not
   * without any until dozens have gone well. Default 10.
   */
  readonly floorPerMinute: number;
}

/** The defaults: smithy's, and a floor. Source: resilience.md 1.1 and 7. */
export const RETRY_BUDGET: RetryBudgetTerms = {
  tokens: 500,
  transientCost: 14,
  throttledCost: 5,
  floorPerMinute: 10,
};

/** What is left for retries. */
export interface RetryBudget {
  readonly tokens: number;
  /** Retries left of the floor; a fraction while it fills up again. */
  readonly floor: number;
  /** When the floor was filled up last, in milliseconds of whatever clock. */
  readonly atMs: number;
}

/** A full budget. */
export function openBudget(terms: RetryBudgetTerms, atMs: number): RetryBudget {
  return { tokens: terms.tokens, floor: terms.floorPerMinute, atMs };
}

/** What a retry costs. */
export function costOf(terms: RetryBudgetTerms, throttled: boolean): number {
  return throttled ? terms.throttledCost : terms.transientCost;
}

/** A retry that was granted: what is left, and what was paid for it; nothing where it came out of the floor. */
export interface Granted {
  readonly left: RetryBudget;
  readonly paid: number;
}

/** Takes a retry out of the bucket, or where it holds too little out of the floor; `undefined` where neither has one. */
export function takeRetry(
  budget: RetryBudget,
  terms: RetryBudgetTerms,
  cost: number,
  atMs: number,
): Granted | undefined {
  if (budget.tokens >= cost) return { left: { ...budget, tokens: budget.tokens - cost }, paid: cost };
  const filled = fillFloor(budget, terms, atMs);
  return filled.floor < 1 ? undefined : { left: { ...filled, floor: filled.floor - 1 }, paid: 0 };
}

/**
 * What the gateway's answer gives back: what the call's last retry cost, and one token where it had none.
 * Source: resilience.md 1.1.
 *
 * @param paid what the last retry of the call cost; `undefined` where there was none
 */
export function refund(budget: RetryBudget, terms: RetryBudgetTerms, paid: number | undefined): RetryBudget {
  if (budget.tokens === terms.tokens) return budget;
  return { ...budget, tokens: Math.min(terms.tokens, budget.tokens + (paid ?? 1)) };
}

// In whole retries of whole time: a clock that is set back fills nothing.
function fillFloor(budget: RetryBudget, terms: RetryBudgetTerms, atMs: number): RetryBudget {
  const passedMs = Math.max(0, atMs - budget.atMs);
  const floor = Math.min(terms.floorPerMinute, budget.floor + (passedMs * terms.floorPerMinute) / 60_000);
  return { ...budget, floor, atMs };
}
