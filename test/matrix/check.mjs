// @ts-check
// node test/matrix/check.mjs [--only node,axios,consumers,types --quick --write]
//
// Runs the suite on every Node that the package is for, and with the oldest and the newest axios that it takes; lets
// CommonJS and ES modules use the packed package, and compiles such users with three TypeScripts. Each cell works on a copy
// of its own. `--quick` runs the fast half of the suite; `--write` puts the table into bench/results/matrix.md.
//
// The Nodes, axios and TypeScripts come from the registry through npm, and the packed package is installed as users do it.

import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { consumerCells, typeCells } from './consumer-cells.mjs';
import { renderMatrix } from './render.mjs';
import { axiosCells, nodeCells } from './suite-cells.mjs';
import { openWorkshop } from './workshop.mjs';

/** @import { Workshop } from './workshop.mjs' */

/**
 * What became of a cell. `failed` counts failed tests, and one for a step that did not come as far as a test.
 *
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, seconds: number, said: string }} CellResult
 */

/** @typedef {{ name: string, run: () => Promise<Omit<CellResult, 'name' | 'seconds'>> }} Cell */

/** @type {Record<string, (workshop: Workshop, isQuick: boolean) => Cell[]>} */
const KINDS = { node: nodeCells, axios: axiosCells, consumers: consumerCells, types: typeCells };

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(KINDS).join() },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

/** @param {string} name */
function kindOf(name) {
  const found = KINDS[name];
  if (found !== undefined) return found;
  throw new TypeError(`--only must be of ${Object.keys(KINDS).join(', ')}, got ${name}`);
}

const kinds = values.only.split(',').map(kindOf);
const workshop = openWorkshop();
/** @type {CellResult[]} */
const results = [];
try {
  for (const cell of kinds.flatMap((kind) => kind(workshop, values.quick))) {
    const began = performance.now();
    const result = await cell.run().catch((error) => ({ passed: 0, failed: 1, skipped: 0, said: String(error) }));
    const seconds = Math.round((performance.now() - began) / 1_000);
    results.push({ name: cell.name, seconds, ...result });
    const mark = result.failed === 0 ? 'passed' : 'FAILED';
    console.log(
      `${mark} ${cell.name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped, ${seconds} s`,
    );
    if (result.failed > 0) console.log(result.said);
  }
} finally {
  rmSync(workshop.folder, { recursive: true, force: true });
}
const failed = results.filter((one) => one.failed > 0 || one.passed === 0);
console.log(
  failed.length === 0 ? `all ${results.length} cells passed` : `${failed.length} of ${results.length} cells failed`,
);
if (values.write) {
  writeFileSync(
    fileURLToPath(new URL('../../bench/results/matrix.md', import.meta.url)),
    renderMatrix(results, values.quick),
  );
}
process.exitCode = failed.length === 0 ? 0 : 1;
