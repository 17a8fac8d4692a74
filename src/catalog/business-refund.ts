import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, FINAL_ANSWER } from './verdicts.js';

/** Final answers when money goes back or is shared out. Source: protocol.md 6.4, dispositions BUSINESS and REQUEST, and 8.2 and 8.4. */
export const BUSINESS_REFUND: readonly CodeRow[] = [
  {
    code: '40004',
    subCode: 'ACQ.DISCORDANT_REPEAT_REQUEST',
    meaning: {
      zh: '同一个 out_request_no 之前用过，而这次的金额或参数不一样。',
      en: 'The same out_request_no was used before with another amount or other parameters.',
    },
    cure: {
      zh: '重发时金额和参数必须与首次完全一致；确实是另一笔退款或分账，才换新的 out_request_no。',
      en: 'A repeat has to have the amount and parameters of the first call; take a new out_request_no only for another refund or settlement.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40004',
    subCode: 'ACQ.TRADE_STATUS_ERROR',
    meaning: { zh: '交易当前的状态不允许这个操作。', en: "The trade's present state does not allow this." },
    cure: {
      zh: '先用 alipay.trade.query 看 trade_status，再决定下一步该做什么。',
      en: 'Read trade_status with alipay.trade.query and decide from there.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.REASON_TRADE_STATUS_INVALID',
    meaning: { zh: '交易状态不符合这个操作的前提。', en: 'The trade is in a state from which this cannot be done.' },
    cure: {
      zh: '查询交易的最新状态：没付款的不能退款或分账，已付款的不能关闭。',
      en: 'Query the latest state: an unpaid trade cannot be refunded or shared out, a paid one cannot be closed.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH',
    meaning: { zh: '商户账户余额不够退款。', en: "The seller's balance does not cover the refund." },
    cure: {
      zh: '给商户账户充值，然后原样重发同一个请求，out_request_no 和金额都不要变。',
      en: "Top up the seller's account, then send the very same request again, with the same out_request_no and amount.",
    },
    action: 'fail',
    tells: 'refused',
    reason: {
      zh: '充值要靠人去做，钱到账之前重发都会被拒。',
      en: 'A person has to top up the account, and every repeat before that is refused.',
    },
  },
  {
    code: '40004',
    subCode: 'ACQ.ALREADY_FINISH_ALLOC',
    meaning: {
      zh: '这笔交易的分账已经完结，没有可分的金额了。',
      en: 'Settlement of this trade is finished and nothing is left to share out.',
    },
    cure: {
      zh: '用 alipay.trade.order.settle.query 核对已分的明细，不要再对它发起分账。',
      en: 'Check what was shared out with alipay.trade.order.settle.query, and settle this trade no more.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.TRADE_CANCEL_TIME_OUT',
    meaning: {
      zh: '已超过可撤销的时限（下单后 24 小时内）。',
      en: 'The time for a cancellation (24 hours from the order) has passed.',
    },
    cure: {
      zh: '改用 alipay.trade.refund 退款。',
      en: 'Refund it with alipay.trade.refund instead.',
    },
    ...FINAL_ANSWER,
  },
];
