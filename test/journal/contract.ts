import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Intent, Journal } from '../../src/runtime/journal/journal.js';

/** Two journals over the same place, as two processes have them. */
export interface OpenJournals {
  readonly first: Journal;
  readonly second: Journal;
  close(): Promise<void>;
}

let count = 0;

/** An intent like no other. */
export function intentOf(differing: Partial<Intent> = {}): Intent {
  const nth = ++count;
  return {
    id: `intent-${nth}`,
    appId: '2021000000000000',
    gateway: 'https://openapi.alipay.com',
    method: 'alipay.trade.pay',
    content: { out_trade_no: `大乐透-${nth}`, total_amount: '8.80' },
    tokens: { app_auth_token: { owner: '2021000000000007' }, auth_token: 'text' },
    openedAtMs: 1_794_110_400_000 + nth,
    deadlineAtMs: 1_794_110_432_000 + nth,
    ...differing,
  };
}

/** What every journal has to do. */
export function describeJournal(name: string, open: () => Promise<OpenJournals>): void {
  describe(name, () => {
    let journals: OpenJournals;
    beforeEach(async () => {
      journals = await open();
    });
    afterEach(() => journals.close());

    test('gives back what is open, in the order in which it was opened', async () => {
      const { first } = journals;
      const intents = Array.from({ length: 20 }, () => intentOf());
      for (const intent of intents) await first.open(intent);
      expect(await first.pending()).toEqual(intents);
      await first.close(intents[3]?.id ?? '');
      await first.close(intents[0]?.id ?? '');
      expect(await first.pending()).toEqual(intents.filter((_, nth) => nth !== 0 && nth !== 3));
    });

    test('is empty at first, and does not mind to close what is not there', async () => {
      expect(await journals.first.pending()).toEqual([]);
      await journals.first.close('never-seen');
      expect(await journals.first.pending()).toEqual([]);
    });

    test('keeps what is opened and closed at the same time apart', async () => {
      const { first } = journals;
      const intents = Array.from({ length: 300 }, () => intentOf());
      await Promise.all(
        intents.map(async (intent, nth) => {
          await first.open(intent);
          if (nth % 3 > 0) await first.close(intent.id);
        }),
      );
      const left = await first.pending();
      expect(new Set(left.map(({ id }) => id))).toEqual(
        new Set(intents.filter((_, nth) => nth % 3 === 0).map(({ id }) => id)),
      );
    });
  });
}
