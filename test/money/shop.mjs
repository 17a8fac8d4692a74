// @ts-check
// A shop that takes payments as fast as it can, with a journal in a file, and writes down what it hears. It is killed at any
// moment and started again; what it was told by then is in its own book, line by line.

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { createAlipay, createFileJournal, isAlipayError } from 'alipay-axios';

/** @import { ClientCredentials } from 'alipay-axios/testing' */

/**
 * @typedef {object} ShopTask
 * @property {string} url
 * @property {ClientCredentials} credentials
 * @property {string} folder
 * @property {string} round marks the numbers of this start
 * @property {boolean} isLast only recovers
 */

const LANES = 4;
const DEADLINE_MS = 400;

/** @param {ShopTask} task */
async function open({ url, credentials, folder, round, isLast }) {
  const journal = createFileJournal(`${folder}/shop.journal`, { compactAtBytes: 20_000 });
  const alipay = createAlipay({
    ...credentials,
    gateway: url,
    journal,
    deadlineMs: DEADLINE_MS,
    attemptTimeoutMs: 150,
    retry: { baseMs: 10, capMs: 40 },
  });
  const book = openSync(`${folder}/book`, 'a');
  const write = (/** @type {string} */ line) => {
    writeSync(book, `${line}\n`);
    fsyncSync(book);
  };

  const recover = async () => {
    const calls = await alipay.recover();
    for (const { content, status } of calls) write(`${status} ${content['out_trade_no']}`);
    return calls;
  };
  const sell = async (/** @type {number} */ lane) => {
    for (let nth = 0; ; nth++) {
      const number = `${round}-${lane}-${nth}`;
      const order = { out_trade_no: number, total_amount: '1.00', subject: 'tea', auth_code: number };
      try {
        await alipay.execute('alipay.trade.pay', order);
        write(`ran ${number}`);
      } catch (error) {
        if (!isAlipayError(error)) throw error;
        write(`${error.outcome} ${number}`);
      }
    }
  };

  process.send?.('open');
  if (!isLast) return Promise.all([recover(), ...Array.from({ length: LANES }, (_, lane) => sell(lane))]);
  // What nobody knew at first is asked for until it is known.
  while ((await recover()).some(({ status }) => status === 'running' || status === 'unknown'));
  await alipay.close();
  await journal.end();
  closeSync(book);
  process.disconnect();
}

process.once('message', (/** @type {ShopTask} */ task) => {
  void open(task);
});
// Its parent is gone: nobody counts any more.
process.once('disconnect', () => process.exit());
