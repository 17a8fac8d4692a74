// @ts-check
import { isAlipayError } from 'alipay-axios';
import express from 'express';
import { renderSVG } from 'uqr';
import { GOODS } from './orders.mjs';

/** @import { AlipayInstance, SettleOptions } from 'alipay-axios' */
/** @import { Response } from 'express' */
/** @import { Means, Order, Orders } from './orders.mjs' */

/** @typedef {{ alipay: AlipayInstance, orders: Orders, origin: () => string, times: SettleOptions }} TillParts */

/** What the till's page calls. @param {TillParts} parts */
export function createTill(parts) {
  const { alipay, orders, origin } = parts;
  const till = express.Router();
  till.use(express.json({ limit: '1kb' }));
  till.param('number', (_request, response, next, number) => {
    response.locals['order'] = orders.get(number);
    if (response.locals['order'] === undefined)
      response.status(404).json({ error: `没有订单 ${number} There is no order ${number}` });
    else next();
  });

  till.get('/api/goods', (_request, response) => void response.json(GOODS));
  till.post('/api/orders', (request, response) => {
    const order = orders.open(request.body?.goods);
    if (order === undefined) response.status(400).json({ error: '没有这种商品 There are no such goods' });
    else response.status(201).json(order);
  });

  till.post('/api/orders/:number/scan', async (request, response) => {
    const code = request.body?.authCode;
    if (typeof code !== 'string' || !/^\d{16,24}$/.test(code)) {
      return void response.status(400).json({ error: '付款码应为 16 至 24 位数字 A bar code has 16 to 24 digits' });
    }
    if (!begin(orders, response, 'scan')) return;
    response.json(await settle(parts, orderOf(response), code));
  });

  till.post('/api/orders/:number/code', async (_request, response) => {
    if (!begin(orders, response, 'code')) return;
    const order = orderOf(response);
    const { data } = await alipay.execute('alipay.trade.precreate', contentOf(order), {
      notifyUrl: `${origin()}/notify`,
    });
    orders.change(order, { qrCode: String(data['qr_code']) });
    response.json(order);
  });
  till.get('/api/orders/:number/code.svg', (_request, response) => {
    const { qrCode } = orderOf(response);
    if (qrCode === undefined) return void response.status(404).end();
    response.type('svg').send(renderSVG(qrCode, { ecc: 'M', border: 2, pixelSize: 4 }));
  });

  till.post('/api/orders/:number/page', (_request, response) => {
    if (begin(orders, response, 'page')) response.json(orderOf(response));
  });
  // A visit changes nothing, wherever the link to it stood.
  till.get('/pay/:number', async (_request, response) => {
    const { status, means } = orderOf(response);
    if (status !== 'open' || means !== 'page')
      return void response.status(409).json({ error: '这笔订单不在这里支付 It is not paid here' });
    const terms = { notifyUrl: `${origin()}/notify`, returnUrl: `${origin()}/back` };
    const content = { ...contentOf(orderOf(response)), product_code: 'FAST_INSTANT_TRADE_PAY' };
    const form = await alipay.pageExecute('alipay.trade.page.pay', content, terms);
    // The form submits itself, and to the gateway alone.
    const gateway = new URL(/action="([^"?]+)/.exec(form)?.[1] ?? '').origin;
    const policy = `default-src 'none'; script-src 'unsafe-inline'; form-action ${gateway} ${origin()}`;
    response.set('Content-Security-Policy', policy).type('html').send(`<!doctype html>\n${form}`);
  });

  till.post('/api/orders/:number/ask', async (_request, response) => {
    response.json(await askAgain(parts, orderOf(response)));
  });
  return till;
}

/** @param {Response} response @returns {Order} */
function orderOf(response) {
  return response.locals['order'];
}

/** @param {Orders} orders @param {Response} response @param {Means} means */
function begin(orders, response, means) {
  const order = orderOf(response);
  if (orders.begin(order, means)) return true;
  const zh = `${order.number} 当前状态为 ${order.status}，支付方式为 ${order.means ?? '未选'}`;
  const en = `${order.number} is ${order.status}, and paid by ${order.means ?? 'nothing yet'}`;
  response.status(409).json({ error: `${zh} ${en}` });
  return false;
}

/** @param {Order} order */
function contentOf({ number, amount, subject }) {
  return { out_trade_no: number, total_amount: amount, subject };
}

/**
 * A bar code, carried to its end. It has no `notifyUrl`: what the till hears itself needs no second messenger.
 *
 * @param {TillParts} parts @param {Order} order @param {string} code
 */
async function settle({ alipay, orders, times }, order, code) {
  const settlement = await alipay.settlePayment({ ...contentOf(order), auth_code: code }, times);
  switch (settlement.status) {
    case 'paid':
      if (orders.book(order.number, settlement.trade['total_amount'], 'the till') === 'puzzle')
        orders.change(order, { status: 'unresolved' });
      break;
    case 'closed':
      orders.change(order, { status: 'closed', advice: settlement.why.text });
      break;
    case 'unresolved': {
      const cancelInDoubt = settlement.lastKnown.cancel === 'in_doubt';
      orders.change(order, { status: 'unresolved', advice: settlement.advice, cancelInDoubt });
    }
  }
  return order;
}

/** Asks after an order that is open or unresolved. @param {TillParts} parts @param {Order} order */
async function askAgain(parts, order) {
  const { alipay, orders } = parts;
  if (order.status !== 'open' && order.status !== 'unresolved') return order;
  // While a cancellation may yet be carried out, nothing counts as paid.
  if (order.cancelInDoubt) return cancel(parts, order);
  const ask = { out_trade_no: order.number };
  const reply = await alipay.execute('alipay.trade.query', ask).catch((error) => {
    // A QR code that nobody has scanned makes no trade yet.
    if (isAlipayError(error) && error.subCode === 'ACQ.TRADE_NOT_EXIST') return undefined;
    throw error;
  });
  const status = reply?.data['trade_status'];
  if (status === 'TRADE_SUCCESS' || status === 'TRADE_FINISHED') {
    orders.book(order.number, reply?.data['total_amount'], 'a question');
    return order;
  }
  // The time of an unresolved one is over. Cancelling it also shuts out a payment that is still on its way.
  return order.status === 'unresolved' ? cancel(parts, order) : order;
}

/** @param {TillParts} parts @param {Order} order */
async function cancel({ alipay, orders }, order) {
  const { data } = await alipay.execute('alipay.trade.cancel', { out_trade_no: order.number });
  const en =
    data['action'] === 'refund' ? 'Cancelled, and the buyer has the money back.' : 'Cancelled; nothing was paid.';
  const zh = data['action'] === 'refund' ? '已撤销，款项已退回买家。' : '已撤销，买家没有付款。';
  orders.change(order, { status: 'closed', cancelInDoubt: false, advice: { zh, en } });
  return order;
}
