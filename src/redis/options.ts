import type { KeyObject } from 'node:crypto';
import { invalidInput, kindOf, quoteSafe } from '../protocol/invalid-input.js';
import type { EncryptionKey } from './encryption-key.js';
import { readEncryptionKeys } from './encryption-key.js';

/** How the records are kept in Redis. */
export interface RedisTokenStoreOptions {
  /**
   * What all names in Redis begin with: a text without braces and white space. Environments that share a Redis take a
   * prefix each. Default: `alipay-axios`.
   */
  readonly prefix?: string;
  /**
   * Seals the records with AES-256-GCM. Of a list, the first key seals and all open. To change the key without a pause,
   * roll out `[old, new]`, then `[new, old]`; drop the old one when no record of its time lives any more. Default: none,
   * tokens stand in Redis in the clear.
   */
  readonly encryptionKey?: EncryptionKey | readonly EncryptionKey[];
}

/** The options, checked. */
export interface Plan {
  readonly prefix: string;
  /** The first seals, all open; none where records are kept in the clear. */
  readonly keys: readonly KeyObject[];
}

const KNOWN: readonly string[] = ['prefix', 'encryptionKey'] satisfies readonly (keyof RedisTokenStoreOptions)[];

/**
 * Reads the options.
 *
 * @throws TypeError that names the option, what came and what to give
 */
export function readOptions(options: RedisTokenStoreOptions): Plan {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalidInput('options', {
      en: `must be an object, got ${kindOf(options).en}`,
      zh: `应为对象，收到的是${kindOf(options).zh}`,
    });
  }
  for (const name of Object.keys(options)) {
    if (KNOWN.includes(name)) continue;
    throw invalidInput(`options.${name}`, {
      en: `is not an option. There are: ${KNOWN.join(', ')}`,
      zh: `不是可用的选项。可用的有：${KNOWN.join('、')}`,
    });
  }
  // Named but undefined is a forgotten variable: it must not put tokens into Redis in the clear.
  const keys = 'encryptionKey' in options ? readEncryptionKeys(options.encryptionKey) : [];
  return { prefix: readPrefix(options.prefix), keys };
}

function readPrefix(prefix: unknown): string {
  if (prefix === undefined) return 'alipay-axios';
  // Braces would choose the cluster slot, which the owner's digest has to.
  if (typeof prefix === 'string' && /^[^{}\s]+$/.test(prefix)) return prefix;
  throw invalidInput('prefix', {
    en: `must be a text without braces and white space, got ${quoteSafe(prefix).en}`,
    zh: `应为不含花括号和空白的非空字符串，收到的是${quoteSafe(prefix).zh}`,
  });
}
