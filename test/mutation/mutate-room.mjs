// @ts-check
// Tries the mutants of one room, by Stryker, and counts what became of them.

import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { describeMutant, hasSurvived, wasNoticed } from './mutants.mjs';
import { ROOM_VARIABLE } from './rooms.mjs';

/** @import { MutantResult } from '@stryker-mutator/api/core' */
/** @import { Room } from './rooms.mjs' */

/**
 * @typedef {object} RoomScore
 * @property {string} name
 * @property {number} killed that a test failed over, or that never came to an end
 * @property {number} timedOut of these the ones that never came to an end
 * @property {number} valid all that were tried
 * @property {number} untried what modules work out as they are loaded, where that was left out
 * @property {number} percent
 * @property {readonly string[]} survivors where they are, and what was put there
 * @property {number} seconds
 */

const PLUGINS = ['room-runner.mjs', 'survivors.mjs'].map((name) => fileURLToPath(new URL(name, import.meta.url)));

/**
 * @param {Room} room
 * @param {object} terms
 * @param {number} terms.concurrency
 * @param {string | undefined} terms.file one source of the room instead of all
 * @param {boolean} terms.withStatic whether to try what modules work out as they are loaded, such as tables
 * @returns {Promise<RoomScore>}
 */
export async function mutateRoom(room, { concurrency, file, withStatic }) {
  process.env[ROOM_VARIABLE] = room.name;
  const began = performance.now();
  const results = await new Stryker({
    mutate: file === undefined ? [...room.mutate] : [file],
    testRunner: 'room',
    plugins: PLUGINS,
    coverageAnalysis: 'perTest',
    // Each of these needs a run of all tests of the room.
    ignoreStatic: !withStatic,
    // Stryker would rewrite the paths of a tsconfig.json with an API that TypeScript 7 no longer has, and the copy needs none.
    tsconfigFile: 'none',
    ignorePatterns: ['/dist', '/docs', '/examples', '/bench', '/coverage', '/.stryker'],
    tempDirName: '.stryker/copies',
    incremental: file === undefined,
    incrementalFile: `.stryker/${room.name}.json`,
    reporters: ['progress-append-only', 'survivors'],
    concurrency,
    // On a busy machine a run can stand still for long, and that is no endless loop.
    timeoutMS: 60_000,
    allowConsoleColors: false,
  }).runMutationTest();
  return { name: room.name, ...count(results), seconds: Math.round((performance.now() - began) / 1_000) };
}

/** @param {readonly MutantResult[]} results */
function count(results) {
  const killed = results.filter(wasNoticed).length;
  const left = results.filter(hasSurvived);
  const valid = killed + left.length;
  const timedOut = results.filter(({ status }) => status === 'Timeout').length;
  const untried = results.filter(({ status }) => status === 'Ignored').length;
  return {
    killed,
    timedOut,
    valid,
    untried,
    percent: valid === 0 ? 0 : (100 * killed) / valid,
    survivors: left.map(describeMutant).sort(),
  };
}
