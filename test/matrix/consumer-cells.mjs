// @ts-check
// Cells that use the packed package as a user does: by `import` and by `require`, in JavaScript and in TypeScript.

import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, tail } from './run.mjs';
import { NODES } from './suite-cells.mjs';

/** @import { Cell } from './check.mjs' */
/** @import { Workshop } from './workshop.mjs' */

const TYPESCRIPTS = ['5.9.3', '6.0.3', '7.0.2'];
// Where the types of a package are looked up, and the modules that go with it.
const LOOK_UPS = /** @type {const} */ ([
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['bundler', 'preserve'],
]);
const USED = ['axios@^1.16.0', '@opentelemetry/api@^1.9.0', '@types/node@20'];

/** @param {string} file */
const pathOf = (file) => fileURLToPath(new URL(`consumers/${file}`, import.meta.url));

/** The place where the package is installed; made once for all cells. @param {Workshop} workshop */
function openPlace(workshop) {
  let place = '';
  return () => {
    place ||= workshop.install('user', [workshop.pack(), ...USED]);
    return place;
  };
}

/** @param {Workshop} workshop @returns {Cell[]} */
export function consumerCells(workshop) {
  const place = openPlace(workshop);
  return NODES.flatMap((version) =>
    ['consumer.mjs', 'consumer.cjs'].map((file) => ({
      name: `${file.endsWith('.mjs') ? 'import' : 'require'} on Node ${version}`,
      run: async () => {
        const cwd = place();
        copyFileSync(pathOf(file), join(cwd, file));
        const { code, said } = await run(workshop.findNode(version), ['--throw-deprecation', file], { cwd });
        const isWell = code === 0 && said.trim() === 'TRADE_SUCCESS';
        return { passed: isWell ? 1 : 0, failed: isWell ? 0 : 1, skipped: 0, said: tail(said) };
      },
    })),
  );
}

/** @param {Workshop} workshop @returns {Cell[]} */
export function typeCells(workshop) {
  const place = openPlace(workshop);
  return TYPESCRIPTS.flatMap((version) => {
    let compiler = '';
    const findCompiler = () => {
      compiler ||= workshop.install(`typescript-${version}`, [`typescript@${version}`]);
      return join(compiler, 'node_modules/typescript/bin/tsc');
    };
    return LOOK_UPS.map(([moduleResolution, module]) => ({
      name: `types by TypeScript ${version}, ${moduleResolution}`,
      run: () => compile(place(), findCompiler(), moduleResolution, module),
    }));
  });
}

/**
 * Compiles one user as an ES module, as CommonJS, and by `import = require`.
 *
 * @param {string} cwd
 * @param {string} compiler
 * @param {string} moduleResolution
 * @param {string} module
 */
async function compile(cwd, compiler, moduleResolution, module) {
  const files = { 'user.mts': 'user.ts', 'user.cts': 'user.ts', 'required.cts': 'required.cts' };
  for (const [to, from] of Object.entries(files)) copyFileSync(pathOf(from), join(cwd, to));
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2023'],
    module,
    moduleResolution,
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  const { code, said } = await run(process.execPath, [compiler, '-p', 'tsconfig.json'], { cwd });
  const isWell = code === 0;
  return { passed: isWell ? Object.keys(files).length : 0, failed: isWell ? 0 : 1, skipped: 0, said: tail(said) };
}
