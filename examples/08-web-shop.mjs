// @ts-check
// A shop on the web: a page for the buyer, and a server that takes notifications.   npm run build && node examples/08-web-shop.mjs
import { createServer } from 'node:http';
import { createAlipay, isAlipayError } from 'alipay-axios';
import { createTestAuthority, startGateway } from 'alipay-axios/testing';

// In production: your own three certificates, and no `gateway`.
const gateway = await startGateway({ authority: createTestAuthority() });
const alipay = createAlipay({ ...gateway.certificateCredentials, gateway: gateway.url });

/** @type {Map<string, { amount: string, paid: boolean }>} */
const orders = new Map([
  ['order-1', { amount: '88.80', paid: false }],
  ['order-2', { amount: '9.90', paid: false }],
]);

const notified = alipay.notificationHandler({
  onNotification: async (notification) => {
    if (notification.notify_type !== 'trade_status_sync' || notification.trade_status !== 'TRADE_SUCCESS') return;
    const order = orders.get(notification.out_trade_no);
    // What Alipay has signed is true; that it is about your order, and about all of its money, is for you to say.
    if (order === undefined || order.amount !== notification.total_amount) return;
    order.paid = true;
    console.log(`${notification.out_trade_no}: paid ${order.amount}, says the notification`);
  },
  onError: (error) => console.log(`a notification was refused: ${isAlipayError(error) ? error.code : error}`),
});
const shop = createServer(notified);
await new Promise((resolve) => shop.listen(0, '127.0.0.1', () => resolve(undefined)));
const address = shop.address();
const notifyUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/notify`;

/** What the shop gives the buyer's browser, which goes there. @param {string} out_trade_no @param {string} subject */
async function buy(out_trade_no, subject) {
  const total_amount = orders.get(out_trade_no)?.amount ?? '0.00';
  const content = { out_trade_no, total_amount, subject, product_code: 'FAST_INSTANT_TRADE_PAY' };
  const terms = /** @type {const} */ ({ verb: 'GET', notifyUrl, returnUrl: 'https://shop.example/back' });
  const url = await alipay.pageExecute('alipay.trade.page.pay', content, terms);
  const response = await fetch(url, { redirect: 'manual' });
  const returned = await alipay.verifyReturnUrl(response.headers.get('location') ?? '');
  console.log(`${returned['out_trade_no']}: the buyer is back, and sees "we wait for your payment"`);
}

await buy('order-1', '火锅双人餐');
// Alipay has a new certificate: the next signature is made with it, and it is fetched and checked along the way.
gateway.rotateCertificate();
await buy('order-2', '奶茶');
await Promise.all(gateway.notifications.sent.map(({ over }) => over));

// Anybody can post to a notify_url.
const forged = gateway.notifications.sent[0]?.body.replace('88.80', '0.01') ?? '';
const answer = await fetch(notifyUrl, { method: 'POST', body: forged });
console.log(`a forged one got ${answer.status} ${await answer.text()}`);

console.log(`paid: ${[...orders].filter(([, { paid }]) => paid).map(([number]) => number)}`);
shop.closeAllConnections();
shop.close();
await alipay.close();
await gateway.close();
