import type { CodeRow } from './rows.js';

/** The part of a row that many codes have in common: what the engine does, what the code tells about the call, and why. */
export type Verdict = Pick<CodeRow, 'action' | 'tells' | 'reason' | 'token' | 'seenBefore' | 'reauthorize'>;

/** The request is wrong as it was built. Source: protocol.md 6.2, disposition REQUEST. */
export const CALLER_MUST_CHANGE: Verdict = {
  action: 'fail',
  tells: 'refused',
  reason: {
    zh: '错在请求本身，不改参数或代码，重发多少次都是同样的结果。',
    en: 'The request itself is wrong, so sending it again unchanged gets the same answer.',
  },
};

/** A key, a certificate or a console setting is wrong. Source: protocol.md 6.2, disposition CONFIG. */
export const SETUP_MUST_CHANGE: Verdict = {
  action: 'fail',
  tells: 'refused',
  reason: {
    zh: '错在密钥、证书或开放平台上的配置，改好之前重发没有意义。',
    en: 'A key, a certificate or a console setting is at fault, and nothing gets through until it is put right.',
  },
};

/** A contract, a permission or an authorisation is missing. Source: protocol.md 6.2 and 7.4, reaction "operator". */
export const PERSON_MUST_ACT: Verdict = {
  action: 'fail',
  tells: 'refused',
  reason: {
    zh: '缺的是签约、权限或授权，得有人去补办，重发和刷新令牌都解决不了。',
    en: 'A contract, a permission or an authorisation is missing; a person has to obtain it, neither a repeat nor a refresh can.',
  },
};

/** The owner's consent is missing, used up or withdrawn. Source: protocol.md 7.4. */
export const OWNER_MUST_AUTHORISE: Verdict = { ...PERSON_MUST_ACT, reauthorize: true };

/** The business has given its last word. Source: protocol.md 6.2, disposition BUSINESS. */
export const FINAL_ANSWER: Verdict = {
  action: 'fail',
  tells: 'refused',
  reason: {
    zh: '这是业务上的最终答复，原样再发一次，得到的还是它。',
    en: 'This is the final answer to this call; the same call would be answered the same way.',
  },
};

/** A lookup came back empty. Source: protocol.md 6.4, the rows of ACQ.TRADE_NOT_EXIST and ORDER_NOT_EXIST. */
export const NOTHING_FOUND: Verdict = {
  action: 'fail',
  tells: 'refused',
  reason: {
    zh: '只说明这一次没有查到；付款或转账的时限过没过，只有调用方知道，所以不替你轮询。',
    en: 'It says only that this lookup found nothing; whether it is worth asking again depends on the payment window, which only the caller knows.',
  },
};

/** The call was refused and the table's own advice is to send it again. Source: protocol.md 6.2, disposition RETRY. */
export const SEND_AGAIN: Verdict = {
  action: 'retry',
  tells: 'refused',
  reason: {
    zh: '请求在执行之前就被拒绝，官方给的办法就是重试，重新签名后再发不会造成重复执行。',
    en: 'The call was refused before it ran and the official advice is to try again, so a freshly signed repeat cannot run it twice.',
  },
};

/** Nobody can say whether the call ran. Source: protocol.md 6.2, disposition UNKNOWN, and 8.6. */
export const RESULT_UNKNOWN: Verdict = {
  action: 'retry',
  tells: 'unknown',
  reason: {
    zh: '调用有没有执行并不清楚：重复无害的直接重发，涉及资金的先查清结果，再决定是否用原单号重发。',
    en: 'Whether the call ran is not known: the engine repeats what is safe to repeat and asks first where money moves.',
  },
};

/** The gateway asked for fewer calls. Source: protocol.md 6.2, disposition THROTTLE. */
export const FEWER_CALLS: Verdict = {
  action: 'throttle',
  tells: 'refused',
  reason: {
    zh: '请求因为调用过密被挡下，并未执行，拉长间隔后再发是安全的。',
    en: 'The call was turned away for its rate and did not run, so it may go out again, later and slower.',
  },
};

/** Another call holds the record. Source: protocol.md 6.4, the row of LOCK_ERROR. */
export const LOCKED_BY_ANOTHER: Verdict = {
  action: 'retry',
  tells: 'refused',
  reason: {
    zh: '同一份数据正被另一个请求占用，本次没有执行，随机错开片刻再用原单号发送即可。',
    en: 'Another call holds the same record and this one did not run, so it goes out again with the same key after a short random wait.',
  },
};

/** The gateway has the call and is not done with it. Source: protocol.md 6.4, disposition PENDING. */
export const STILL_RUNNING: Verdict = {
  action: 'confirm',
  tells: 'unknown',
  reason: {
    zh: '单子已经受理、正在处理，此时既不能当成功也不能当失败，只能去查结果。',
    en: 'The order has been taken in and is being worked on: neither success nor failure may be assumed, only asked for.',
  },
};

/** The gateway has seen this key before. Source: protocol.md 6.4, disposition success-or-query. */
export const SEEN_BEFORE: Verdict = {
  action: 'confirm',
  tells: 'unknown',
  seenBefore: true,
  reason: {
    zh: '网关见过这个单号，前一次很可能已经成功；核实是同一笔之后，它的结果就是本次的结果。',
    en: 'The gateway has seen this key before and the earlier call may well have gone through; once it is known to be ours, its result is the result.',
  },
};

/** A refresh of the user's token cures it. Source: protocol.md 7.4. */
export const REFRESH_AUTH_TOKEN: Verdict = {
  action: 'refresh',
  token: 'auth_token',
  tells: 'refused',
  reason: {
    zh: '请求因用户令牌失效被拒，并未执行，换上新令牌再发一次即可。',
    en: "The call was refused over the user's token and did not run, so it goes out again with a new one.",
  },
};

/** A refresh of the merchant's token cures it. Source: protocol.md 7.4. */
export const REFRESH_APP_AUTH_TOKEN: Verdict = {
  action: 'refresh',
  token: 'app_auth_token',
  tells: 'refused',
  reason: {
    zh: '请求因商户的应用授权令牌失效被拒，并未执行，换上新令牌再发一次即可。',
    en: "The call was refused over the merchant's token and did not run, so it goes out again with a new one.",
  },
};
