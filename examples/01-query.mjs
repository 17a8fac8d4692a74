// @ts-check
// One query, and what comes with its answer.   npm run build && node examples/01-query.mjs
import { createAlipay } from 'alipay-axios';
import { paid, startGateway } from 'alipay-axios/testing';

// A gateway in this process, with keys of its own, so that the example runs offline.
const gateway = await startGateway();
gateway.on('alipay.trade.query').reply(paid({ total_amount: '35.00' }));

const alipay = createAlipay({
  // In production: your APPID, the app's private key (应用私钥) and Alipay's public key (支付宝公钥) from your secret store ...
  ...gateway.credentials,
  // ... and no `gateway` at all; 'sandbox' for the sandbox.
  gateway: gateway.url,
});

const { data, alipay: report } = await alipay.post('/gateway.do', {
  method: 'alipay.trade.query',
  biz_content: { out_trade_no: '20261123-1' },
});

console.log(`the trade: ${data['out_trade_no']}, ${data['total_amount']} yuan, ${data['trade_status']}`);
console.log(`the reply: ${report.code} ${report.msg}, trace id ${report.traceId}`);
for (const { attempt, outcome, durationMs, decision, because } of report.attempts) {
  console.log(`attempt ${attempt}: ${outcome} in ${Math.round(durationMs)} ms, ${decision} (${because})`);
}

// What a code means and what would be done about it can be asked without a call.
const row = alipay.explain('40002', 'isv.invalid-app-id');
console.log(`40002 isv.invalid-app-id: ${row.action}. ${row.cure.en} / ${row.cure.zh}`);

alipay.close();
await gateway.close();
