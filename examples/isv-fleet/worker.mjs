// @ts-check
// One process of the fleet. It keeps no token itself: it names the merchant, and the store knows the rest.
import { randomUUID } from 'node:crypto';
import { createAlipay, isAlipayError } from 'alipay-axios';
import { createRedisTokenStore } from 'alipay-axios/redis';
import { createClient } from 'redis';

const { env } = process;

const redis = createClient({ url: env.REDIS_URL ?? '' });
// Without a listener a lost connection would end the process. The client connects again by itself.
redis.on('error', (error) => console.error(`redis: ${error.message}`));
await redis.connect();

const alipay = createAlipay({
  appId: env.ALIPAY_APP_ID,
  privateKey: env.ALIPAY_APP_PRIVATE_KEY,
  alipayPublicKey: env.ALIPAY_PUBLIC_KEY,
  gateway: env.ALIPAY_GATEWAY,
  tokens: {
    store: createRedisTokenStore(redis, { prefix: env.TOKEN_PREFIX ?? '', encryptionKey: env.TOKEN_KEY ?? '' }),
  },
});

/**
 * Five calls at once for each merchant in turn.
 *
 * @param {readonly string[]} owners
 */
async function callForAll(owners) {
  /** @type {{ calls: number, failures: string[], renewed: string[] }} */
  const report = { calls: 0, failures: [], renewed: [] };
  for (const owner of owners) {
    // `by` is `store` where another process was faster.
    const stop = alipay.events.on('refreshed', ({ by }) => void (by === 'gateway' && report.renewed.push(owner)));
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        report.calls++;
        const failure = await precreate(owner);
        if (failure !== undefined) report.failures.push(failure);
      }),
    );
    stop();
  }
  return report;
}

/** @param {string} owner */
async function precreate(owner) {
  const order = { out_trade_no: randomUUID(), total_amount: '9.90', subject: '奶茶' };
  try {
    await alipay.execute('alipay.trade.precreate', order, { appAuthToken: { owner } });
    return undefined;
  } catch (error) {
    if (!isAlipayError(error)) throw error;
    // In production: where `reauthorize` is true, stop calling for this merchant and ask it to consent again.
    return `${owner}: ${error.code}${error.reauthorize === true ? ', the merchant has to authorise again' : ''}`;
  }
}

/** @typedef {Awaited<ReturnType<typeof callForAll>>} Report */

process.on('message', async (/** @type {readonly string[]} */ owners) => process.send?.(await callForAll(owners)));

// The parent lets go of the channel when it is done. In production: on SIGTERM.
process.once('disconnect', async () => {
  // First the instance, which may still have a token to write down, and then what it writes to.
  await alipay.close();
  await redis.close();
});

process.send?.('ready');
