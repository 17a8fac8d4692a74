// @ts-check
// Payment code that knows its three endings and never charges twice.   npm run build && node examples/02-pay-at-the-till.mjs
import { setTimeout as delay } from 'node:timers/promises';
import { createAlipay, isAlipayError } from 'alipay-axios';
import { lost, paid, pending, silent, startGateway } from 'alipay-axios/testing';

const gateway = await startGateway();
// In production: your own keys, and no `gateway`. The deadline is short here, so that the example is; the default is 30 000 ms.
const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, deadlineMs: 2_000 });

/**
 * @param {string} out_trade_no 商户订单号: one for each sale, never a new one for a second try
 * @param {string} auth_code what the till scanned
 * @returns {Promise<'paid' | 'not paid' | 'ask later'>}
 */
async function takePayment(out_trade_no, auth_code) {
  try {
    const { data, alipay: report } = await alipay.execute('alipay.trade.pay', {
      out_trade_no,
      auth_code,
      total_amount: '88.80',
      subject: '火锅双人餐',
    });
    // 10003: the buyer still has to enter a password. Not paid yet, and not refused either.
    if (report.pending) return await waitForBuyer(out_trade_no);
    const how = report.confirmedBy ? `, the reply was lost and ${report.confirmedBy} told` : '';
    console.log(`${out_trade_no}: paid ${data['total_amount']}${how}`);
    return 'paid';
  } catch (error) {
    if (!isAlipayError(error)) throw error;
    console.log(`${out_trade_no}: ${error.code} ${error.subCode ?? ''} (outcome: ${error.outcome})`);
    // `unknown` may have run: keep the order open and ask again later. The two others moved no money.
    return error.outcome === 'unknown' ? 'ask later' : 'not paid';
  }
}

/** @param {string} out_trade_no @returns {Promise<'paid' | 'not paid' | 'ask later'>} */
async function waitForBuyer(out_trade_no) {
  // In production: every 3 to 5 seconds, for as long as the till lets the buyer try; then alipay.trade.cancel.
  for (let question = 1; question <= 10; question++) {
    await delay(100);
    const { data } = await alipay.execute('alipay.trade.query', { out_trade_no });
    console.log(`${out_trade_no}: ${data['trade_status']} at question ${question}`);
    if (data['trade_status'] === 'TRADE_SUCCESS') return 'paid';
    if (data['trade_status'] === 'TRADE_CLOSED') return 'not paid';
  }
  return 'ask later';
}

// The buyer has paid, and the reply never arrives.
gateway.on('alipay.trade.pay').reply(lost());
console.log(`-> ${await takePayment('sale-1', '280000000000000001')}`);

// The buyer needs a moment for the password.
gateway.on('alipay.trade.pay').reply(pending());
gateway.on('alipay.trade.query').reply(pending(), pending(), paid());
console.log(`-> ${await takePayment('sale-2', '280000000000000002')}`);

// The code was used for another sale: a refusal, and nothing ran.
console.log(`-> ${await takePayment('sale-3', '280000000000000001')}`);

// The reply is lost and the gateway does not answer the question either: nobody knows, so nobody guesses.
gateway.on('alipay.trade.pay').reply(lost());
gateway.on('alipay.trade.query').reply(silent());
console.log(`-> ${await takePayment('sale-4', '280000000000000004')}`);
const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: 'sale-4' });
console.log(`sale-4: asked later, ${data['trade_status']}`);

const payments = gateway.ledger.runs.map(({ key, amount }) => `${key} ${amount}`);
console.log(`the ledger: ${payments.join(', ')}; ${gateway.ledger.paidTotal()} yuan in all`);

alipay.close();
await gateway.close();
