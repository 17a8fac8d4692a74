import type { CodeRow } from './rows.js';
import { SEEN_BEFORE, STILL_RUNNING } from './verdicts.js';

const TRANSFER_RUNNING: Omit<CodeRow, 'subCode'> = {
  code: '40004',
  meaning: { zh: '转账单已受理，还在处理中。', en: 'The transfer was taken in and is still being processed.' },
  cure: {
    zh: '用 alipay.fund.trans.common.query 按 out_biz_no 查询，直到成功或失败；期间不要换单号再转一笔。',
    en: 'Ask alipay.fund.trans.common.query by out_biz_no until it succeeded or failed; do not transfer under a new number meanwhile.',
  },
  ...STILL_RUNNING,
};

const REQUEST_SEEN: Omit<CodeRow, 'subCode'> = {
  code: '40004',
  meaning: {
    zh: '这个请求号之前已经提交过。',
    en: 'A request under this number was submitted before.',
  },
  cure: {
    zh: '先查询这个单号的状态：是自己上一次提交的就采用那次的结果，确属新业务再换一个号。',
    en: 'Look up the state of this number: if it was your own earlier call, take its result; use a new number only for new business.',
  },
  ...SEEN_BEFORE,
};

/** Business codes that have to be followed by a question before anything else is done. Source: protocol.md 6.4, dispositions PENDING and success-or-query. */
export const BUSINESS_CONFIRM: readonly CodeRow[] = [
  { ...TRANSFER_RUNNING, subCode: 'REQUEST_PROCESSING' },
  { ...TRANSFER_RUNNING, subCode: 'TRANS_ORDER_DEALING' },
  { ...TRANSFER_RUNNING, subCode: 'PROMO_TRANS_ORDER_DEALING' },
  {
    code: '40004',
    subCode: 'ACQ.TRADE_HAS_SUCCESS',
    methods: ['alipay.trade.pay'],
    meaning: { zh: '这个 out_trade_no 的订单已经付过款。', en: 'The order of this out_trade_no is already paid.' },
    cure: {
      zh: '用 alipay.trade.query 核对金额和买家，是同一笔订单就按已支付处理，不是就换一个 out_trade_no。',
      en: 'Check amount and buyer with alipay.trade.query: if it is the same order, treat it as paid; if not, use another out_trade_no.',
    },
    ...SEEN_BEFORE,
  },
  {
    code: '40004',
    subCode: 'FREEZE_ALREADY_SUCCESS',
    meaning: { zh: '这笔预授权冻结之前已经成功。', en: 'This freeze already succeeded earlier.' },
    cure: {
      zh: '用 alipay.fund.auth.operation.detail.query 按 out_order_no 和 out_request_no 核对金额，一致就按成功处理。',
      en: 'Check the amount with alipay.fund.auth.operation.detail.query by out_order_no and out_request_no; if it agrees, treat the freeze as done.',
    },
    ...SEEN_BEFORE,
  },
  {
    code: '40004',
    subCode: 'ACQ.DUP_OUT_REQUEST_NO',
    meaning: { zh: '这个分账请求号已经用过。', en: 'This settlement request number has been used.' },
    cure: {
      zh: '用 alipay.trade.order.settle.query 查询上一次分账的结果，没有查清之前不要换号再分。',
      en: 'Ask alipay.trade.order.settle.query how the earlier settlement ended, and do not settle under a new number before you know.',
    },
    ...SEEN_BEFORE,
  },
  {
    code: '40004',
    subCode: 'DUP_OUT_REQUEST_NO',
    meaning: { zh: '这个结算请求号已经用过。', en: 'This request number has been used for a settlement.' },
    cure: {
      zh: '先查清上一次结算的结果，没有查清之前不要换号再结。',
      en: 'Find out how the earlier settlement ended, and do not settle under a new number before you know.',
    },
    ...SEEN_BEFORE,
  },
  { ...REQUEST_SEEN, subCode: 'DUPLICATE_REQUEST' },
  { ...REQUEST_SEEN, subCode: 'REQUEST_REPEAT' },
  { ...REQUEST_SEEN, subCode: 'REQUEST_ID_REPEAT' },
  { ...REQUEST_SEEN, subCode: 'SUBMIT_REPEAT' },
  { ...REQUEST_SEEN, subCode: 'BIZ_ID_REPEAT' },
  {
    code: '40004',
    subCode: 'IDEMPOTENT_SUCCESS',
    meaning: {
      zh: '这个单号之前已经成功，网关没有重复执行。',
      en: 'This number had succeeded before, and the gateway did not run it twice.',
    },
    cure: {
      zh: '按成功处理即可；需要明细时再去查询。',
      en: 'Treat it as a success; query the details if you need them.',
    },
    action: 'accept',
    tells: 'succeeded',
    reason: {
      zh: '幂等命中就是成功，码虽是 40004，事情已经办成。',
      en: 'An idempotent hit is a success: the code says 40004, but the work is done.',
    },
  },
];
