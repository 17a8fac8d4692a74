// @ts-check
// Making RSA keys takes most of the time of a run in which they are used, and which ones they are is the same to every test:
// the nth key of a kind is made once, and handed out again in the next run.

import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** @type {Map<string, unknown[]>} */
const made = new Map();
/** @type {Map<string, number>} */
let given = new Map();

export function keepKeys() {
  const { generateKeyPairSync } = crypto;
  const give = (/** @type {any} */ type, /** @type {any} */ options) => {
    const kind = JSON.stringify([type, options]);
    const nth = given.get(kind) ?? 0;
    given.set(kind, nth + 1);
    const all = made.get(kind) ?? [];
    const pair = all[nth] ?? generateKeyPairSync(type, options);
    made.set(kind, all.toSpliced(nth, 1, pair));
    return pair;
  };
  Object.assign(crypto, { generateKeyPairSync: give });
  syncBuiltinESMExports();
}

/** Begins at the first key of each kind again. */
export function restartKeys() {
  given = new Map();
}
