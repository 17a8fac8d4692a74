// @ts-check
// Cells that run the suite: on each Node, and with each axios.

import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run, tail } from './run.mjs';
import { replaceModule } from './workshop.mjs';

/** @import { Cell } from './check.mjs' */
/** @import { Workshop } from './workshop.mjs' */

/** The oldest that the package is for, and the newest of each line. */
export const NODES = ['20.19.0', '20', '22', '24', '26'];
/** The oldest axios that the peer range takes, and the newest. */
const AXIOS = { oldest: '1.16.0', newest: '^1.16.0' };

// Fast, and beside the rules all that touches the platform: HTTP, sockets, keys, files, streams, timers, module formats.
const QUICK = [
  'test/policy',
  'test/protocol',
  'test/integration',
  'test/runtime',
  'test/journal',
  'test/otel',
  'test/tokens/managed.test.ts',
  'test/tokens/store-trouble.test.ts',
  'test/whole/certificates.test.ts',
  'test/whole/charset.test.ts',
  'test/whole/keys.test.ts',
  'test/whole/notifications.test.ts',
  'test/whole/pages.test.ts',
  'test/whole/v3.test.ts',
];

/** @param {Workshop} workshop @param {boolean} isQuick @returns {Cell[]} */
export function nodeCells(workshop, isQuick) {
  return NODES.map((version) => ({
    name: `the suite on Node ${version}`,
    run: async () => runSuite(workshop.copyProject(`node-${version}`), workshop.findNode(version), isQuick),
  }));
}

/** @param {Workshop} workshop @param {boolean} isQuick @returns {Cell[]} */
export function axiosCells(workshop, isQuick) {
  return Object.entries(AXIOS).map(([age, version]) => ({
    name: `the suite with the ${age} axios of ${version}`,
    run: async () => {
      const copy = workshop.copyProject(`with-${age}-axios`);
      replaceModule(copy, 'axios', workshop.install(`${age}-axios`, [`axios@${version}`]));
      return runSuite(copy, process.execPath, isQuick);
    },
  }));
}

/** @param {string} cwd @param {string} node @param {boolean} isQuick */
async function runSuite(cwd, node, isQuick) {
  const report = join(cwd, 'matrix-report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = [join(cwd, 'node_modules/vitest/vitest.mjs'), 'run', ...(isQuick ? QUICK : []), ...reporters];
  // What the tests start by the name of `node` or `npm` runs on the same one.
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH']}` };
  const { code, said } = await run(node, args, { cwd, env });
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: numPassedTests,
    // A file that cannot be loaded has no tests to fail.
    failed: Math.max(numFailedTests, code === 0 ? 0 : 1),
    skipped: numPendingTests + numTodoTests,
    said: tail(said),
  };
}
