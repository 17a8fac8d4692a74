// @ts-check
import { busy, lost, paid, pending, ran, silent } from 'alipay-axios/testing';
import express from 'express';

/** @import { TestGateway } from 'alipay-axios/testing' */
/** @import { Orders } from './orders.mjs' */

const BAR_CODE_METHODS = ['alipay.trade.pay', 'alipay.trade.query', 'alipay.trade.cancel'];

/**
 * What may become of the next bar code at the test gateway. @type {Readonly<Record<string, (gateway: TestGateway) => unknown>>}
 */
const FATES = {
  pays: () => undefined,
  lost: (gateway) => gateway.on('alipay.trade.pay').reply(lost()),
  busy: (gateway) => gateway.on('alipay.trade.pay').reply(ran(busy())),
  late: (gateway) => {
    gateway.on('alipay.trade.pay').reply(pending());
    gateway.on('alipay.trade.query').reply(pending(), pending(), paid());
  },
  never: (gateway) => gateway.on('alipay.trade.pay').reply(pending()),
  away: (gateway) => {
    gateway.on('alipay.trade.pay').reply(lost());
    for (const method of BAR_CODE_METHODS.slice(1)) gateway.on(method).reply(...Array(30).fill(silent()));
  },
};

/** Settles what becomes of the next bar code; false for a fate that there is not. @param {TestGateway} gateway @param {string} name */
export function nextBuyer(gateway, name) {
  for (const method of BAR_CODE_METHODS) gateway.on(method).clear();
  if (!Object.hasOwn(FATES, name)) return false;
  FATES[name]?.(gateway);
  return true;
}

/** The buyer's phone scans the QR code of an order and pays. @param {TestGateway} gateway @param {string} number */
export function payByCode(gateway, number) {
  gateway.ledger.scan(number);
  gateway.ledger.buyerPays(number);
}

/** The same as buttons of the till's page, for trying it out. @param {TestGateway} gateway */
export function buyerRoutes(gateway) {
  return (/** @type {{ orders: Orders }} */ { orders }) => {
    const routes = express.Router();
    routes.get('/', (_request, response) => void response.json(Object.keys(FATES)));
    routes.post('/next', express.json({ limit: '1kb' }), (request, response) => {
      response.status(nextBuyer(gateway, String(request.body?.fate)) ? 204 : 400).end();
    });
    routes.post('/pay', express.json({ limit: '1kb' }), (request, response) => {
      const order = orders.get(String(request.body?.number));
      const waits = gateway.ledger.codes.some(({ outTradeNo }) => outTradeNo === order?.number);
      if (order === undefined || !waits)
        return void response.status(409).json({ error: '没有可扫的二维码 There is no QR code to scan' });
      payByCode(gateway, order.number);
      response.status(204).end();
    });
    return routes;
  };
}
