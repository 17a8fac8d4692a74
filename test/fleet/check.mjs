// @ts-check
// npm run check:fleet [-- --processes 16 --calls 200 --only expiry]
//
// A fleet of processes calls for one owner, half of them with node-redis and half with ioredis, while the token expires,
// processes are killed, and Redis freezes or forgets. In the end every call has to have gone well, and the gateway must have
// seen as many refreshes as there were expiries.

import { parseArgs } from 'node:util';
import { redisServerPath } from './redis-process.mjs';
import { renderResult, renderTotals } from './report.mjs';
import { playScenario } from './scenario.mjs';
import { EXPIRY } from './scenarios/expiry.mjs';
import { KILLED } from './scenarios/killed.mjs';
import { REDIS_TROUBLE } from './scenarios/redis-trouble.mjs';
import { createWorkers } from './workers.mjs';

/** @import { Result } from './scenario.mjs' */

const SCENARIOS = [...EXPIRY, ...KILLED, ...REDIS_TROUBLE];

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '16' },
    calls: { type: 'string', default: '200' },
    only: { type: 'string', default: '' },
  },
});
// Somebody has to be left when a process is killed, and calls have to be left for every part of a scenario.
const size = { processes: readCount('processes', 2), calls: readCount('calls', 24) };
const workers = createWorkers();
const chosen = SCENARIOS.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) {
  throw new TypeError(
    `--only must be part of a name, got ${values.only}:\n${SCENARIOS.map(({ name }) => name).join('\n')}`,
  );
}

/** @param {'processes' | 'calls'} name @param {number} least */
function readCount(name, least) {
  const count = Number(values[name]);
  if (Number.isSafeInteger(count) && count >= least) return count;
  throw new TypeError(`--${name} must be a whole number of at least ${least}, got ${values[name]}`);
}

if (redisServerPath() === undefined) {
  console.error('redis-server is not installed: apt-get install redis-server, or brew install redis');
  process.exit(2);
}
/** @type {Result[]} */
const results = [];
const nameColumns = Math.max(...chosen.map(({ name }) => name.length));
for (const scenario of chosen) {
  const result = await playScenario(scenario, { ...size, workers });
  console.log(renderResult(result, nameColumns));
  results.push(result);
}
await workers.end();
console.log(renderTotals(results));
process.exitCode = results.every(({ wrong }) => wrong.length === 0) ? 0 : 1;
