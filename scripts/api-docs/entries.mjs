// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One entry of the package: what is imported by one name.
 *
 * @typedef {object} Entry
 * @property {string} name how it is imported, such as `alipay-axios/redis`
 * @property {string} slug its name as a file's, such as `alipay-axios-redis`
 * @property {string} types its declarations, as a path
 */

/**
 * The entries that package.json exports with types of their own.
 *
 * @param {string} root the folder of package.json
 * @returns {readonly Entry[]}
 */
export function readEntries(root) {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([path, target]) => ({
      name: join(name, path),
      slug: join(name, path).replaceAll('/', '-'),
      types: join(root, target.import.types),
    }));
}
