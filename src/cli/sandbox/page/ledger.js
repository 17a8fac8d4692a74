// @ts-check
import { ask, button, el } from './dom.js';

/** @typedef {import('../views.js').StateView} StateView */
/** @typedef {import('../views.js').TradeView} TradeView */
/** @typedef {import('../views.js').TokenView} TokenView */
/** @typedef {import('../views.js').NotificationView} NotificationView */
/** @typedef {import('./words.js').Say} Say */

/** @type {Record<TradeView['status'], string>} */
const TONES = {
  CODE: 'warn',
  WAIT_BUYER_PAY: 'warn',
  TRADE_SUCCESS: 'good',
  TRADE_FINISHED: 'good',
  TRADE_CLOSED: 'quiet',
};

/**
 * What waits for its buyer: QR codes, and trades that were begun.
 *
 * @param {StateView} state
 * @param {Say} say
 * @returns {HTMLElement[]}
 */
export function codeCards({ trades }, say) {
  const waiting = trades.filter(({ status }) => status === 'CODE' || status === 'WAIT_BUYER_PAY');
  return waiting.length === 0 ? [el('p', 'quiet', say('noCodes'))] : waiting.map((trade) => codeCard(trade, say));
}

/**
 * @param {TradeView} trade
 * @param {Say} say
 */
function codeCard(trade, say) {
  const { merchant, outTradeNo, subject, totalAmount, status } = trade;
  const pay = button(say('pay'), () => void ask('pay', { merchant, outTradeNo }));
  pay.className = 'primary';
  const card = el('div', 'card');
  card.dataset['trade'] = outTradeNo;
  if (status === 'CODE') {
    const image = el('img', 'qr');
    image.alt = say('qrAlt', { name: outTradeNo });
    image.src = `/api/qr?${new URLSearchParams({ merchant, out_trade_no: outTradeNo })}`;
    card.append(image);
  }
  const amount = el('b', 'amount', `¥${totalAmount}`);
  card.append(
    el(
      'div',
      'facts',
      amount,
      el('span', '', subject),
      el('code', '', outTradeNo),
      el('span', 'quiet', say(status)),
      pay,
    ),
  );
  return card;
}

/**
 * The trades that there are.
 *
 * @param {StateView} state
 * @param {Say} say
 * @returns {HTMLElement[]}
 */
export function tradeRows({ trades }, say) {
  const begun = trades.filter(({ status }) => status !== 'CODE');
  if (begun.length === 0) return [el('p', 'quiet', say('noTrades'))];
  return begun.map(({ outTradeNo, subject, totalAmount, refundedAmount, status }) => {
    const refund = refundedAmount === '0.00' ? '' : el('span', 'quiet', say('refunded', { n: `¥${refundedAmount}` }));
    const row = el(
      'div',
      'row',
      el('code', '', outTradeNo),
      el('span', `badge ${TONES[status]}`, say(status)),
      el('span', 'quiet', subject),
      el('span', 'amount', `¥${totalAmount} `, refund),
    );
    row.dataset['trade'] = outTradeNo;
    return row;
  });
}

/**
 * The access tokens, masked.
 *
 * @param {StateView} state
 * @param {Say} say
 * @returns {HTMLElement[]}
 */
export function tokenRows({ tokens }, say) {
  if (tokens.length === 0) return [el('p', 'quiet', say('noTokens'))];
  return tokens.map(({ kind, masked, owner, isExpired }) =>
    el(
      'div',
      'row',
      el('code', '', masked),
      el('span', `badge ${isExpired ? 'bad' : 'good'}`, say(isExpired ? 'expired' : 'live')),
      el('span', 'quiet', kind),
      el('span', 'quiet amount', owner),
    ),
  );
}

/**
 * The notifications and what became of them.
 *
 * @param {StateView} state
 * @param {Say} say
 * @returns {HTMLElement[]}
 */
export function notificationRows({ notifications }, say) {
  if (notifications.length === 0) return [el('p', 'quiet', say('noNotifications'))];
  return notifications.map(({ outTradeNo, tradeStatus, url, deliveries, isDelivered }) => {
    const row = el(
      'div',
      'row',
      el('code', '', outTradeNo),
      el('span', `badge ${isDelivered ? 'good' : 'warn'}`, say(isDelivered ? 'delivered' : 'notDelivered')),
      el('span', 'quiet', `${tradeStatus} → ${url}`),
      el('span', 'quiet amount', say('deliveries', { n: deliveries })),
    );
    row.dataset['trade'] = outTradeNo;
    return row;
  });
}
