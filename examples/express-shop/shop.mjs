// @ts-check
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isAlipayError } from 'alipay-axios';
import express from 'express';
import { createFeed } from './feed.mjs';
import { guard } from './guard.mjs';
import { createOrders } from './orders.mjs';
import { createTill } from './till.mjs';

/** @import { AlipayInstance, SettleOptions } from 'alipay-axios' */
/** @import { ErrorRequestHandler, Router } from 'express' */
/** @import { AddressInfo } from 'node:net' */
/** @import { Feed } from './feed.mjs' */
/** @import { Orders } from './orders.mjs' */

/**
 * @typedef {object} ShopParts
 * @property {AlipayInstance} alipay
 * @property {string} appId the app that notifications have to be for
 * @property {SettleOptions} times
 * @property {number} port 0 for any that is free
 * @property {(shop: { orders: Orders }) => Router} [buyer] plays the buyer; there is none in production
 * @property {(line: string) => void} print
 */

/** What a notification comes to, as on the page: Chinese, then English. */
const BOOKED = { booked: '已入账 booked', known: '早已入账 known', puzzle: '待人工核对 puzzle' };

const PAGES = fileURLToPath(new URL('page', import.meta.url));

/** Opens the shop on this machine alone. @param {ShopParts} parts */
export async function openShop({ alipay, appId, times, port, buyer, print }) {
  /** @type {Feed} */
  let feed;
  const changes = new EventEmitter();
  const orders = createOrders((order) => {
    feed.tell(order);
    changes.emit('order', order);
  });
  feed = createFeed(alipay, orders.all, buyer !== undefined);
  const app = express().disable('x-powered-by');

  // Before the guard and any body parser: it comes from Alipay, and its signature is what it shows at the door.
  const notified = alipay.notificationHandler({
    onNotification: async (notification) => {
      if (notification.notify_type !== 'trade_status_sync' || notification.trade_status !== 'TRADE_SUCCESS') return;
      const { out_trade_no: number, total_amount: amount } = notification;
      const what =
        notification.app_id === appId
          ? BOOKED[orders.book(number, amount, 'a notification')]
          : '属于别的应用 of another app';
      print(`   ${number}: 收到通知 notified of ${amount}, ${what}`);
    },
    onError: (error) => print(`   a notification was refused: ${isAlipayError(error) ? error.code : 'not booked'}`),
  });
  app.all('/notify', (request, response) => notified(request, response));

  app.use(guard);
  app.get('/', (_request, response) => response.redirect('/till'));
  app.get('/till', (_request, response) => response.sendFile('till.html', { root: PAGES }));
  app.get('/events', (_request, response) => response.sendFile('events.html', { root: PAGES }));
  app.get('/api/feed', feed.open);
  app.use('/page', express.static(PAGES, { index: false }));
  app.get('/back', async (request, response) => {
    // The browser brings it, so it is verified; what it says is no proof of money, which the notification is.
    const back = await alipay.verifyReturnUrl(request.url).catch(() => undefined);
    response.redirect(back === undefined ? '/till' : `/till?order=${encodeURIComponent(back['out_trade_no'] ?? '')}`);
  });
  const origin = () => `http://127.0.0.1:${/** @type {AddressInfo} */ (server.address()).port}`;
  app.use(createTill({ alipay, orders, origin, times }));
  if (buyer !== undefined) app.use('/buyer', buyer({ orders }));
  app.use(answerError);

  const server = app.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: origin(),
    orders,
    /** Emits `order` for every change of one. */
    changes,
    rows: feed.rows,
    /** Takes nothing new, lets what is under way come to its end, and then lets go of the gateway. */
    close: async () => {
      feed.close();
      const closed = once(server, 'close');
      server.close();
      await closed;
      await alipay.close();
    },
  };
}

const BROKEN = '出错了，详见日志 Something broke; the log has it';
const UNREADABLE = '请求无法解析 This cannot be read';

/** The cashier gets the advice; whatever nobody foresaw is said to the log alone. @type {ErrorRequestHandler} */
const answerError = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (isAlipayError(error)) {
    const { code, outcome, advice } = error;
    return void response.status(502).json({ error: `${advice.zh} ${advice.en}`, code, outcome, advice });
  }
  const status = error.status >= 400 && error.status < 500 ? error.status : 500;
  if (status === 500) console.error(error);
  response.status(status).json({ error: status === 500 ? BROKEN : UNREADABLE });
};
