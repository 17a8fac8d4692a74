import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, OWNER_MUST_AUTHORISE, SETUP_MUST_CHANGE } from './verdicts.js';

/** What the two token methods answer when an exchange or a refresh is refused. Source: protocol.md 7.4 and 7.5. */
export const TOKEN_CODES: readonly CodeRow[] = [
  {
    code: '40002',
    subCode: 'isv.refresh-token-time-out',
    meaning: { zh: '用户的 refresh_token 已经过期。', en: "The user's refresh_token has expired." },
    cure: {
      zh: '先重读令牌存储，已被别的进程换新就用新的；否则请用户重新授权。',
      en: 'Read the token store again and use what another process may have put there; if nothing changed, have the user authorise again.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40002',
    subCode: 'isv.refresh-token-invalid',
    meaning: { zh: '用户的 refresh_token 无效。', en: "The user's refresh_token is not valid." },
    cure: {
      zh: '先重读令牌存储，看是否已有新值；没有的话，核对它是否属于当前应用，再请用户重新授权。',
      en: 'Read the token store again for a newer one; if there is none, check that it belongs to this application and have the user authorise again.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40002',
    subCode: 'isv.refreshed-token-invalid',
    meaning: {
      zh: '这个 refresh_token 已经被用来刷新过，旧值作废了。',
      en: 'This refresh_token has been used for a refresh already, which ended its life.',
    },
    cure: {
      zh: '多半有另一个进程抢先刷新了：重读令牌存储，用它写入的新令牌；找不到就请用户重新授权。',
      en: 'Most likely another process refreshed first: read the token store again and use its new token; if there is none, have the user authorise again.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40002',
    subCode: 'isv.grant-type-invalid',
    meaning: { zh: 'grant_type 的取值不对。', en: 'grant_type has a value that does not exist.' },
    cure: {
      zh: '首次换取令牌用 authorization_code，刷新用 refresh_token，并且作为顶层参数传，不要放进 biz_content。',
      en: 'Use authorization_code for the first exchange and refresh_token for a refresh, as a parameter of its own and not inside biz_content.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.unmatched-app-id',
    meaning: {
      zh: '授权码或 refresh_token 是发给另一个应用的。',
      en: 'The code or refresh_token was issued to another application.',
    },
    cure: {
      zh: '换成取得该授权的那个 app_id 来调用。',
      en: 'Call with the app_id that the authorisation was given to.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40004',
    subCode: 'REFRESH_TOKEN_NOT_VALID',
    meaning: { zh: '商户的 app_refresh_token 无效。', en: "The merchant's app_refresh_token is not valid." },
    cure: {
      zh: '重读令牌存储，换用最新的值；仍不行就请商户重新授权。',
      en: 'Read the token store again for a newer one; if there is none, have the merchant authorise again.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40004',
    subCode: 'REFRESH_TOKEN_NOT_EXIST',
    meaning: { zh: '网关查不到这个 app_refresh_token。', en: 'The gateway has no such app_refresh_token.' },
    cure: {
      zh: '核对是否截断或用错了环境，重读令牌存储；仍不行就请商户重新授权。',
      en: 'Check that it is complete and of this environment, and read the token store again; failing that, have the merchant authorise again.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40004',
    subCode: 'REFRESH_TOKEN_TIME_OUT',
    meaning: { zh: '商户的 app_refresh_token 已经过期。', en: "The merchant's app_refresh_token has expired." },
    cure: {
      zh: '请商户重新授权，换取新的一对令牌。',
      en: 'Have the merchant authorise again and obtain a new pair of tokens.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40004',
    subCode: 'AUTH_CODE_NOT_EXIST',
    meaning: { zh: '网关查不到这个应用授权码 app_auth_code。', en: 'The gateway has no such app_auth_code.' },
    cure: {
      zh: '核对授权回调里取到的值是否完整；授权码只能兑换一次，用掉了就请商户重新授权。',
      en: 'Check that the value from the callback is complete; a code works once, so if it is spent have the merchant authorise again.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40004',
    subCode: 'AUTH_CODE_NOT_VALID',
    meaning: {
      zh: '应用授权码 app_auth_code 已经用过或已经过期。',
      en: 'The app_auth_code has been used or has expired.',
    },
    cure: {
      zh: '请商户重新授权，拿到新的授权码后只兑换一次。',
      en: 'Have the merchant authorise again and exchange the new code exactly once.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40004',
    subCode: 'AUTH_TOKEN_NOT_FOUND',
    meaning: { zh: '网关查不到对应的应用授权令牌。', en: 'The gateway finds no merchant token for this request.' },
    cure: {
      zh: '授权可能已被商户取消，请商户重新授权。',
      en: 'The merchant may have withdrawn the authorisation; have it authorise again.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40004',
    subCode: 'APP_ID_NOT_CONSISTENT',
    meaning: {
      zh: '授权码或令牌与发起请求的应用不是同一个。',
      en: 'The code or token belongs to an application other than the one that calls.',
    },
    cure: {
      zh: '用商户当初授权的那个服务商应用的 app_id 来兑换。',
      en: 'Exchange it under the app_id of the ISV application that the merchant authorised.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40004',
    subCode: 'APP_NOT_ISV',
    meaning: {
      zh: '发起请求的应用不是第三方（服务商）应用。',
      en: 'The calling application is not an ISV (third-party) application.',
    },
    cure: {
      zh: '换用第三方应用来换取应用授权令牌；自研应用直接调用接口，不需要它。',
      en: "Exchange merchant tokens with a third-party application; a merchant's own application calls the APIs without one.",
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40004',
    subCode: 'GRANT_TYPE_INVALID',
    meaning: {
      zh: 'biz_content 里的 grant_type 不对。',
      en: 'The grant_type in biz_content has a value that does not exist.',
    },
    cure: {
      zh: '用授权码换令牌填 authorization_code，刷新令牌填 refresh_token。',
      en: 'Use authorization_code with a code and refresh_token for a refresh.',
    },
    ...CALLER_MUST_CHANGE,
  },
];
