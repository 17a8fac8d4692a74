// @ts-check
// A till that goes on taking bar-code payments while the gateway fails around it.   npm run build && node examples/06-till-through-an-outage.mjs
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAlipay, createFileJournal } from 'alipay-axios';
import { httpStatus, lost, paid, pending, silent, startGateway } from 'alipay-axios/testing';

/** @import { SettleOptions } from 'alipay-axios' */

const folder = mkdtempSync(join(tmpdir(), 'till-'));
const gateway = await startGateway();
// In production: your own keys, no `gateway`, and a path that outlives the process.
const journal = createFileJournal(join(folder, 'till.journal'));
const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, journal, deadlineMs: 600 });

/** @type {SettleOptions} Short here, so that the example is; by default the buyer has a minute. */
const times = { firstQueryMs: 100, queryEveryMs: 100, withinMs: 1_500, cancelWithinMs: 500 };

/** @param {string} out_trade_no @param {string} auth_code what the till scanned */
async function takePayment(out_trade_no, auth_code) {
  const sale = { out_trade_no, auth_code, total_amount: '35.00', subject: '牛肉面' };
  const settlement = await alipay.settlePayment(sale, times);
  switch (settlement.status) {
    case 'paid':
      return console.log(`${out_trade_no}: paid ${settlement.trade['total_amount']}, hand it over`);
    case 'closed':
      return console.log(`${out_trade_no}: not paid (${settlement.why.reason}), ${settlement.why.text.en}`);
    case 'unresolved':
      return console.log(`${out_trade_no}: unresolved, keep the order. ${settlement.advice.en}`);
  }
}

await takePayment('sale-1', '280000000000000001');

// The reply is lost, and for a while an access layer answers every question. The buyer has paid.
const away = httpStatus(502, '<h1>Bad Gateway</h1>');
gateway.on('alipay.trade.pay').reply(lost());
gateway.on('alipay.trade.query').reply(away, away, away, away, paid());
await takePayment('sale-2', '280000000000000002');

// The buyer looks at the phone, thinks, and puts it away.
gateway.on('alipay.trade.pay').reply(pending());
await takePayment('sale-3', '280000000000000003');

// Nothing but silence, to the end. Then the till is switched off.
gateway.on('alipay.trade.pay').reply(lost());
gateway.on('alipay.trade.query').reply(silent(), silent(), silent(), silent(), silent());
await takePayment('sale-4', '280000000000000004');
await alipay.close();
await journal.end();

// The next morning: the journal knows what is open, and the gateway what became of it.
gateway.on('alipay.trade.query').clear();
const again = createFileJournal(join(folder, 'till.journal'));
const morning = createAlipay({ ...gateway.credentials, gateway: gateway.url, journal: again });
for (const call of await morning.recover()) {
  console.log(`recovered ${call.content['out_trade_no']}: ${call.status} (${call.because})`);
}

const payments = gateway.ledger.runs.map(({ key, amount }) => `${key} ${amount}`);
console.log(`the ledger: ${payments.join(', ')}; ${gateway.ledger.paidTotal()} yuan in all`);

await morning.close();
await again.end();
await gateway.close();
rmSync(folder, { recursive: true });
