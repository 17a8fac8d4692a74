// @ts-check
// The calls that are made: every kind of method that moves money, each with a number of its own, and two that have none.

/** @import { Chance } from './chance.mjs' */

/**
 * @typedef {object} MoneyCall
 * @property {string} method
 * @property {Record<string, unknown>} content
 * @property {string} key under which the ledger has its run
 * @property {string | undefined} by the method that it is asked after by
 * @property {boolean} isKeyed whether the gateway takes a repeat for the same call
 */

/** What all schedules of a world share: a trade to refund, one to settle and a freeze to release. */
/** @typedef {{ refunded: string, settled: string, authNo: string }} Base */

export const NEVER = 'demo.money.push';
export const UNLISTED = 'demo.money.move';

/** @type {Record<string, (n: string, base: Base) => Omit<MoneyCall, 'method' | 'key'>>} */
const CALLS = {
  'alipay.trade.pay': (n) => ({
    content: { out_trade_no: n, total_amount: '1.00', subject: 'tea', auth_code: n },
    by: 'alipay.trade.query',
    isKeyed: true,
  }),
  'alipay.trade.refund': (n, { refunded }) => ({
    content: { out_trade_no: refunded, out_request_no: n, refund_amount: '0.01' },
    by: 'alipay.trade.fastpay.refund.query',
    isKeyed: true,
  }),
  'alipay.trade.order.settle': (n, { settled }) => ({
    content: { out_request_no: n, trade_no: settled, royalty_parameters: [{ trans_in: '2088', amount: '0.01' }] },
    by: 'alipay.trade.order.settle.query',
    isKeyed: true,
  }),
  'alipay.fund.trans.uni.transfer': (n) => ({
    content: {
      out_biz_no: n,
      trans_amount: '1.00',
      product_code: 'TRANS_ACCOUNT_NO_PWD',
      biz_scene: 'DIRECT_TRANSFER',
    },
    by: 'alipay.fund.trans.common.query',
    isKeyed: true,
  }),
  'alipay.fund.auth.order.freeze': (n) => ({
    content: { out_order_no: `o-${n}`, out_request_no: n, amount: '1.00', order_title: 'bike', auth_code: n },
    by: 'alipay.fund.auth.operation.detail.query',
    isKeyed: true,
  }),
  'alipay.fund.auth.order.unfreeze': (n, { authNo }) => ({
    content: { auth_no: authNo, out_request_no: n, amount: '0.01', remark: 'back' },
    by: 'alipay.fund.auth.operation.detail.query',
    isKeyed: true,
  }),
  [NEVER]: (n) => ({ content: { note: n }, by: undefined, isKeyed: false }),
  [UNLISTED]: (n) => ({ content: { note: n }, by: undefined, isKeyed: false }),
};

const METHODS = Object.keys(CALLS);

/**
 * @param {Chance} chance
 * @param {string} key
 * @param {Base} base
 * @returns {MoneyCall}
 */
export function makeCall(chance, key, base) {
  const method = chance.pick(METHODS);
  const make = CALLS[method];
  if (make === undefined) throw new Error(`No call of ${method}`);
  return { method, key, ...make(key, base) };
}

/**
 * Pays and freezes what all schedules share.
 *
 * @param {{ execute: (method: string, content: object) => Promise<{ data: Record<string, unknown> }> }} alipay
 * @returns {Promise<Base>}
 */
export async function openBase(alipay) {
  const pay = (/** @type {string} */ n) =>
    alipay.execute('alipay.trade.pay', { out_trade_no: n, total_amount: '90000.00', subject: 'x', auth_code: n });
  await pay('base-1');
  const { data: settled } = await pay('base-2');
  const { data: frozen } = await alipay.execute('alipay.fund.auth.order.freeze', {
    out_order_no: 'base-3',
    out_request_no: 'base-3',
    amount: '90000.00',
    order_title: 'x',
    auth_code: 'base-3',
  });
  return { refunded: 'base-1', settled: String(settled['trade_no']), authNo: String(frozen['auth_no']) };
}
