import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';

const run = promisify(execFile);

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly said: string;
}
interface Cell {
  readonly name: string;
  readonly run: () => Promise<Result>;
}
type MakeCells = (workshop: object, isQuick: boolean) => readonly Cell[];

const { consumerCells, typeCells }: { readonly consumerCells: MakeCells; readonly typeCells: MakeCells } = await import(
  String(new URL('consumer-cells.mjs', import.meta.url))
);
const { axiosCells, nodeCells }: { readonly axiosCells: MakeCells; readonly nodeCells: MakeCells } = await import(
  String(new URL('suite-cells.mjs', import.meta.url))
);
const { renderMatrix }: { readonly renderMatrix: (results: readonly object[], isQuick: boolean) => string } =
  await import(String(new URL('render.mjs', import.meta.url)));

const folder = mkdtempSync(join(tmpdir(), 'matrix-test-'));
symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A workshop in which nothing is installed: this project's own packages are there, and the package itself is not. */
const EMPTY = { folder, pack: () => 'none.tgz', install: () => folder, findNode: () => process.execPath };

describe('the cells', () => {
  test('are all Nodes, both ends of axios, both module formats, and three TypeScripts with three ways to look types up', () => {
    expect(nodeCells(EMPTY, true).map(({ name }) => name)).toEqual(
      ['20.19.0', '20', '22', '24', '26'].map((version) => `the suite on Node ${version}`),
    );
    expect(axiosCells(EMPTY, true).map(({ name }) => name)).toEqual([
      'the suite with the oldest axios of 1.16.0',
      'the suite with the newest axios of ^1.16.0',
    ]);
    expect(consumerCells(EMPTY, true)).toHaveLength(10);
    expect(typeCells(EMPTY, true).map(({ name }) => name)).toEqual(
      ['5.9.3', '6.0.3', '7.0.2'].flatMap((version) =>
        ['node16', 'nodenext', 'bundler'].map((lookUp) => `types by TypeScript ${version}, ${lookUp}`),
      ),
    );
  });

  test('fail where the package cannot be imported or required', async () => {
    for (const cell of consumerCells(EMPTY, true).slice(0, 2)) {
      const { passed, failed, said } = await cell.run();
      expect([passed, failed]).toEqual([0, 1]);
      expect(said).toMatch(/Cannot find (?:package|module) 'alipay-axios'/);
    }
  });

  test('fail where its types cannot be found', async () => {
    const { passed, failed, said } = (await typeCells(EMPTY, true)[0]?.run()) ?? { passed: -1, failed: -1, said: '' };
    expect([passed, failed]).toEqual([0, 1]);
    expect(said).toContain("Cannot find module 'alipay-axios'");
  });
});

test('the table has a row for each cell', () => {
  const results = [{ name: 'the suite on Node 20', passed: 7, failed: 1, skipped: 2, seconds: 3 }];
  expect(renderMatrix(results, true)).toContain('| the suite on Node 20 | 7 | 1 | 2 | 3 |');
});

test('a kind of cells that there is not is refused', async () => {
  await expect(run(process.execPath, [`${ROOT}/test/matrix/check.mjs`, '--only', 'deno'])).rejects.toThrow(
    '--only must be of node, axios, consumers, types',
  );
});
