import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, FINAL_ANSWER, NOTHING_FOUND } from './verdicts.js';

const OTHER_CONTENT: Omit<CodeRow, 'subCode'> = {
  code: '40004',
  meaning: {
    zh: '同一个 out_biz_no 之前用过，而这次的内容不一样。',
    en: 'The same out_biz_no was used before with other content.',
  },
  cure: {
    zh: '先用 alipay.fund.trans.common.query 查原来那笔；要重发就保持内容完全相同，确实是另一笔转账才换号。',
    en: 'Query the earlier transfer with alipay.fund.trans.common.query; repeat it with exactly the same content, and take a new number only for another transfer.',
  },
  ...CALLER_MUST_CHANGE,
};

/** Final answers of transfers, pre-authorisations and orders. Source: protocol.md 6.4, dispositions BUSINESS and REQUEST, and 8.5. */
export const BUSINESS_FUND: readonly CodeRow[] = [
  { ...OTHER_CONTENT, subCode: 'BIZ_UNIQUE_EXCEPTION' },
  {
    ...OTHER_CONTENT,
    subCode: 'PAYMENT_INFO_INCONSISTENCY',
    meaning: {
      zh: '同一个 out_biz_no 的付款信息与首次请求不一致。',
      en: 'The payment details under this out_biz_no differ from those of the first request.',
    },
  },
  { ...OTHER_CONTENT, subCode: 'REP_INCONSISTENT' },
  {
    code: '40004',
    subCode: 'ORDER_NOT_EXIST',
    meaning: { zh: '这一次没有查到这笔单子。', en: 'This lookup found no such order.' },
    cure: {
      zh: '查不到不等于没转：结果不明的转账先继续查询一段时间，仍没有再用原 out_biz_no 重发；另外核对 product_code、biz_scene 和 app_auth_token。',
      en: 'Not found is not the same as not done: after an unclear transfer keep asking for a while before repeating it with the same out_biz_no; check product_code, biz_scene and app_auth_token too.',
    },
    ...NOTHING_FOUND,
  },
  {
    code: '40004',
    subCode: 'UNIQUE_VIOLATION',
    meaning: {
      zh: '这个预授权请求号之前用过，而这次的内容不一样。',
      en: 'This pre-authorisation request number was used before with other content.',
    },
    cure: {
      zh: '用 alipay.fund.auth.operation.detail.query 查原来那笔；重发要与首次完全相同，新业务换新的 out_request_no。',
      en: 'Query the earlier one with alipay.fund.auth.operation.detail.query; a repeat has to be identical, and new business takes a new out_request_no.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40004',
    subCode: 'NO_NEED_RETRY_ERROR',
    meaning: { zh: '业务系统明确要求不要重试。', en: 'The business system says outright not to try again.' },
    cure: {
      zh: '看 sub_msg 找出原因，改正之后再作为新的请求提交。',
      en: 'Find the cause in sub_msg, put it right, and send it as a new request.',
    },
    ...FINAL_ANSWER,
  },
];
