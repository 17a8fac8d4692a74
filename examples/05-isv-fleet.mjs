// @ts-check
// Three processes of an ISV call for three merchants and share their tokens by a Redis: however many of them run into an
// expired token, it is refreshed once.   npm run build && node examples/05-isv-fleet.mjs
import { randomBytes, randomUUID } from 'node:crypto';
import { createAlipay } from 'alipay-axios';
import { createRedisTokenStore } from 'alipay-axios/redis';
import { createClient } from 'redis';
import { findRedis } from './isv-fleet/find-redis.mjs';
import { startProcess } from './isv-fleet/start-process.mjs';

/** @import { Answers } from './isv-fleet/gateway.mjs' */
/** @import { Report } from './isv-fleet/worker.mjs' */

const MERCHANTS = ['面馆', '茶铺', '书店'];
const WORKERS = [1, 2, 3];

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const found = await findRedis();
if (found === undefined) {
  console.log('LEFT OUT: this example needs a Redis, and there is none here.');
  console.log('Install one (apt-get install redis-server, or brew install redis), or say where one is:');
  console.log('REDIS_URL=redis://127.0.0.1:6379 node examples/05-isv-fleet.mjs');
  process.exit(0);
}

// In production: one prefix for each environment, and the key out of your secret store (openssl rand -base64 32).
const prefix = `example-05-${randomUUID()}`;
const encryptionKey = randomBytes(32).toString('base64');

/** @type {{ stop: () => Promise<void> }[]} */
const running = [found];
try {
  process.exitCode = (await play(found)) ? 0 : 1;
} catch (error) {
  console.error(`This is not how it should have ended: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  // The workers end before the Redis does: they may have a token to write down.
  for (const one of running.reverse()) await one.stop();
}

/**
 * @param {import('./isv-fleet/find-redis.mjs').FoundRedis} found
 * @returns {Promise<boolean>} whether each merchant cost one refresh
 */
async function play({ url, where }) {
  const redis = await connect(url);
  console.log(`a fleet of ${WORKERS.length} processes on a Redis ${where}`);

  const gateway = await start('gateway.mjs');
  const { url: origin, credentials } = /** @type {ReturnType<Answers['address']>} */ (await gateway.ask('address'));
  const store = createRedisTokenStore(redis, { prefix, encryptionKey });
  const alipay = createAlipay({ ...credentials, gateway: origin, tokens: { store } });

  // Each merchant has consented, and its code has come to the callback URL. From here on a merchant is a name.
  /** @type {string[]} */
  const owners = [];
  for (const name of MERCHANTS) {
    const { owner } = await alipay.tokens.grant('app_auth_token', String(await gateway.ask('code')));
    console.log(`granted: ${name} is merchant ${owner}`);
    owners.push(owner);
  }
  await alipay.close();

  const env = {
    REDIS_URL: url,
    TOKEN_PREFIX: prefix,
    TOKEN_KEY: encryptionKey,
    ALIPAY_GATEWAY: origin,
    ALIPAY_APP_ID: credentials.appId,
    ALIPAY_APP_PRIVATE_KEY: credentials.privateKey,
    ALIPAY_PUBLIC_KEY: credentials.alipayPublicKey,
  };
  /** @type {Awaited<ReturnType<typeof start>>[]} */
  const workers = [];
  for (const _ of WORKERS) workers.push(await start('worker.mjs', env));
  // All of them at the same time, and each with five calls at once for the same merchant.
  const callAll = () => Promise.all(workers.map((worker) => worker.ask(owners)));

  tell('the tokens live', await callAll());
  console.log(`-- ${await gateway.ask('expireAll')} tokens expire --`);
  const reports = tell('the tokens have expired', await callAll());

  const { refreshes, usedTwice } = /** @type {ReturnType<Answers['counts']>} */ (await gateway.ask('counts'));
  const byMerchant = owners.map((owner) => WORKERS.filter((_, index) => reports[index]?.renewed.includes(owner)));
  for (const [index, renewers] of byMerchant.entries()) {
    const others = WORKERS.filter((worker, at) => !renewers.includes(worker) && reports[at]?.failures.length === 0);
    console.log(
      `${MERCHANTS[index]}: refreshed by worker ${renewers.join(', ')}; taken from Redis by ${others.join(', ')}`,
    );
  }
  console.log(`the gateway counted ${refreshes} refreshes, and ${usedTwice} refresh tokens that came twice`);
  const isRight =
    byMerchant.every(({ length }) => length === 1) &&
    reports.every(({ failures }) => failures.length === 0) &&
    refreshes === MERCHANTS.length &&
    usedTwice === 0;
  if (isRight) console.log('each merchant cost exactly one refresh in the whole fleet');
  else console.error('This is not how it should have ended: each merchant should have cost exactly one refresh');
  return isRight;
}

/** @param {string} when @param {Report[]} reports */
function tell(when, reports) {
  const calls = reports.map((report) => report.calls).reduce((sum, count) => sum + count, 0);
  const failures = reports.flatMap((report) => report.failures);
  const renewals = reports.flatMap(({ renewed }) => renewed).length;
  console.log(
    `${when}: ${calls} calls by ${reports.length} processes, ${failures.length} failed; ${renewals} refreshes`,
  );
  for (const failure of new Set(failures)) console.log(`  ${failure}`);
  return reports;
}

/** @param {string} script @param {NodeJS.ProcessEnv} [env] */
async function start(script, env) {
  const child = await startProcess(script, env);
  running.push(child);
  return child;
}

/** @param {string} url */
async function connect(url) {
  // A redis-server that has just been started needs a moment; one that is not there is not waited for.
  const redis = createClient({ url, socket: { reconnectStrategy: (retries) => (retries < 50 ? 40 : false) } });
  redis.on('error', () => {});
  await redis
    .connect()
    .catch((error) => Promise.reject(new Error(`no Redis answers at ${new URL(url).host} (${error.message})`)));
  running.push({
    stop: async () => {
      // Nothing of the example stays behind in a Redis that is somebody's.
      for await (const names of redis.scanIterator({ MATCH: `${prefix}:*` }))
        if (names.length > 0) await redis.del(names);
      await redis.close();
    },
  });
  return redis;
}
