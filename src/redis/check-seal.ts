import { CHANGE_SEAL, FIND_SEAL, PUT_SEAL } from './lua.js';
import type { Plan } from './options.js';
import { ANOTHER_KEY, PREFIX_SEALED, recordError } from './record-error.js';
import type { Evaluate } from './redis-client.js';
import { open, seal } from './seal.js';

const SEALED_TEXT = 'alipay-axios';

/**
 * Creates the check that the store's key is the one that the prefix is sealed with. It asks Redis once; after a failure it
 * asks again, as a key may be set right and Redis may come back.
 *
 * A wrong key is found before anything is written with it, and before a refresh token is spent.
 *
 * @throws Error with the code `ERR_TOKEN_RECORD`, from the check, where it is not
 */
export function createSealCheck(evaluate: Evaluate, plan: Plan): () => Promise<void> {
  let passed: Promise<void> | undefined;
  return () => {
    passed ??= check(evaluate, plan).catch((error: unknown) => {
      passed = undefined;
      throw error;
    });
    return passed;
  };
}

async function check(evaluate: Evaluate, { prefix, keys }: Plan): Promise<void> {
  const names = [`${prefix}:seal`];
  const [key] = keys;
  if (key === undefined) {
    const [name = '', found] = await evaluate(FIND_SEAL, names, []);
    if (found !== undefined) throw recordError(name, PREFIX_SEALED);
    return;
  }
  const place = `seal\0${prefix}`;
  const ours = seal(key, SEALED_TEXT, place);
  const [name = '', found = ''] = await evaluate(PUT_SEAL, names, [ours]);
  const opened = open(keys, found, place);
  if (opened?.text !== SEALED_TEXT) throw recordError(name, ANOTHER_KEY);
  if (opened.keyIndex > 0) await evaluate(CHANGE_SEAL, names, [found, ours]);
}
