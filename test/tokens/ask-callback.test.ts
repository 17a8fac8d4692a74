import type { FreshToken, StaleToken } from 'alipay-axios';
import { createTestClock } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import { Interruption } from '../../src/runtime/interruption.js';
import type { TokenSettings } from '../../src/runtime/settings.js';
import { createStopSignal } from '../../src/runtime/stop-signal.js';
import { askCallback } from '../../src/runtime/tokens/ask-callback.js';
import { RefreshFailed } from '../../src/runtime/tokens/held-token.js';

const QUESTION = { kind: 'auth_token', value: 'old', owner: 'o', subCode: 's', method: 'm' } as const;

/** Asks a callback; what it says it keeps is in `kept`. */
function ask(refresh: ((stale: StaleToken) => unknown) | undefined, refreshTimeoutMs = 5_000) {
  const clock = createTestClock();
  const stop = createStopSignal();
  const kept: FreshToken[] = [];
  const settings = { refresh, refreshTimeoutMs } as unknown as TokenSettings;
  const keep = (fresh: FreshToken): void => void kept.push(fresh);
  return { clock, stop, kept, answer: askCallback(QUESTION, { settings, clock, stop, keep }) };
}

const failureOf = (answer: Promise<unknown>): Promise<unknown> => answer.catch((error: unknown) => error);

describe('the callback', () => {
  test('is told what is asked for, and given a signal', async () => {
    const asked: StaleToken[] = [];
    await ask((stale) => {
      asked.push(stale);
      return 'new';
    }).answer;
    expect(asked).toEqual([{ ...QUESTION, signal: expect.any(AbortSignal) }]);
  });

  test.each<[what: string, answer: unknown, fresh: FreshToken]>([
    ['a text', 'new', { value: 'new' }],
    ['a promise of a text', Promise.resolve('new'), { value: 'new' }],
    ['an object with a value', { value: 'new' }, { value: 'new' }],
    [
      'all that there is to know',
      { value: 'new', refreshToken: 'r', expiresAtMs: 5 },
      { value: 'new', refreshToken: 'r', expiresAtMs: 5 },
    ],
    ['more than is asked for', { value: 'new', more: 1, refreshToken: undefined }, { value: 'new' }],
  ])('may return %s', async (_what, answer, fresh) => {
    const asking = ask(() => answer);
    expect(await asking.answer).toStrictEqual(fresh);
    expect(asking.kept).toStrictEqual([fresh]);
  });

  test.each<[what: string, answer: unknown, because: string]>([
    ['nothing', undefined, 'returned neither a text nor { value: text }; return the new token'],
    ['null', null, 'returned neither a text nor'],
    ['a number', 7, 'returned neither a text nor'],
    ['an empty text', '', 'returned neither a text nor'],
    ['a value that is no text', { value: 7 }, 'returned neither a text nor'],
    ['an empty value', { value: '' }, 'returned neither a text nor'],
    ['the old token', 'old', 'returned the token that was refused; return a new one'],
    ['half a character', 'new\ud800', 'returned a text that has no UTF-8 form'],
    ['an empty refresh token', { value: 'new', refreshToken: '' }, 'returned a refreshToken that is no text'],
    ['a number to renew it', { value: 'new', refreshToken: 7 }, 'returned a refreshToken that is no text'],
    ['an end that is a text', { value: 'new', expiresAtMs: '5' }, 'returned an expiresAtMs that is no number of'],
    [
      'an end that never comes',
      { value: 'new', expiresAtMs: Number.POSITIVE_INFINITY },
      'returned an expiresAtMs that',
    ],
  ])('must not return %s, which is not kept', async (_what, answer, because) => {
    const asking = ask(() => answer);
    const failure = await failureOf(asking.answer);
    expect(failure).toBeInstanceOf(RefreshFailed);
    expect(failure).toMatchObject({ because: expect.stringContaining(`tokens.refresh ${because}`), cause: undefined });
    expect(asking.kept).toEqual([]);
  });

  test('may throw, which is told with what it threw', async () => {
    const thrown = new Error('down');
    const failure = await failureOf(ask(() => Promise.reject(thrown)).answer);
    expect(failure).toBeInstanceOf(RefreshFailed);
    expect(failure).toMatchObject({ because: 'tokens.refresh threw', cause: thrown });
  });

  test('that takes too long is given up and aborted; what it brings late is kept all the same', async () => {
    let signal: AbortSignal | undefined;
    let bring = (_value: string): void => {};
    const asking = ask((stale) => {
      signal = stale.signal;
      return new Promise((resolve) => {
        bring = resolve;
      });
    }, 700);
    const failing = failureOf(asking.answer);
    await asking.clock.advance(699);
    expect(signal?.aborted).toBe(false);
    await asking.clock.advance(1);
    expect(await failing).toMatchObject({ because: 'tokens.refresh took longer than 700 ms', cause: undefined });
    expect(signal?.aborted).toBe(true);
    bring('late');
    await asking.clock.advance(0);
    expect(asking.kept).toEqual([{ value: 'late' }]);
  });

  test('is given up when the instance is closed', async () => {
    const asking = ask(() => new Promise(() => {}));
    const failing = failureOf(asking.answer);
    asking.stop.stop(new Interruption('closed'));
    expect(await failing).toMatchObject({ because: 'the instance was closed', cause: undefined });
  });

  test('that is not set cannot be asked', async () => {
    const failure = await failureOf(ask(undefined).answer);
    expect(failure).toBeInstanceOf(RefreshFailed);
    expect(failure).toMatchObject({ because: 'no tokens.refresh is set' });
  });
});
