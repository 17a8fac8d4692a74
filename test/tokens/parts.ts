import type { TokenKey, TokenRecord, TokenStore } from 'alipay-axios';
import { createMemoryTokenStore } from 'alipay-axios';
import type { TestClock } from 'alipay-axios/testing';
import { createTestClock } from 'alipay-axios/testing';
import type { TokenSettings } from '../../src/runtime/settings.js';
import { createKnownTokens } from '../../src/runtime/tokens/known-tokens.js';
import type { RotationParts } from '../../src/runtime/tokens/rotation-parts.js';
import { guardStore } from '../../src/runtime/tokens/store-guard.js';
import type { Traded, TradeQuestion } from '../../src/runtime/tokens/trade.js';

export const KEY: TokenKey = { gateway: 'https://gateway.example', appId: 'a', kind: 'auth_token', owner: 'o' };

/** The nth record of the owner, with what it is renewed with. */
export const recordNo = (generation: number, more: Partial<TokenRecord> = {}): TokenRecord => ({
  value: `v${generation}`,
  refreshToken: `r${generation}`,
  generation,
  ...more,
});

/** What the keeping of records works with, over a store in memory, under a clock on which every sleep is over at once. */
export interface Bench {
  readonly parts: RotationParts;
  readonly clock: TestClock;
  readonly inner: TokenStore;
  /** Replaces what the store does. */
  on: Partial<TokenStore>;
  /** What the store was asked, with the record or the number that came with it. */
  readonly calls: (readonly unknown[])[];
  /** How the trades end, one after the other; the last one for all that follow. */
  trades: readonly (Traded | (() => Promise<Traded>))[];
  traded: number;
  readonly questions: TradeQuestion[];
  isClosed: boolean;
}

export function openBench(settings: Partial<TokenSettings> = {}): Bench {
  const clock = createTestClock(undefined, { auto: true });
  const inner = createMemoryTokenStore(clock);
  const bench = {
    clock,
    inner,
    on: {},
    calls: [],
    trades: [],
    traded: 0,
    questions: [],
    isClosed: false,
  } as unknown as Bench;
  const through = (name: keyof TokenStore) =>
    ((...args: never[]) => {
      bench.calls.push([name, ...args.slice(1)]);
      return ((bench.on[name] ?? inner[name]) as (...given: never[]) => unknown)(...args);
    }) as never;
  const names = ['read', 'compareAndSet', 'setAside', 'acquireLease', 'releaseLease'] as const;
  const store = Object.fromEntries(names.map((name) => [name, through(name)])) as unknown as TokenStore;
  const parts: RotationParts = {
    settings: { store, refreshTimeoutMs: 5_000, refreshAheadMs: 0, whenStoreIsDown: 'wait', ...settings },
    clock,
    random: () => 0.5,
    store: guardStore(store, clock),
    known: createKnownTokens(settings.refreshAheadMs ?? 0, () => 0.5),
    trade: async (_key, _record, question) => {
      bench.questions.push(question);
      const next = bench.trades[Math.min(bench.traded++, bench.trades.length - 1)];
      if (next === undefined) throw new Error('nothing was to be traded');
      return typeof next === 'function' ? next() : next;
    },
    limitMs: 30_000,
    trouble: {},
    isClosed: () => bench.isClosed,
  };
  return Object.assign(bench, { parts });
}

/** A store's way to be away. */
export const away = (): Promise<never> => Promise.reject(new Error('away'));

/** What it was that failed. */
export const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (value) => {
      throw new Error(`It did not fail: ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
