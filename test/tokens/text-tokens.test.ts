import type { StaleToken } from 'alipay-axios';
import { createTestClock } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import type { Asker } from '../../src/runtime/tokens/held-token.js';
import { createSharedRefresh } from '../../src/runtime/tokens/shared-refresh.js';
import type { TokenRefreshed } from '../../src/runtime/tokens/text-tokens.js';
import { createTextTokens } from '../../src/runtime/tokens/text-tokens.js';
import { failureOf, openBench } from './parts.js';

/** Tokens that are texts, over a callback. */
function open(refresh: (stale: StaleToken) => unknown) {
  const clock = createTestClock();
  const asked: StaleToken[] = [];
  const ask = (stale: StaleToken) => {
    asked.push(stale);
    return refresh(stale) as string;
  };
  const shared = createSharedRefresh<TokenRefreshed>(clock);
  const texts = createTextTokens({ ...openBench().parts.settings, refresh: ask }, clock, shared);
  const told: unknown[] = [];
  const asker: Asker = {
    callId: 'c',
    method: 'm',
    observe: (kind) => ({
      started: (because) => told.push([kind, because]),
      succeeded: (_ms, by) => told.push([kind, by]),
      failed: () => told.push([kind, 'failed']),
    }),
  };
  const replace = (value: string, sentAt = 0) => {
    const refused = { kind: 'auth_token', held: { value, generation: 0 }, subCode: 's' } as const;
    return texts.replace(refused, 'it was refused', sentAt, asker);
  };
  return { clock, texts, asked, told, replace };
}

describe('a text that the gateway refused', () => {
  test('is replaced by what the callback brings, once for all, and from then on', async () => {
    const { texts, asked, told, replace } = open(({ value }) => `${value}+`);
    const fresh = { held: { value: 'a+', generation: 0 }, wasThere: false };
    expect(await Promise.all([replace('a'), replace('a')])).toEqual([fresh, fresh]);
    expect(asked).toEqual([
      { kind: 'auth_token', value: 'a', subCode: 's', method: 'm', signal: expect.any(AbortSignal) },
    ]);
    expect(told).toEqual([
      ['auth_token', 'it was refused'],
      ['auth_token', 'callback'],
    ]);
    expect(texts.current('auth_token', 'a')).toEqual(fresh.held);
    expect(texts.current('app_auth_token', 'a')).toEqual({ value: 'a', generation: 0 });
    // Late, with the old text.
    expect(await replace('a')).toEqual(fresh);
    expect(asked).toHaveLength(1);
  });

  test('is not asked for again for calls that were sent before that had failed', async () => {
    const { asked, replace } = open(() => Promise.reject(new Error('down')));
    const failures = [
      await failureOf(replace('a')),
      await failureOf(replace('a', 0)),
      await failureOf(replace('a', 1)),
    ];
    expect(failures).toMatchObject(Array(3).fill({ because: 'tokens.refresh threw' }));
    expect(asked).toHaveLength(2);
  });

  test('is told apart from other texts', async () => {
    const { asked, replace } = open(({ value }) => `${value}+`);
    const both = await Promise.all([replace('a'), replace('b')]);
    expect(both.map(({ held }) => held.value)).toEqual(['a+', 'b+']);
    expect(asked).toHaveLength(2);
  });

  test('is given up when the instance is closed', async () => {
    const { texts, asked, replace } = open(() => new Promise(() => {}));
    const failing = failureOf(replace('a'));
    texts.close();
    expect(await failing).toMatchObject({ because: 'the instance was closed' });
    expect(asked[0]?.signal.reason).toMatchObject({ kind: 'closed' });
  });

  test('is remembered when what replaces it comes too late for whoever waited', async () => {
    let bring = (_value: string): void => {};
    const { clock, texts, replace } = open(
      () =>
        new Promise((resolve) => {
          bring = resolve;
        }),
    );
    const failing = failureOf(replace('a'));
    await clock.advance(5_000);
    await failing;
    bring('late');
    await clock.advance(0);
    expect(texts.current('auth_token', 'a').value).toBe('late');
  });
});
