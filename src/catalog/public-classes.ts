import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, FEWER_CALLS, PERSON_MUST_ACT, RESULT_UNKNOWN, SETUP_MUST_CHANGE } from './verdicts.js';

/** One row for each code as a whole, used where the sub_code is in no table; 10000 and 40004 stand in the founding table. Source: protocol.md 6.1. */
export const PUBLIC_CLASSES: readonly CodeRow[] = [
  {
    code: '10003',
    subCode: null,
    meaning: {
      zh: '订单已创建，正在等买家确认付款（例如输入支付密码）。',
      en: 'The order exists and is waiting for the buyer, who has to confirm the payment, for instance with a password.',
    },
    cure: {
      zh: '不要重新下单，用原 out_trade_no 轮询 alipay.trade.query，超时仍未支付就调用 alipay.trade.cancel。',
      en: 'Do not order again: poll alipay.trade.query with the same out_trade_no, and call alipay.trade.cancel if it is still unpaid when you give up.',
    },
    action: 'accept',
    tells: 'succeeded',
    reason: {
      zh: '下单本身已经成功，只是钱还没付，重发帮不上忙。',
      en: 'The call itself ran; only the payment is still open, and sending again would not hurry the buyer.',
    },
  },
  {
    code: '20000',
    subCode: null,
    meaning: { zh: '网关或其背后的系统出了故障。', en: 'The gateway or a system behind it failed.' },
    cure: {
      zh: '稍后再试；涉及资金的请求，先用查询接口确认结果。',
      en: 'Try again later; where money moves, first confirm the result with the query API.',
    },
    ...RESULT_UNKNOWN,
  },
  {
    code: '20001',
    subCode: null,
    meaning: {
      zh: '令牌或授权有问题，具体原因看 sub_code。',
      en: 'Something is wrong with a token or its grant; the sub_code says what.',
    },
    cure: {
      zh: '核对 auth_token 与 app_auth_token 是否属于本应用和当前用户、商户，必要时重新授权。',
      en: 'Check that auth_token and app_auth_token belong to this application and this user or merchant; authorise again if they do not.',
    },
    action: 'fail',
    tells: 'refused',
    reason: {
      zh: '不清楚坏的是哪个令牌，盲目刷新只会白白作废可用的令牌。',
      en: 'It is not known which token is bad, and a blind refresh would invalidate one that works.',
    },
  },
  {
    code: '40001',
    subCode: null,
    meaning: { zh: '缺少必填的参数或配置。', en: 'A required parameter or setting is missing.' },
    cure: {
      zh: '根据 sub_code 和 sub_msg 补上缺少的那一项。',
      en: 'Supply what sub_code and sub_msg say is missing.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: null,
    meaning: { zh: '有参数不合法。', en: 'A parameter is not valid.' },
    cure: {
      zh: '根据 sub_code 和 sub_msg 找到那个参数，对照接口文档改正。',
      en: "Find the parameter through sub_code and sub_msg and correct it after the API's page.",
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40003',
    subCode: null,
    meaning: {
      zh: '应用还不满足调用条件，多半是加签方式或授权关系没有配好。',
      en: 'The application does not meet the conditions for the call: its signature mode or its authorisation is not set up.',
    },
    cure: {
      zh: '到控制台检查应用的加签配置，以及与商户之间的授权关系。',
      en: "Check the application's signature settings and its authorisation by the merchant in the console.",
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40005',
    subCode: null,
    meaning: { zh: '调用次数超出了限制。', en: 'The calls exceed a limit.' },
    cure: {
      zh: '降低并发、拉开间隔后再发；长期不够用就联系支付宝提升额度。',
      en: 'Send fewer calls at a time and wait longer between them; if that is never enough, ask Alipay for a higher limit.',
    },
    ...FEWER_CALLS,
    scope: 'app',
  },
  {
    code: '40006',
    subCode: null,
    meaning: { zh: '没有调用这个接口的权限。', en: 'There is no permission for this API.' },
    cure: {
      zh: '确认应用已添加该能力、产品已签约，代调用时还要有商户的授权。',
      en: 'Make sure that the application has the capability and the product is signed, and, when acting for a merchant, that the merchant has authorised it.',
    },
    ...PERSON_MUST_ACT,
  },
];
