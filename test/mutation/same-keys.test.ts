import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';

const { keepKeys, restartKeys }: Readonly<Record<'keepKeys' | 'restartKeys', () => void>> = await import(
  String(new URL('same-keys.mjs', import.meta.url))
);

test('the keys of a run are made once and given out again in the next run, in their order', () => {
  keepKeys();
  const make = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
  const first = [make('P-256'), make('P-384'), make('P-256')];
  // In one run no two are the same.
  expect(first[2]?.equals(first[0] ?? make('P-256'))).toBe(false);
  restartKeys();
  expect([make('P-256'), make('P-384'), make('P-256')].map((key, nth) => key === first[nth])).toEqual(
    Array(3).fill(true),
  );
  const fourth = make('P-256');
  restartKeys();
  expect([1, 2, 3].map(() => make('P-256'))[2]).toBe(fourth);
});
