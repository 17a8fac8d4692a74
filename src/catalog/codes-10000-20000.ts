import type { CodeRow } from './rows.js';
import { RESULT_UNKNOWN } from './verdicts.js';

/** The founding table's rows under 10000 and 20000: it ran, and nobody can say. Source: protocol.md 6.1 and 6.2. */
export const CODES_10000_20000: readonly CodeRow[] = [
  {
    code: '10000',
    subCode: null,
    meaning: { zh: '网关已成功受理并执行了这次调用。', en: 'The gateway accepted the call and ran it.' },
    cure: {
      zh: '无需处理；业务结果看返回字段，字段含义以该 API 的文档为准，支付、退款类还要看各自的状态字段。',
      en: "Nothing to cure: the outcome is in the reply's business fields, as the API's own page describes them; for payments and refunds read their status fields too.",
    },
    action: 'accept',
    tells: 'succeeded',
    reason: {
      zh: '调用已经完成，业务字段就在应答里。',
      en: 'The call is done and its business fields are in the reply.',
    },
  },
  {
    code: '20000',
    subCode: 'isp.unknow-error',
    meaning: {
      zh: '网关背后的业务系统暂时不可用。',
      en: 'The business system behind the gateway was unavailable for the moment.',
    },
    cure: {
      zh: '稍等片刻再试；支付、退款、转账之类，重发之前先查询这笔单子的状态。',
      en: 'Try again a little later; before repeating a payment, a refund or a transfer, look up what became of it.',
    },
    ...RESULT_UNKNOWN,
  },
  {
    code: '20000',
    subCode: 'aop.unknow-error',
    meaning: { zh: '网关自身出了不明原因的故障。', en: 'The gateway itself failed for a reason it does not name.' },
    cure: {
      zh: '稍等片刻再试，资金类请求先查结果再重发；若每次都报，检查请求的编码与 Content-Type，格式有问题的 POST 也会落到这里。',
      en: 'Try again a little later, and look up the result first where money moves; if it never goes away, check encoding and Content-Type, for a malformed POST can end up here too.',
    },
    ...RESULT_UNKNOWN,
  },
];
