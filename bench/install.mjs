// @ts-check
// The section `install`: what a package brings into node_modules, and how long a process needs to load it for the first time.
// Sizes are those of the files in this checkout's node_modules, of the package itself of what it publishes.

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { goalTable, spreadText, table } from './report.mjs';
import { goalOf, spreadOf } from './summary.mjs';

/** @import { Goal, Spread } from './summary.mjs' */

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MOST_MS = 80;

/** @typedef {{ title: string, packages: readonly string[], loads: readonly string[] }} Contender */
/** @typedef {{ title: string, packages: number, kilobytes: number, importMs: Spread, requireMs: Spread }} InstallFigures */
/** @typedef {{ turns: number, figures: InstallFigures[], goals: Goal[] }} InstallSummary */

/** @type {readonly Contender[]} */
const CONTENDERS = [
  { title: 'alipay-axios, axios', packages: ['.', 'axios'], loads: ['alipay-axios'] },
  {
    title: 'alipay-axios, axios, undici',
    packages: ['.', 'axios', 'undici'],
    loads: ['alipay-axios', 'alipay-axios/undici'],
  },
  { title: 'alipay-sdk', packages: ['alipay-sdk'], loads: ['alipay-sdk'] },
  { title: 'axios, axios-retry', packages: ['axios', 'axios-retry'], loads: ['axios', 'axios-retry'] },
  { title: 'axios', packages: ['axios'], loads: ['axios'] },
];

/** @param {{ turns: number }} counts @returns {Promise<InstallSummary>} */
export async function measureInstall({ turns }) {
  const took = new Map(CONTENDERS.map((one) => [one, { imports: noTimes(), requires: noTimes() }]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [{ loads }, { imports, requires }] of took) {
      imports.push(
        await loadMs(
          'module',
          loads.map((name) => `await import('${name}');`),
        ),
      );
      requires.push(
        await loadMs(
          'commonjs',
          loads.map((name) => `require('${name}');`),
        ),
      );
    }
  }
  const figures = [...took].map(([{ title, packages }, { imports, requires }]) => ({
    title,
    ...sizeOf(packages),
    importMs: spreadOf(imports),
    requireMs: spreadOf(requires),
  }));
  const { importMs, requireMs } = figures[0] ?? { importMs: spreadOf([]), requireMs: spreadOf([]) };
  return {
    turns,
    figures,
    goals: [
      goalOf('cold import of alipay-axios, ms', importMs, { most: MOST_MS }),
      goalOf('the same by require, ms', requireMs, { most: MOST_MS }),
    ],
  };
}

/** @returns {number[]} */
const noTimes = () => [];

/**
 * How long a fresh process takes to load packages, less what Node needs to start.
 *
 * @param {'module' | 'commonjs'} type
 * @param {readonly string[]} statements
 */
async function loadMs(type, statements) {
  const tell = 'process.stdout.write(String(performance.now() - at));';
  const timed = ['const at = performance.now();', ...statements, tell].join(' ');
  const { stdout } = await run(process.execPath, [`--input-type=${type}`, '-e', timed], { cwd: ROOT });
  return Number(stdout);
}

/** @param {readonly string[]} packages */
function sizeOf(packages) {
  /** @type {Map<string, number>} */
  const sizes = new Map();
  for (const name of packages) weigh(name, ROOT, sizes);
  return { packages: sizes.size, kilobytes: [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0) / 1_024 };
}

/** Weighs a package and all that it depends on. @param {string} name @param {string} from @param {Map<string, number>} sizes */
function weigh(name, from, sizes) {
  const folder = name === '.' ? ROOT : folderOf(name, from);
  if (folder === undefined || sizes.has(folder)) return;
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = name === '.' ? [...published(manifest.files), 'package.json', 'README.md', 'LICENSE'] : ['.'];
  sizes.set(
    folder,
    files.reduce((/** @type {number} */ sum, /** @type {string} */ file) => sum + bytesOf(join(folder, file)), 0),
  );
  for (const dependency of Object.keys(manifest.dependencies ?? {})) weigh(dependency, folder, sizes);
}

/** The names that `files` of a package.json stands for; a star is any part of a file's name. @param {string[]} patterns */
function published(patterns) {
  return patterns.flatMap((pattern) => {
    const star = pattern.indexOf('*');
    if (star === -1) return [pattern];
    const folder = dirname(pattern);
    const [before = '', after = ''] = basename(pattern).split('*');
    return readdirSync(join(ROOT, folder))
      .filter((name) => name.startsWith(before) && name.endsWith(after))
      .map((name) => join(folder, name));
  });
}

/** As Node looks for it. @param {string} name @param {string} from @returns {string | undefined} */
function folderOf(name, from) {
  for (let at = from; at.length >= ROOT.length - 1; at = join(at, '..')) {
    const folder = join(at, 'node_modules', name);
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return undefined;
}

/** @param {string} path @returns {number} */
function bytesOf(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules')
    .reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}

/** @param {InstallSummary} summary */
export function renderInstall({ turns, figures, goals }) {
  return [
    `What comes with an install, and the first load in a fresh process (median of ${turns}, in brackets the lowest and the highest)`,
    '',
    ...table([
      ['', 'packages', 'KB', 'import ms', 'require ms'],
      ...figures.map(({ title, packages, kilobytes, importMs, requireMs }) => [
        title,
        String(packages),
        kilobytes.toFixed(0),
        spreadText(importMs, 0),
        spreadText(requireMs, 0),
      ]),
    ]),
    '',
    ...goalTable(goals),
  ].join('\n');
}
