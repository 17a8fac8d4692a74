import { describe, expect, test } from 'vitest';
import type { Asker, HeldToken } from '../../src/runtime/tokens/held-token.js';
import { createManagedTokens } from '../../src/runtime/tokens/managed-tokens.js';
import { createSharedRefresh } from '../../src/runtime/tokens/shared-refresh.js';
import type { TokenRefreshed } from '../../src/runtime/tokens/text-tokens.js';
import { failureOf, KEY, openBench, recordNo } from './parts.js';

const FIRST = { value: 'v1', generation: 1, owner: 'o' };
const SECOND = { value: 'v2', generation: 2, owner: 'o' };

/** An instance that has heard of nothing yet; its store has the first record. */
async function open() {
  const bench = openBench();
  await bench.inner.compareAndSet(KEY, 0, recordNo(1));
  bench.trades = [{ kind: 'granted', grant: { value: 'v2', refreshToken: 'r2' }, by: 'gateway' }];
  const shared = createSharedRefresh<TokenRefreshed>(bench.clock);
  const managed = createManagedTokens({ rotation: bench.parts, shared, place: KEY, goesOn: () => {} });
  const told: unknown[] = [];
  const asker: Asker = {
    callId: 'c',
    method: 'm',
    observe: () => ({ started: (because) => told.push(because), succeeded: () => {}, failed: () => {} }),
  };
  const replace = (held: HeldToken, sentAt = 0) =>
    managed.replace({ kind: 'auth_token', held, subCode: 's' }, 'it was refused', sentAt, asker);
  return { bench, shared, told, replace };
}

describe('a token that the gateway refused', () => {
  test('is renewed, once for all that were refused it', async () => {
    const { bench, told, replace } = await open();
    const both = await Promise.all([replace(FIRST), replace(FIRST)]);
    expect(both).toEqual(Array(2).fill({ held: SECOND, wasThere: false }));
    expect([bench.traded, told]).toEqual([1, ['it was refused']]);
  });

  test('is replaced by the one that this process holds, without a look at the store', async () => {
    const { bench, told, replace } = await open();
    bench.parts.known.learn('auth_token', 'o', recordNo(2), 0);
    expect(await replace(FIRST)).toEqual({ held: SECOND, wasThere: true });
    expect([bench.calls, told]).toEqual([[], []]);
    // The one that it holds was refused itself.
    await bench.inner.compareAndSet(KEY, 1, recordNo(2));
    expect((await replace(SECOND)).held.generation).toBe(3);
  });

  test('is replaced by the one that another process has written', async () => {
    const { bench, replace } = await open();
    await bench.inner.compareAndSet(KEY, 1, recordNo(2));
    expect(await replace(FIRST)).toEqual({ held: SECOND, wasThere: true });
    expect(bench.traded).toBe(0);
  });

  test('of one owner has nothing to do with that of another', async () => {
    const { bench, replace } = await open();
    await bench.inner.compareAndSet({ ...KEY, owner: 'p' }, 0, recordNo(1, { refreshToken: 'other' }));
    const both = await Promise.all([replace(FIRST), replace({ ...FIRST, owner: 'p' })]);
    expect(both.map(({ held }) => held.owner)).toEqual(['o', 'p']);
    expect(bench.traded).toBe(2);
  });

  test('is not renewed again for calls that were sent before that had failed', async () => {
    const { bench, shared, replace } = await open();
    bench.trades = [{ kind: 'failed', because: 'down' }];
    expect(await failureOf(replace(FIRST))).toMatchObject({ because: 'down' });
    expect(await failureOf(replace(FIRST, 0))).toMatchObject({ because: 'down' });
    expect([bench.traded, shared.failures]).toEqual([1, 1]);
    expect(await failureOf(replace(FIRST, 1))).toMatchObject({ because: 'down' });
    expect(bench.traded).toBe(2);
  });

  test('is asked for by whoever was refused it, with what the gateway said', async () => {
    const { bench, replace } = await open();
    await replace(FIRST);
    expect(bench.questions).toEqual([{ callId: 'c', method: 'm', subCode: 's' }]);
  });
});
