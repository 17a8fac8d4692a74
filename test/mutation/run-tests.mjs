// @ts-check
// Runs one file of tests in this process, by the runner that is inside Vitest.

import { startTests } from '@vitest/runner';

/** @import { File, Suite, Task, Test, VitestRunner } from '@vitest/runner' */

/**
 * @typedef {object} Terms
 * @property {number} testTimeout
 * @property {number} hookTimeout
 * @property {(path: string) => unknown} load imports a file of tests
 * @property {(id: string) => boolean} isWanted
 * @property {boolean} bails whether the first test that fails ends the run
 * @property {(id: string | undefined) => void} onTest is told what runs now
 */

/** What Vitest's own parts look for in a worker. @param {Pick<Terms, 'testTimeout' | 'hookTimeout'>} timeouts */
export function setUpVitest(timeouts) {
  const state = { config: { ...timeouts, fakeTimers: {} }, metaEnv: process.env, environment: { name: 'node' } };
  Reflect.set(globalThis, '__vitest_worker__', { ...state, ctx: {}, providedContext: {} });
}

/** Names a test as Stryker is told of it. @param {Test} test */
export function idOf(test) {
  const names = [test.name];
  for (let { suite } = test; suite !== undefined; suite = suite.suite) names.unshift(suite.name);
  return `${test.file.name}#${names.join(' ').trim()}`;
}

/** @param {Task} task @returns {readonly Test[]} */
export const testsOf = (task) => (task.type === 'test' ? [task] : task.tasks.flatMap(testsOf));

/** @param {string} path @param {Terms} terms @returns {Promise<File>} */
export async function runTests(path, terms) {
  const { testTimeout, hookTimeout, load, isWanted, bails, onTest } = terms;
  let hasFailed = false;
  /** @type {VitestRunner} */
  const runner = {
    config: {
      root: process.cwd(),
      setupFiles: [],
      name: undefined,
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: false,
      sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
      chaiConfig: undefined,
      maxConcurrency: 1,
      testTimeout,
      hookTimeout,
      retry: 0,
      includeTaskLocation: false,
      tags: [],
      tagsFilter: undefined,
      strictTags: false,
    },
    importFile: load,
    onCollected: (files) => {
      for (const file of files) leaveOut(file, isWanted);
    },
    onBeforeRunTask: (test) => {
      if (hasFailed && bails) test.mode = 'skip';
    },
    onBeforeTryTask: (test) => onTest(idOf(/** @type {Test} */ (test))),
    onAfterRunTask: (test) => {
      onTest(undefined);
      if (test.result?.state === 'fail') hasFailed = true;
    },
  };
  const [file] = await startTests([path], runner);
  if (file === undefined) throw new Error(`There are no tests in ${path}`);
  return file;
}

/** A suite without tests that are wanted does not run its hooks either. @param {File | Suite} suite @param {Terms['isWanted']} isWanted */
function leaveOut(suite, isWanted) {
  for (const test of testsOf(suite)) if (!isWanted(idOf(test))) test.mode = 'skip';
  settle(suite);
}

/** @param {Task} task @returns {boolean} whether anything of it runs */
function settle(task) {
  if (task.type === 'test') return task.mode === 'run' || task.mode === 'queued';
  const runs = task.tasks.map(settle).includes(true);
  if (!runs && task.tasks.length > 0) task.mode = 'skip';
  return runs;
}
