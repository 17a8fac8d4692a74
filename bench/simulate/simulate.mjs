// @ts-check
// npm run simulate [-- --seed 1 --clients 1000 --per-second 1.5 --seconds-scale 1 --out bench/results --json]
//
// A fleet of clients against one gateway that browns out, goes away, comes back, throttles and fails at random, once for
// each way of trying again, in virtual time. The gateway and all clients are models; those of alipay-axios act by this
// library's own rules (src/policy). All clients are of one app, and share what it is granted while the gateway throttles.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { readOptions } from './options.mjs';
import { renderPage, renderPlots } from './page.mjs';
import { tenMinutes } from './scenario.mjs';
import { STRATEGIES } from './strategies.mjs';
import { renderCsv, renderMarkdown } from './tables.mjs';

/** @import { Scenario } from './scenario.mjs' */
/** @import { Strategy } from './strategies.mjs' */
/** @import { FleetReport } from './summary.mjs' */

const options = readOptions(process.argv.slice(2));
const startedAt = performance.now();
const scenario = tenMinutes(options);
const reports = await Promise.all(STRATEGIES.map((strategy) => runInThread(strategy, scenario)));
const markdown = renderMarkdown(reports, scenario);
await writeFiles(options.out, reports, markdown);
const tookMs = Math.round(performance.now() - startedAt);
if (options.json) {
  const { seed, clients, perSecond, secondsScale } = options;
  const settings = { seed, clients, perSecond, secondsScale };
  console.log(JSON.stringify({ settings, tookMs, strategies: reports.map(({ summary }) => summary) }, null, 2));
} else {
  console.log(markdown);
  console.log(`Took ${(tookMs / 1_000).toFixed(1)} s; written to ${options.out}`);
}

/** @param {Strategy} strategy @param {Scenario} of @returns {Promise<FleetReport>} */
function runInThread(strategy, of) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fleet-worker.mjs', import.meta.url), {
      workerData: { strategy, scenario: of },
    });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread of ${strategy} ended with ${code} and no report`)));
  });
}

/** @param {string} folder @param {readonly FleetReport[]} all @param {string} table */
async function writeFiles(folder, all, table) {
  await mkdir(folder, { recursive: true });
  const files = new Map([
    ['simulate.csv', renderCsv(all, scenario.phases)],
    ['simulate.md', table],
    ['simulate.html', renderPage(all, scenario, table)],
    ...renderPlots(all, scenario),
  ]);
  await Promise.all([...files].map(([name, content]) => writeFile(join(folder, name), content)));
}
