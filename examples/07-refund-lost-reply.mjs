// @ts-check
// A refund whose reply is lost, and that is neither forgotten nor made twice.   npm run build && node examples/07-refund-lost-reply.mjs
import { createAlipay, isAlipayError } from 'alipay-axios';
import { hangUp, lost, startGateway } from 'alipay-axios/testing';

const gateway = await startGateway();
// In production: your own keys, and no `gateway`.
const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url });
alipay.events.on('confirmed', ({ by, verdict, questions }) => {
  console.log(`  asked ${by}: ${verdict} (${questions === 1 ? '1 question' : `${questions} questions`})`);
});

await alipay.execute('alipay.trade.pay', {
  out_trade_no: 'sale-1',
  auth_code: '280000000000000001',
  total_amount: '88.80',
  subject: '火锅双人餐',
});

/** @param {string} out_request_no one for each refund, the same for every try of it @param {string} refund_amount */
async function refund(out_request_no, refund_amount) {
  try {
    const { data, alipay: report } = await alipay.execute('alipay.trade.refund', {
      out_trade_no: 'sale-1',
      out_request_no,
      refund_amount,
    });
    const how = report.confirmedBy ? 'its reply was lost' : `sent ${report.attempts.length} times`;
    console.log(`${out_request_no}: refunded ${data['refund_amount'] ?? data['send_back_fee']}, ${how}`);
  } catch (error) {
    if (!isAlipayError(error)) throw error;
    // `unknown`: try again with the same out_request_no, and with no other.
    console.log(`${out_request_no}: ${error.code} (outcome: ${error.outcome}) ${error.advice.en}`);
  }
}

// It ran, and the reply never arrives.
gateway.on('alipay.trade.refund').reply(lost());
await refund('refund-1', '8.80');

// It never ran: the connection broke before the gateway had read it. It goes out again three seconds later.
gateway.on('alipay.trade.refund').reply(hangUp());
await refund('refund-2', '10.00');

// The same refund once more, by mistake: the gateway moves no money, and so it is asked.
await refund('refund-2', '10.00');

const { refundedAmount } = gateway.ledger.get('sale-1') ?? {};
console.log(`the ledger: ${gateway.ledger.runs.length - 1} refunds, ${refundedAmount} yuan in all`);

await alipay.close();
await gateway.close();
