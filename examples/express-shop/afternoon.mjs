// @ts-check
import { once } from 'node:events';
import { busy } from 'alipay-axios/testing';
import { nextBuyer, payByCode } from './buyer.mjs';

/** @import { TestGateway } from 'alipay-axios/testing' */
/** @import { Order } from './orders.mjs' */
/** @import { openShop } from './shop.mjs' */

/** @typedef {Awaited<ReturnType<typeof openShop>>} Shop */
/** What is said on the console, as on the page: Chinese, then English. */
const WORDS = {
  open: '待支付 waits',
  paying: '支付中 under way',
  paid: '已支付 paid',
  closed: '已关闭 closed',
  unresolved: '结果未知 unresolved',
};

/** @typedef {{ shop: Shop, gateway: TestGateway, print: (line: string) => void }} Scene */

/**
 * An afternoon with all the trouble there is, played as the cashier's browser and the buyers would.
 *
 * @param {Scene} scene
 * @returns {Promise<boolean>} whether the shop's book and the gateway's ledger agree in the end
 */
export async function playAfternoon(scene) {
  const { shop, gateway, print } = scene;
  print('-- bar codes');
  await sell(scene, 'pays', 'noodles', '买家付款 the buyer pays');
  await sell(scene, 'lost', 'noodles', '买家付款，应答丢失 the buyer pays, and the reply is lost');
  await sell(scene, 'busy', 'tea', '网关返回 20000 the gateway answers 20000');
  await sell(scene, 'late', 'hotpot', '买家稍后确认 the buyer confirms late');
  await sell(scene, 'never', 'tea', '买家一直不确认 the buyer never confirms');
  const gone = await sell(
    scene,
    'away',
    'noodles',
    '买家付款，网关无应答 the buyer pays, and the gateway falls silent',
  );
  nextBuyer(gateway, 'pays');
  tell(
    print,
    await post(shop, `/api/orders/${gone.number}/ask`),
    '网关恢复，再查一次 the gateway is back, and is asked again',
  );

  print('-- a QR code');
  gateway.on('alipay.trade.precreate').reply(busy());
  const code = await post(shop, '/api/orders', { goods: 'tea' });
  const shown = await post(shop, `/api/orders/${code.number}/code`);
  print(
    `${code.number} ${code.subject} ${code.amount}: 一次 20000 之后${shown.qrCode === undefined ? '没有二维码 none' : '出示二维码 shown'} after one 20000`,
  );
  payByCode(gateway, code.number);
  await told(shop, code.number, 1);

  print('-- a page');
  // Alipay has a new certificate: the next signature is made with it, and it is fetched and checked along the way.
  gateway.rotateCertificate();
  const page = await post(shop, '/api/orders', { goods: 'hotpot' });
  print(`${page.number}: 买家付款后返回 the buyer pays, comes back, and sees ${await payByPage(shop, page.number)}`);
  await told(shop, page.number, 1);

  print('-- notifications that come again, and others');
  await repeat(scene, code);
  await strangers(scene, code);
  return closeTheTill(scene);
}

/** @param {Scene} scene @param {string} fate @param {string} goods @param {string} what */
async function sell({ shop, gateway, print }, fate, goods, what) {
  nextBuyer(gateway, fate);
  const { number } = await post(shop, '/api/orders', { goods });
  const authCode = `28000000000000${number.replace('T-', '').padStart(4, '0')}`;
  const order = await post(shop, `/api/orders/${number}/scan`, { authCode });
  tell(print, order, what);
  return order;
}

/** @param {Scene['print']} print @param {Order} order @param {string} what */
function tell(print, { number, subject, amount, status, advice }, what) {
  print(`${number} ${subject} ${amount}, ${what}: ${WORDS[status]}`);
  if (advice !== undefined) print(`   ${advice.zh}\n   ${advice.en}`);
}

/** What a browser does with the form: send it, follow the way back, and see a page. @param {Shop} shop @param {string} number */
async function payByPage(shop, number) {
  await post(shop, `/api/orders/${number}/page`);
  const html = await (await fetch(`${shop.url}/pay/${number}`)).text();
  const plain = (/** @type {string} */ text) =>
    text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  const fields = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(/name="([^"]+)" value="([^"]*)"/g))
    fields.append(plain(name), plain(value));
  const action = plain(/action="([^"]+)"/.exec(html)?.[1] ?? '');
  const paid = await fetch(action, { method: 'POST', body: fields, redirect: 'manual' });
  const back = await fetch(paid.headers.get('location') ?? '', { redirect: 'manual' });
  return back.headers.get('location');
}

/** The same notification once more, and another one that says the same. @param {Scene} scene @param {Order} order */
async function repeat({ shop, gateway, print }, { number }) {
  const sent = gateway.notifications.sent.find(
    ({ fields }) => fields['out_trade_no'] === number && fields['trade_status'] === 'TRADE_SUCCESS',
  );
  if (sent === undefined) throw new Error(`The gateway has not told of ${number}`);
  const again = await fetch(`${shop.url}/notify`, { method: 'POST', body: sent.body });
  print(`${number}: the same notification again, answered ${await again.text()} and not worked off again`);
  const { sign, sign_type, alipay_cert_sn, notify_id, ...fields } = sent.fields;
  await gateway.notifications.send(sent.url, fields);
  await told(shop, number, 2);
}

/** @param {Scene} scene @param {Order} order */
async function strangers({ shop, gateway, print }, { number }) {
  const sent = gateway.notifications.sent.find(({ fields }) => fields['out_trade_no'] === number)?.body ?? '';
  const forged = await fetch(`${shop.url}/notify`, { method: 'POST', body: sent.replace('9.90', '0.01') });
  print(`   a forged one got ${forged.status} ${await forged.text()}`);
  const trade = { notify_type: 'trade_status_sync', trade_status: 'TRADE_SUCCESS', trade_no: '1' };
  const fields = { ...trade, out_trade_no: number, total_amount: '0.01' };
  await (await gateway.notifications.send(`${shop.url}/notify`, fields)).over;
  const page = await fetch(`${shop.url}/api/orders`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: 'https://elsewhere.example' },
    body: '{"goods":"tea"}',
  });
  print(`   a page of another site got ${page.status}`);
}

/** @param {Scene} scene */
function closeTheTill({ shop, gateway, print }) {
  print('-- the till is closed');
  const count = (/** @type {string} */ name) => shop.rows.filter((row) => row['name'] === name).length;
  print(`events: attempts ${count('attempt')}, sent again ${count('retry')}, asked after ${count('confirm')}`);
  const paid = shop.orders.all().filter(({ status }) => status === 'paid');
  const booked = paid.reduce((sum, { amount }) => sum + toFen(amount), 0);
  const kept = toFen(gateway.ledger.paidTotal()) - toFen(gateway.ledger.refundedTotal());
  print(`booked: ${paid.map(({ number, bookedBy }) => `${number} by ${bookedBy}`).join(', ')}`);
  for (const puzzle of shop.orders.puzzles) print(`to be looked at: ${puzzle}`);
  print(`the shop's book has ${(booked / 100).toFixed(2)}, the gateway's ledger ${(kept / 100).toFixed(2)} yuan`);
  return booked === kept;
}

/** @param {string} yuan */
function toFen(yuan) {
  return Math.round(Number(yuan) * 100);
}

/** Until the shop has heard so often that an order is paid. @param {Shop} shop @param {string} number @param {number} times */
async function told(shop, number, times) {
  while ((shop.orders.get(number)?.told ?? 0) < times) await once(shop.changes, 'order');
}

/** @param {Shop} shop @param {string} path @param {object} [body] @returns {Promise<Order>} */
async function post(shop, path, body = {}) {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(`${shop.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return /** @type {Promise<Order>} */ (response.json());
}
