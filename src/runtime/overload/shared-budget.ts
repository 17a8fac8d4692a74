import type { Brakes } from '../../policy/decision.js';
import type { RetryBudgetTerms } from '../../policy/retry-budget.js';
import { costOf, openBudget, refund, takeRetry } from '../../policy/retry-budget.js';
import type { Clock } from '../clock.js';
import { createByKey } from './by-key.js';

/** The budgets of gateways. Instants are `elapsedMs` of the instances' clock. */
export interface BudgetDesk {
  /** Whether the gateway's budget has a retry left, of either kind. */
  has(gateway: string, atMs: number): Pick<Brakes, 'transient' | 'throttled'>;
  /** Takes a retry and returns what it cost; nothing where it came out of the floor. */
  take(gateway: string, throttled: boolean, atMs: number): number;
  /** The gateway answered; see `refund`. */
  refund(gateway: string, paid: number | undefined): void;
  /** The tokens that are left, of how many. */
  left(gateway: string): { readonly tokens: number; readonly of: number };
}

/**
 * A retry budget that instances share: one bucket for each gateway. Made by `createRetryBudget`; what it holds is out of
 * reach.
 */
export class SharedRetryBudget {
  readonly #desk: BudgetDesk;
  #clock: Clock | undefined;

  constructor(desk: BudgetDesk) {
    this.#desk = desk;
  }

  /**
   * Whether it goes by this clock, as by that of the first instance that shares it; true for every other value.
   *
   * @internal
   */
  static isOn(value: unknown, clock: Clock): boolean {
    if (typeof value !== 'object' || value === null || !(#desk in value)) return true;
    value.#clock ??= clock;
    return value.#clock === clock;
  }

  /**
   * The desk of a shared budget; `undefined` for every other value.
   *
   * @internal
   */
  static deskOf(value: unknown): BudgetDesk | undefined {
    return typeof value === 'object' && value !== null && #desk in value ? value.#desk : undefined;
  }
}

/** Makes the budgets of an instance, or of several. */
export function createBudgetDesk(terms: RetryBudgetTerms): BudgetDesk {
  const budgets = createByKey(
    () => openBudget(terms, 0),
    ({ tokens, floor }) => tokens === terms.tokens && floor === terms.floorPerMinute,
  );
  const canTake = (gateway: string, throttled: boolean, atMs: number): boolean =>
    takeRetry(budgets.get(gateway), terms, costOf(terms, throttled), atMs) !== undefined;
  return {
    has: (gateway, atMs) => ({
      transient: canTake(gateway, false, atMs),
      throttled: canTake(gateway, true, atMs),
    }),
    take: (gateway, throttled, atMs) => {
      const granted = takeRetry(budgets.get(gateway), terms, costOf(terms, throttled), atMs);
      if (granted === undefined) return 0;
      budgets.set(gateway, granted.left);
      return granted.paid;
    },
    refund: (gateway, paid) => {
      const before = budgets.get(gateway);
      const after = refund(before, terms, paid);
      if (after !== before) budgets.set(gateway, after);
    },
    left: (gateway) => ({ tokens: budgets.get(gateway).tokens, of: terms.tokens }),
  };
}
