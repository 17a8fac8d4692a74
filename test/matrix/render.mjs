// @ts-check
// The table for bench/results/matrix.md.

import { cpus } from 'node:os';

/** @import { CellResult } from './check.mjs' */

/** @param {readonly CellResult[]} results @param {boolean} isQuick */
export function renderMatrix(results, isQuick) {
  const [cpu] = cpus();
  const rows = results.map(
    ({ name, passed, failed, skipped, seconds }) => `| ${name} | ${passed} | ${failed} | ${skipped} | ${seconds} |`,
  );
  return [
    '# What the package was tried on',
    '',
    `\`npm run check:matrix${isQuick ? ' -- --quick' : ''}\`, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${process.platform}.`,
    ...(isQuick ? ['The suite is its fast half here: rules, protocol, HTTP, tokens, journals and telemetry.'] : []),
    'For types a test is a user that was compiled; for `import` and `require` it is a payment that went through.',
    '',
    '| cell | passed | failed | skipped | seconds |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}
