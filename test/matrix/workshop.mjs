// @ts-check
// Where the cells are made: copies of the project, the packed package, and what comes from the registry.

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * @typedef {object} Workshop
 * @property {string} folder holds everything, and goes with it
 * @property {(name: string) => string} copyProject gives the folder of a new copy, built, with the project's own packages
 * @property {() => string} pack gives the path of the package as it would be published
 * @property {(version: string) => string} findNode gives the path of a Node, downloaded where need be
 * @property {(name: string, packages: readonly string[]) => string} install gives a new folder in which they are installed
 */

/** @returns {Workshop} */
export function openWorkshop() {
  const folder = mkdtempSync(join(tmpdir(), 'alipay-axios-matrix-'));
  let tarball = '';
  return {
    folder,
    copyProject: (name) => copyProject(join(folder, name)),
    pack: () => {
      tarball ||= pack(folder);
      return tarball;
    },
    findNode: (version) =>
      execFileSync('npx', ['-y', `node@${version}`, '-p', 'process.execPath'], {
        cwd: folder,
        encoding: 'utf8',
      }).trim(),
    install: (name, packages) => install(join(folder, name), packages),
  };
}

/** @param {string} folder */
function pack(folder) {
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: ROOT });
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw new Error('npm pack left no package');
  return join(folder, file);
}

// Files as they lie here, committed or not, but nothing that git ignores.
/** @param {string} to */
function copyProject(to) {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: ROOT });
  const there = new Set(listFiles(list.toString()));
  for (const file of there) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(to, file));
  }
  for (const made of ['build', 'dist']) cpSync(join(ROOT, made), join(to, made), { recursive: true });
  linkModules(to);
  return to;
}

/** @param {string} list */
function listFiles(list) {
  // A file that was deleted here is still listed until that is committed.
  const deleted = execFileSync('git', ['ls-files', '--deleted', '-z'], { cwd: ROOT }).toString().split('\0');
  return list.split('\0').filter((file) => file !== '' && !deleted.includes(file));
}

// One link for each package, so that a cell can put another version of one in its place.
/** @param {string} to */
function linkModules(to) {
  const modules = join(to, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name === '.vite' || name === '.vite-temp') continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
}

/** @param {string} to @param {readonly string[]} packages */
function install(to, packages) {
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, 'package.json'), JSON.stringify({ private: true }));
  const quiet = ['--no-audit', '--no-fund', '--loglevel', 'error', '--prefer-offline'];
  execFileSync('npm', ['install', ...quiet, ...packages], { cwd: to, stdio: 'pipe' });
  return to;
}

/** Puts an installed package in the place of a copy's own. @param {string} copy @param {string} name @param {string} from */
export function replaceModule(copy, name, from) {
  const place = join(copy, 'node_modules', name);
  rmSync(place, { recursive: true, force: true });
  symlinkSync(join(from, 'node_modules', name), place);
}
