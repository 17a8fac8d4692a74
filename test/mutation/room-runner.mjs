// @ts-check
// Runs the tests of a room for Stryker without a worker of Vitest for each mutant: to start one and to load everything in it
// takes a second and more, and there are thousands of mutants. The modules of the project are loaded afresh for each mutant,
// those of packages once.

import { readdirSync } from 'node:fs';
import { basename, matchesGlob, resolve } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { createServer, createServerModuleRunner, loadConfigFromFile } from 'vite';
import { findRoom, ROOM_VARIABLE } from './rooms.mjs';
import { idOf, runTests, setUpVitest, testsOf } from './run-tests.mjs';
import { keepKeys, restartKeys } from './same-keys.mjs';

/** @import { MutantCoverage } from '@stryker-mutator/api/core' */
/** @import { DryRunResult, MutantRunOptions, MutantRunResult, TestResult } from '@stryker-mutator/api/test-runner' */
/** @import { Test } from '@vitest/runner' */

/**
 * What mutated sources look at and write to.
 * @type {{ activeMutant?: string | undefined, currentTestId?: string | undefined, hitCount?: number | undefined, hitLimit?: number | undefined, mutantCoverage?: MutantCoverage }}
 */
const instruments = {};
const NAMESPACE = '__stryker__';

// A few runs of a property find what thousands would, for nearly every mutant; one seed makes the score the same each time.
const VARIABLES = { NODE_ENV: 'test', VITEST: 'true', PROPERTY_RUNS: '100', SEED: '20260101' };

async function openProject() {
  const { tests } = findRoom(process.env[ROOM_VARIABLE]);
  const loaded = await loadConfigFromFile({ command: 'serve', mode: 'test' }, resolve('vitest.config.ts'));
  const { resolve: resolving, test: settings } = /** @type {import('vitest/config').ViteUserConfig} */ (
    loaded?.config ?? {}
  );
  const server = await createServer({
    configFile: false,
    logLevel: 'error',
    ...(resolving === undefined ? {} : { resolve: resolving }),
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  const ssr = server.environments['ssr'];
  const { testTimeout = 5_000, hookTimeout = 10_000 } = settings ?? {};
  const modules = createServerModuleRunner(ssr, { hmr: false, sourcemapInterceptor: false });
  const all = readdirSync('test', { recursive: true }).map((path) => `test/${path}`);
  // In the order of the list: the first test that fails ends a run, and units fail the soonest.
  const files = [...new Set(tests.flatMap((one) => all.filter((path) => matchesGlob(path, one)).sort()))];
  return { files, timeouts: { testTimeout, hookTimeout }, server, modules };
}

class RoomRunner {
  /** @type {Awaited<ReturnType<typeof openProject>> | undefined} */
  #project;
  /** @type {unknown[]} */
  #strays = [];
  #isSpoilt = false;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    Object.assign(process.env, VARIABLES);
    Reflect.set(globalThis, NAMESPACE, instruments);
    keepKeys();
    this.#project = await openProject();
    setUpVitest(this.#project.timeouts);
    process.on('unhandledRejection', (error) => this.#strays.push(error));
    process.on('uncaughtException', (error) => this.#strays.push(error));
  }

  /** @returns {Promise<DryRunResult>} */
  async dryRun() {
    const result = await this.#run({ bails: false });
    const { mutantCoverage } = instruments;
    return mutantCoverage === undefined || result.status !== DryRunStatus.Complete
      ? result
      : { ...result, mutantCoverage };
  }

  /** @param {MutantRunOptions} options @returns {Promise<MutantRunResult>} */
  async mutantRun({ activeMutant: { id }, sandboxFileName, testFilter, hitLimit, mutantActivation, disableBail }) {
    // What never ended goes on in the background, and would be heard of by the next mutant: Stryker then tries again in another
    // process.
    if (this.#isSpoilt) throw new Error('A test that never ended still runs in this process');
    Object.assign(instruments, { hitCount: 0, hitLimit });
    const wanted = testFilter === undefined ? undefined : new Set(testFilter);
    const isStatic = mutantActivation === 'static';
    const source = basename(sandboxFileName, '.ts');
    const result = await this.#run({ source, mutant: id, isStatic, wanted, bails: !disableBail });
    const endless = determineHitLimitReached(instruments.hitCount, hitLimit);
    instruments.activeMutant = undefined;
    return toMutantRunResult(endless ?? result);
  }

  /**
   * @param {{ source?: string, mutant?: string, isStatic?: boolean, wanted?: ReadonlySet<string> | undefined, bails: boolean }} terms
   * @returns {Promise<DryRunResult>}
   */
  async #run({ source, mutant, isStatic = false, wanted, bails }) {
    const { files, timeouts, modules } = this.#opened();
    modules.clearCache();
    restartKeys();
    this.#strays = [];
    /** @type {TestResult[]} */
    const tests = [];
    // The tests that bear the name of the source are the most likely to fail.
    const isOwn = (/** @type {string} */ path) => source !== undefined && basename(path).startsWith(source);
    const ordered = [...files.filter(isOwn), ...files.filter((path) => !isOwn(path))];
    for (const path of ordered.filter(
      (one) => wanted === undefined || [...wanted].some((id) => id.startsWith(`${one}#`)),
    )) {
      instruments.activeMutant = isStatic ? mutant : undefined;
      const file = await runTests(resolve(path), {
        ...timeouts,
        bails,
        load: async (one) => {
          await modules.import(one);
          instruments.activeMutant = mutant;
        },
        isWanted: (id) => wanted === undefined || wanted.has(id),
        onTest: (id) => {
          instruments.currentTestId = id;
        },
      });
      tests.push(...testsOf(file).map(resultOf));
      const message = file.result?.errors?.[0]?.message;
      if (message !== undefined) tests.push(failed({ id: `${path}#`, name: path, timeSpentMs: 0 }, message));
      if (bails && tests.some(({ status }) => status === TestStatus.Failed)) break;
    }
    return this.#judge(tests);
  }

  /** @param {TestResult[]} tests @returns {DryRunResult} */
  #judge(tests) {
    const messages = tests.flatMap((test) => (test.status === TestStatus.Failed ? [test.failureMessage] : []));
    const hang = messages.find((message) => /^(?:Test|Hook) timed out/.test(message));
    const [stray] = this.#strays;
    this.#isSpoilt = hang !== undefined || stray !== undefined;
    // Told apart from a test that failed: it can be a busy machine as well.
    if (hang !== undefined) return { status: DryRunStatus.Timeout, reason: hang };
    if (stray === undefined || messages.length > 0) return { status: DryRunStatus.Complete, tests };
    return { status: DryRunStatus.Error, errorMessage: `An error that no test caught: ${stray}` };
  }

  #opened() {
    if (this.#project === undefined) throw new Error('The runner was not opened');
    return this.#project;
  }

  async dispose() {
    await this.#project?.modules.close();
    await this.#project?.server.close();
  }
}

/** @param {Test} test @returns {TestResult} */
function resultOf(test) {
  const base = { id: idOf(test), name: test.name, timeSpentMs: test.result?.duration ?? 0 };
  const file = { ...base, fileName: test.file.filepath };
  const { state, errors } = test.result ?? {};
  if (state === 'fail') return failed(file, errors?.[0]?.message ?? 'failed');
  return { ...file, status: state === 'pass' ? TestStatus.Success : TestStatus.Skipped };
}

/** @param {Pick<TestResult, 'id' | 'name' | 'timeSpentMs'>} test @param {string} failureMessage @returns {TestResult} */
const failed = (test, failureMessage) => ({ ...test, status: TestStatus.Failed, failureMessage });

RoomRunner.inject = /** @type {const} */ ([]);

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'room', RoomRunner)];
