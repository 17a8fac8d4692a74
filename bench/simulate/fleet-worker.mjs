// @ts-check
// Runs one strategy in a thread of its own and posts its report.

import { parentPort, workerData } from 'node:worker_threads';
import { runFleet } from './fleet.mjs';
import { reportOf } from './summary.mjs';

/** @import { Scenario } from './scenario.mjs' */
/** @import { Strategy } from './strategies.mjs' */

/** @type {{ strategy: Strategy, scenario: Scenario }} */
const { strategy, scenario } = workerData;
parentPort?.postMessage(reportOf(runFleet(strategy, scenario), scenario));
