import type { TokenRecord } from 'alipay-axios';
import { describe, expect, test } from 'vitest';
import { successorOf } from '../../src/runtime/tokens/rotate.js';
import { recordNo } from './parts.js';

describe('what follows an old record', () => {
  const NOW = 1_000;
  const successor = (old: TokenRecord, grant: Parameters<typeof successorOf>[2]) =>
    successorOf({ clock: { now: () => NOW } as never }, old, grant);

  test('is one above it, with what the reply said', () => {
    const grant = { value: 'n', refreshToken: 'nr', lastsMs: 5, refreshLastsMs: 7 };
    expect(successor(recordNo(3, { reauthorize: true, expiresAtMs: 1 }), grant)).toStrictEqual({
      value: 'n',
      refreshToken: 'nr',
      issuedAtMs: NOW,
      expiresAtMs: NOW + 5,
      refreshExpiresAtMs: NOW + 7,
      generation: 4,
    });
  });

  test('keeps what it is renewed with where the reply left that out, and no end that was not said', () => {
    const old = recordNo(3, { expiresAtMs: 1, refreshExpiresAtMs: 2 });
    const kept = { value: 'n', refreshToken: 'r3', refreshExpiresAtMs: 2, issuedAtMs: NOW, generation: 4 };
    expect(successor(old, { value: 'n' })).toStrictEqual(kept);
    const bare = { value: 'v', generation: 3 };
    expect(successor(bare, { value: 'n' })).toStrictEqual({ value: 'n', issuedAtMs: NOW, generation: 4 });
  });
});
