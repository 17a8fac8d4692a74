import type { CodeRow } from './rows.js';
import { OWNER_MUST_AUTHORISE, PERSON_MUST_ACT, REFRESH_APP_AUTH_TOKEN, REFRESH_AUTH_TOKEN } from './verdicts.js';

/** The founding table's rows under 20001: something is wrong with a token. Source: protocol.md 6.2 and 7.4. */
export const CODES_20001: readonly CodeRow[] = [
  {
    code: '20001',
    subCode: 'aop.invalid-auth-token',
    meaning: {
      zh: '网关不认可所带的用户令牌 auth_token。',
      en: "The gateway does not recognise the user's access token (auth_token).",
    },
    cure: {
      zh: '用 refresh_token 刷新 auth_token，刷新不了就请用户重新授权、换取新令牌；刷新方法配置在 tokens.refresh。',
      en: 'Refresh auth_token with its refresh_token, or have the user authorise again to obtain a new one; the refresh belongs in tokens.refresh.',
    },
    ...REFRESH_AUTH_TOKEN,
  },
  {
    code: '20001',
    subCode: 'aop.auth-token-time-out',
    meaning: {
      zh: '用户令牌 auth_token 已经过了有效期。',
      en: "The user's access token (auth_token) has outlived its term.",
    },
    cure: {
      zh: '刷新 auth_token；若 refresh_token 也已过期，请用户重新授权以取得新令牌。',
      en: 'Refresh auth_token; if the refresh_token has expired as well, have the user authorise again to obtain a new one.',
    },
    ...REFRESH_AUTH_TOKEN,
  },
  {
    code: '20001',
    subCode: 'aop.invalid-app-auth-token',
    meaning: {
      zh: '网关不认可所带的应用授权令牌 app_auth_token。',
      en: "The gateway does not recognise the merchant's token (app_auth_token).",
    },
    cure: {
      zh: '刷新 app_auth_token，或请商户重新授权换取新令牌；同时确认没有拿别的商户或别的应用的令牌来用。',
      en: 'Refresh app_auth_token, or have the merchant authorise again to obtain a new one; make sure it is not the token of another merchant or application.',
    },
    ...REFRESH_APP_AUTH_TOKEN,
  },
  {
    code: '20001',
    subCode: 'aop.invalid-app-auth-token-no-api',
    meaning: {
      zh: '商户授权时没有把这个接口授权给你的应用。',
      en: 'The merchant has not granted your application the right to call this API.',
    },
    cure: {
      zh: '请商户重新授权，勾选包含该接口的权限，再换取新的 app_auth_token。',
      en: 'Have the merchant authorise again with this API included, then obtain a new app_auth_token.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '20001',
    subCode: 'aop.app-auth-token-time-out',
    meaning: {
      zh: '应用授权令牌 app_auth_token 已经过了有效期。',
      en: "The merchant's token (app_auth_token) has outlived its term.",
    },
    cure: {
      zh: '用 app_refresh_token 刷新 app_auth_token，刷新不了就请商户重新授权以取得新令牌。',
      en: 'Refresh app_auth_token with its app_refresh_token, or have the merchant authorise again to obtain a new one.',
    },
    ...REFRESH_APP_AUTH_TOKEN,
  },
  {
    code: '20001',
    subCode: 'aop.no-product-reg-by-partner',
    meaning: {
      zh: '这家商户名下还没有签约过产品，接口无从开通。',
      en: 'The merchant has signed up for no product that would open this API.',
    },
    cure: {
      zh: '请商户先签约对应产品；ISV 代调用时，还要让商户的服务窗处于上线状态。',
      en: 'Have the merchant sign up for the product; when an ISV calls on its behalf, the merchant has to bring its service window (its public account inside Alipay) online.',
    },
    ...PERSON_MUST_ACT,
  },
];
