import type { CodeRow } from './rows.js';
import { FINAL_ANSWER, PERSON_MUST_ACT } from './verdicts.js';

/** The founding table's last rows: the business refused, or a permission is missing. Source: protocol.md 6.2 and 6.4. */
export const CODES_40004_40006: readonly CodeRow[] = [
  {
    code: '40004',
    subCode: null,
    meaning: {
      zh: '请求合规，但业务上没有办成，具体原因看 sub_code。',
      en: 'The request was well formed but the business said no; the sub_code says why.',
    },
    cure: {
      zh: '按 sub_code 到所调 API 的文档里查业务错误码，那里列有每个码的含义与解决办法。',
      en: "Look the sub_code up in the business error codes on the API's own page; it lists what each one means and what to do.",
    },
    ...FINAL_ANSWER,
  },
  {
    code: '40006',
    subCode: 'isv.insufficient-isv-permissions',
    meaning: {
      zh: '应用或其所属账户没有调用这个接口的权限。',
      en: 'The application, or the account behind it, may not call this API.',
    },
    cure: {
      zh: '检查所配置的账户是否已开通该接口：在控制台为应用添加对应能力，并完成签约。',
      en: 'Check that the configured account has permission for this API: add the capability to the application in the console and sign the product.',
    },
    ...PERSON_MUST_ACT,
  },
  {
    code: '40006',
    subCode: 'isv.insufficient-user-permissions',
    meaning: {
      zh: '应用所代表的商户（或用户）没有开放这个接口的权限。',
      en: 'The merchant (or user) you act for does not have, or has not granted, permission for this API.',
    },
    cure: {
      zh: '确认所代理的商户已签约并开通该接口，然后让商户或用户重新授权，授权范围要包含它。',
      en: 'Make sure the merchant you act for has the permission for this API, then have the merchant or user authorise again with it in scope.',
    },
    ...PERSON_MUST_ACT,
  },
];
