import type { CodeRow } from './rows.js';
import { RESULT_UNKNOWN } from './verdicts.js';

const SYSTEM_FAILURE: Omit<CodeRow, 'subCode'> = {
  code: '40004',
  meaning: {
    zh: '业务系统出错，请求有没有执行并不确定。',
    en: 'The business system failed, and whether the request ran is open.',
  },
  cure: {
    zh: '查询类直接重试；有写入的先用对应的查询接口确认，再用完全相同的单号和内容重发，千万不要换单号。',
    en: 'Repeat a lookup; for anything that writes, ask the matching query API first, then repeat with the same key and content, never with a new key.',
  },
  ...RESULT_UNKNOWN,
};

const TRADE_FAILURE: Omit<CodeRow, 'subCode'> = {
  ...SYSTEM_FAILURE,
  meaning: {
    zh: '收单系统出错，这笔交易请求有没有执行并不确定。',
    en: 'The payment system failed, and whether the trade request ran is open.',
  },
  cure: {
    zh: '支付、下单、预下单立即用 alipay.trade.query 查询；退款用同一 out_request_no 和同一金额重发；查询、关闭、撤销和退款查询直接重发。',
    en: 'After pay, create or precreate ask alipay.trade.query at once; repeat a refund with the same out_request_no and amount; repeat a query, close, cancel or refund query as it is.',
  },
};

const DOWNSTREAM_FAILURE: Omit<CodeRow, 'subCode'> = {
  ...SYSTEM_FAILURE,
  meaning: {
    zh: '支付宝背后的某个系统调用失败，请求执行到了哪一步并不确定。',
    en: 'A system behind Alipay could not be reached or failed, and how far the request got is open.',
  },
};

const BANK_FAILURE: Omit<CodeRow, 'subCode'> = {
  ...SYSTEM_FAILURE,
  meaning: {
    zh: '银行或处理环节返回异常，这笔钱动没动并不确定。',
    en: 'The bank or the processing step answered with an error, and whether money moved is open.',
  },
  cure: {
    zh: '先查询，转账用 alipay.fund.trans.common.query；确认没有成功之后，再用同一 out_biz_no 重发。',
    en: 'Ask first, for a transfer with alipay.fund.trans.common.query; only when it did not go through, repeat it with the same out_biz_no.',
  },
};

const SAID_UNKNOWN: Omit<CodeRow, 'subCode'> = {
  ...SYSTEM_FAILURE,
  meaning: {
    zh: '业务系统自己也不清楚这次请求的结果。',
    en: 'The business system itself does not know how the request ended.',
  },
};

const TIMED_OUT: Omit<CodeRow, 'subCode'> = {
  ...SYSTEM_FAILURE,
  meaning: {
    zh: '业务系统内部超时，请求可能仍在执行。',
    en: 'The business system timed out inside, and the request may still be running.',
  },
};

/** Business codes after which nobody can say whether the call ran. Source: protocol.md 6.4, disposition UNKNOWN, and 8.4. */
export const BUSINESS_UNKNOWN: readonly CodeRow[] = [
  { ...TRADE_FAILURE, subCode: 'ACQ.SYSTEM_ERROR' },
  // The gateway's own misspelling, which alipay.trade.cancel answers with.
  { ...TRADE_FAILURE, subCode: 'AQC.SYSTEM_ERROR' },
  { ...SYSTEM_FAILURE, subCode: 'SYSTEM_ERROR' },
  { ...BANK_FAILURE, subCode: 'BANK_RESPONSE_ERROR' },
  { ...BANK_FAILURE, subCode: 'PROCESS_FAIL' },
  { ...DOWNSTREAM_FAILURE, subCode: 'REMOTE_SERVICE_ERROR' },
  { ...SAID_UNKNOWN, subCode: 'SEND_RESULT_UNKNOWN' },
  { ...SAID_UNKNOWN, subCode: 'PAY_UNKNOWN' },
  { ...SAID_UNKNOWN, subCode: 'BIZ_UNKNOWN' },
  { ...SYSTEM_FAILURE, subCode: 'UNKNOW_SYSTEM_ERROR' },
  { ...SYSTEM_FAILURE, subCode: 'UNKNOWN_ERROR' },
  { ...SYSTEM_FAILURE, subCode: 'UNKNOWN_EXCEPTION' },
  { ...SYSTEM_FAILURE, subCode: 'INTERNAL_ERROR' },
  { ...SYSTEM_FAILURE, subCode: 'DB_ERROR' },
  { ...DOWNSTREAM_FAILURE, subCode: 'THIRD_SYSTEM_ERROR' },
  // protocol.md writes these five as *_RPC_INVOKE_ERROR; the names are those of the v3 models in alipay/alipay-sdk-php-all.
  { ...DOWNSTREAM_FAILURE, subCode: 'RPC_INVOKE_ERROR' },
  { ...DOWNSTREAM_FAILURE, subCode: 'APPSTORE_RPC_INVOKE_ERROR' },
  { ...DOWNSTREAM_FAILURE, subCode: 'APPXPROD_RPC_INVOKE_ERROR' },
  { ...DOWNSTREAM_FAILURE, subCode: 'MRCHPROD_RPC_INVOKE_ERROR' },
  { ...DOWNSTREAM_FAILURE, subCode: 'OPENCORE_RPC_INVOKE_ERROR' },
  { ...DOWNSTREAM_FAILURE, subCode: 'COMMON_RPC_ERROR' },
  { ...TIMED_OUT, subCode: 'SYSTEM_TIMEOUT_ERROR' },
  { ...TIMED_OUT, subCode: 'DATA_QUERY_TIMEOUT' },
];
