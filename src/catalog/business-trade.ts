import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, FINAL_ANSWER, NOTHING_FOUND } from './verdicts.js';

/** Final answers of the trade APIs that users meet most. Source: protocol.md 6.4, dispositions BUSINESS and REQUEST, and 8.1 to 8.4. */
export const BUSINESS_TRADE: readonly CodeRow[] = [
  {
    code: '40004',
    subCode: 'ACQ.TRADE_HAS_SUCCESS',
    meaning: { zh: '这个 out_trade_no 的订单已经付过款。', en: 'The order of this out_trade_no is already paid.' },
    cure: {
      zh: '用 alipay.trade.query 核对：是同一笔订单就按已支付处理，是新订单就换一个 out_trade_no。',
      en: 'Check with alipay.trade.query: if it is the same order, treat it as paid; for a new order use another out_trade_no.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.TRADE_HAS_CLOSE',
    meaning: { zh: '交易已经关闭。', en: 'The trade is closed.' },
    cure: {
      zh: '还要收这笔钱就用新的 out_trade_no 重新下单；退款时遇到，先查询是否早已全额退完。',
      en: 'If the payment is still wanted, order again under a new out_trade_no; when refunding, first check whether it was refunded in full before.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.TRADE_HAS_FINISHED',
    meaning: {
      zh: '交易已经完结，过了可撤销、可退款的期限。',
      en: 'The trade is finished and can no longer be cancelled or refunded.',
    },
    cure: {
      zh: '接口上已经退不了，改用转账等其他方式把钱还给买家。',
      en: 'No API reverses it any more: settle with the buyer another way, for instance by a transfer.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.CONTEXT_INCONSISTENT',
    meaning: {
      zh: '同一个 out_trade_no 的两次请求，金额、标题等内容不一致。',
      en: 'The same out_trade_no was used before with other content, such as another amount or subject.',
    },
    cure: {
      zh: '重发时内容必须与首次完全相同；若是新订单，换一个 out_trade_no。',
      en: 'A repeat has to have exactly the content of the first call; for a new order, use another out_trade_no.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40004',
    subCode: 'ACQ.TRADE_BUYER_NOT_MATCH',
    meaning: {
      zh: '这个 out_trade_no 已经绑定了另一位买家。',
      en: 'This out_trade_no already belongs to another buyer.',
    },
    cure: {
      zh: '请原来的买家付款，或者先关闭旧单，再用新的 out_trade_no 下单。',
      en: 'Let the first buyer pay, or close the old order and order again under a new out_trade_no.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.TRADE_NOT_EXIST',
    meaning: { zh: '这一次没有查到这笔交易。', en: 'This lookup found no such trade.' },
    cure: {
      zh: '查不到不等于没付：付款时限内（预下单要等买家扫码才有交易）继续轮询；另外核对单号，并确认 app_auth_token 与下单时是同一个商户。',
      en: 'Not found is not the same as not paid: keep polling inside the payment window (after precreate the trade exists only once the code is scanned), check the number, and use the app_auth_token of the merchant that ordered.',
    },
    ...NOTHING_FOUND,
  },
  {
    code: '40004',
    subCode: 'TRADE_NOT_EXIST',
    meaning: { zh: '这一次没有查到这笔交易或退款。', en: 'This lookup found no such trade or refund.' },
    cure: {
      zh: '退款刚提交时可能还查不到，过十秒左右再查；另外核对单号，并确认 app_auth_token 与原交易是同一个商户。',
      en: 'A refund just sent may not be visible yet: ask again after some ten seconds, check the numbers, and use the app_auth_token of the merchant of the trade.',
    },
    ...NOTHING_FOUND,
  },
  {
    code: '40004',
    subCode: 'ACQ.PAYMENT_AUTH_CODE_INVALID',
    meaning: {
      zh: '付款码已过期、已用过，或者扫错了。',
      en: 'The bar code has expired, was used before or is not a payment code.',
    },
    cure: {
      zh: '请买家刷新付款码重新扫；上一笔的结果没有查清之前，不要换 out_trade_no。',
      en: 'Have the buyer show a fresh code and scan again; take no new out_trade_no before the earlier order is settled.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.PAYMENT_FAIL',
    meaning: { zh: '这次支付失败了。', en: 'This payment attempt failed.' },
    cure: {
      zh: '请买家换一种付款方式，重新发起支付。',
      en: 'Have the buyer choose another way to pay and start the payment again.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.BUYER_BALANCE_NOT_ENOUGH',
    meaning: { zh: '买家余额不足。', en: "The buyer's balance is too low." },
    cure: {
      zh: '请买家充值或换一种付款方式再付。',
      en: 'Have the buyer top up or choose another way to pay.',
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40004',
    subCode: 'ACQ.PULL_MOBILE_CASHIER_FAIL',
    meaning: { zh: '没能在买家手机上唤起收银台。', en: "The cashier could not be opened on the buyer's phone." },
    cure: {
      zh: '请买家检查手机网络和支付宝客户端，刷新付款码后重新扫。',
      en: "Have the buyer check the phone's network and the Alipay app, then scan a fresh code.",
    },
    ...FINAL_ANSWER,
  },
];
