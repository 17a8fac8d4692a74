import { describe, expect, test } from 'vitest';
import { METHODS } from '../../src/catalog/methods.js';
import { resolveOptions } from '../../src/options.js';
import { confirmationOf } from '../../src/policy/confirmations.js';
import { AFTER_DEADLINE_MS } from '../../src/runtime/journal/call-journal.js';
import { readTimes } from '../../src/settlement/settle-options.js';
import { createTestCredentials } from '../../src/testing/credentials.js';
import { testPages } from './page-pair.js';
import { membersOf, source } from './read-readme.js';

const { english, chinese } = testPages('money');

describe.each([english, chinese])('$file', (page) => {
  test('names every method that is asked after, and by which', () => {
    const asked = METHODS.filter(({ confirm }) => confirm !== undefined);
    for (const { method, key = [] } of asked) {
      expect(page.text).toContain(`\`${method}\``);
      expect(page.text).toContain(`\`${confirmationOf(method)?.by}\``);
      for (const [name] of key) expect(page.text).toContain(`\`${name}\``);
    }
  });

  test('names every reason, status and word there is', () => {
    const words = (file: string, type: string): readonly string[] => {
      const union = new RegExp(`export type ${type} =([^;]+);`).exec(source(file))?.[1] ?? '';
      return [...union.matchAll(/'(\w+)'/g)].map(([, word]) => word ?? '');
    };
    const all = [
      ...words('src/settlement/settlement.ts', 'ClosedReason'),
      ...words('src/policy/own-confirmation.ts', 'ConfirmVerdict'),
      ...membersOf('src/settlement/settle-options.ts', 'SettleTimes'),
    ];
    expect(all).toHaveLength(15);
    for (const word of all) expect(page.text, word).toMatch(new RegExp(`\\b${word}\\b`));
  });

  test('tells the times that there are', () => {
    const { firstQueryMs, queryEveryMs, withinMs, cancelWithinMs } = readTimes({});
    const shown = (ms: number): string => String(ms).replace(/(\d)(\d{3})$/, '$1_$2');
    for (const [name, ms] of Object.entries({ firstQueryMs, queryEveryMs, withinMs, cancelWithinMs })) {
      expect(page.text).toContain(`${name}: ${shown(ms)}`);
    }
    const { appId, privateKey, alipayPublicKey } = createTestCredentials();
    expect(resolveOptions({ appId, privateKey, alipayPublicKey }).connectTimeoutMs).toBe(3_000);
    expect(page.text).toMatch(/`connectTimeoutMs`\s?[(（]3 (?:s|秒)/);
    expect([confirmationOf('alipay.fund.trans.uni.transfer')?.patienceMs, AFTER_DEADLINE_MS]).toEqual([10_000, 2_000]);
    expect(page.text).toMatch(/10 s|10 秒/);
    expect(page.text).toMatch(/two seconds|两秒/);
    expect(confirmationOf('alipay.trade.refund')?.pauseMs).toBe(3_000);
    expect(page.text).toMatch(/three seconds|三秒/);
  });
});
