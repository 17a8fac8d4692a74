// @ts-check
// The figures for bench/results/mutation.md: a row for each room, of its last whole run.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ROOMS } from './rooms.mjs';

/** @import { RoomScore } from './mutate-room.mjs' */

const FILE = fileURLToPath(new URL('../../bench/results/mutation.md', import.meta.url));
const require = createRequire(import.meta.url);

/** @param {string} name */
const versionOf = (name) => require(`${name}/package.json`).version;

const HEAD = [
  '# Mutation scores',
  '',
  '`npm run mutate`. Of the mutants that were tried, so many were noticed by a test. What survived is in docs/mutation.md.',
  '',
  '| room | score | noticed | of these by a run without end | survived | not tried (static) | minutes | on |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
];

/** Puts a room's row in the place of its old one. @param {RoomScore} score */
export function writeScores(score) {
  const old = existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n') : [];
  const rows = ROOMS.flatMap(({ name }) =>
    name === score.name ? [rowOf(score)] : old.filter((line) => line.startsWith(`| ${name} |`)),
  );
  writeFileSync(FILE, [...HEAD, ...rows, ''].join('\n'));
}

/** @param {RoomScore} score */
function rowOf({ name, percent, killed, timedOut, valid, untried, seconds }) {
  const [cpu] = cpus();
  const tools = `Stryker ${versionOf('@stryker-mutator/core')}, Vitest ${versionOf('vitest')}, Node ${process.versions.node}`;
  const where = `${new Date().toISOString().slice(0, 10)}, ${tools}, ${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  return `| ${name} | ${percent.toFixed(2)} % | ${killed} | ${timedOut} | ${valid - killed} | ${untried} | ${minutes} | ${where} |`;
}
