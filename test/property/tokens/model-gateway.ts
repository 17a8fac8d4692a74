import { AlipayError } from '../../../src/errors.js';
import type { AskGateway, OwnAnswer } from '../../../src/runtime/tokens/trade.js';
import type { TestClock } from '../../../src/testing/test-clock.js';

/** What the gateway does with one trade of a refresh token. */
export type TradeFate = 'grant' | 'lost-before' | 'lost-after' | 'not-sent' | 'throttled';

/** The next trades: what becomes of each, and how long it takes. */
export interface TradePlan {
  readonly fate: TradeFate;
  readonly ms: number;
}

/** A gateway that knows one user's tokens by the rules of protocol.md 7.2, and writes down what must never happen. */
export interface ModelGateway {
  /**
   * Trades for one process.
   *
   * @param isWritten whether the store has moved on from a refresh token
   */
  askFor(isAlive: () => boolean, isWritten: (refreshToken: string) => Promise<boolean>): AskGateway;
  accepts(value: string): boolean;
  expire(): void;
  grant(): { readonly value: string; readonly refreshToken: string };
  readonly faults: readonly string[];
  /** Trades that the gateway made. */
  readonly rotations: number;
  /** Whether a rotation's answer reached nobody, so that nobody can know its tokens. */
  readonly isLost: boolean;
}

const REFRESH_TIMEOUT_MS = 5_000;

/** Makes one; the plans are used in turn, and after them every trade is granted at once. */
export function createModelGateway(clock: TestClock, plans: readonly TradePlan[]): ModelGateway {
  const faults: string[] = [];
  const underWay = new Set<string>();
  // Refresh tokens that were traded, and whether whoever got the answer lives.
  const traded = new Map<string, () => boolean>();
  let current = { value: 'v0', refreshToken: 'r0' };
  let isExpired = false;
  let rotations = 0;
  let asked = 0;
  let isLost = false;

  const rotate = (old: string, isDelivered: boolean, isAlive: () => boolean): typeof current => {
    traded.set(old, () => isDelivered && isAlive());
    rotations++;
    isLost = !isDelivered;
    isExpired = false;
    current = { value: `v${rotations}`, refreshToken: `r${rotations}` };
    return current;
  };

  const trade = async (refreshToken: string, isAlive: () => boolean): Promise<OwnAnswer> => {
    const { fate, ms } = plans[asked++] ?? { fate: 'grant', ms: 0 };
    const isLate = ms >= REFRESH_TIMEOUT_MS;
    await clock.sleep(Math.min(ms, REFRESH_TIMEOUT_MS));
    if (fate === 'not-sent') return failure('not_sent');
    if (fate === 'throttled') return failure('rejected');
    if (refreshToken !== current.refreshToken) return failure('rejected', true);
    if (fate === 'lost-before') return failure('unknown');
    const { value, refreshToken: next } = rotate(refreshToken, fate === 'grant' && !isLate && isAlive(), isAlive);
    if (fate === 'lost-after' || isLate) return failure('unknown');
    return { node: { access_token: value, refresh_token: next, expires_in: 3_600, re_expires_in: 36_000 } };
  };

  return {
    askFor:
      (isAlive, isWritten) =>
      async ({ params }) => {
        const refreshToken = String(params['refresh_token']);
        if (!isAlive()) return new Promise(() => {});
        if (underWay.has(refreshToken)) faults.push(`two trades of ${refreshToken} under way at once`);
        underWay.add(refreshToken);
        // What only a process knew that has died since is known to nobody; all else can be known.
        const isKnown = traded.get(refreshToken)?.() === true || (await isWritten(refreshToken));
        if (traded.has(refreshToken) && isKnown) faults.push(`${refreshToken} was traded again`);
        const answer = await trade(refreshToken, isAlive);
        underWay.delete(refreshToken);
        return isAlive() ? answer : new Promise(() => {});
      },
    accepts: (value) => value === current.value && !isExpired,
    expire: () => {
      isExpired = true;
    },
    grant: () => {
      isLost = false;
      isExpired = false;
      rotations++;
      current = { value: `v${rotations}`, refreshToken: `r${rotations}` };
      return current;
    },
    faults,
    get rotations(): number {
      return rotations;
    },
    get isLost(): boolean {
      return isLost;
    },
  };
}

function failure(outcome: 'not_sent' | 'rejected' | 'unknown', isSpent = false): OwnAnswer {
  const advice = { zh: '', en: '', url: '' };
  const error = new AlipayError({
    code: 'ERR_ALIPAY_REJECTED',
    message: outcome,
    outcome,
    method: 'alipay.system.oauth.token',
    attempts: [],
    advice,
    ...(isSpent ? { subCode: 'isv.refreshed-token-invalid', reauthorize: true } : {}),
  });
  return { failure: error, signed: outcome === 'rejected' };
}
