import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, PERSON_MUST_ACT, SETUP_MUST_CHANGE } from './verdicts.js';

/** Further sub_codes under 40002, beyond the founding table. Source: protocol.md 6.2. */
export const PUBLIC_40002: readonly CodeRow[] = [
  {
    code: '40002',
    subCode: 'isv.illegal-timestamp',
    meaning: { zh: '请求时间与支付宝的时间相差太多。', en: "The request's time is too far from Alipay's own." },
    cure: {
      zh: '校准本机时钟；v3 接口只接受前后十分钟以内的时间戳。',
      en: 'Set the clock of this machine; v3 takes time stamps up to ten minutes off.',
    },
    action: 'fail',
    tells: 'refused',
    clock: true,
    reason: {
      zh: '时钟偏差可以按应答的 Date 头校正一次后重新签名。',
      en: "A wrong clock can be corrected once from the reply's Date header and the call signed again.",
    },
  },
  {
    code: '40002',
    subCode: 'isv.invalid-content-type',
    meaning: { zh: '请求的 Content-Type 网关不接受。', en: "The gateway does not accept the request's Content-Type." },
    cure: {
      zh: '普通接口用 application/x-www-form-urlencoded，上传文件用 multipart/form-data，不要自行改写请求头。',
      en: 'Use application/x-www-form-urlencoded for ordinary calls and multipart/form-data for uploads; do not override the header.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.illegal-json',
    meaning: { zh: 'biz_content 不是合法的 JSON。', en: 'biz_content is not valid JSON.' },
    cure: {
      zh: '直接传对象，由本库负责序列化；自己拼字符串时检查引号、转义和末尾的逗号。',
      en: 'Pass an object and let the library serialise it; in text of your own, look for quotes, escapes and trailing commas.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.not-online-app',
    meaning: { zh: '应用还没有上线。', en: 'The application has not gone live.' },
    cure: {
      zh: '在控制台提交审核并上线应用；开发阶段可以先用沙箱。',
      en: 'Submit the application for review in the console and bring it online; use the sandbox until then.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.app-cert-expired',
    meaning: { zh: '应用公钥证书已经过期。', en: "The application's certificate has expired." },
    cure: {
      zh: '在控制台重新签发应用证书，更新 certificates.app 和私钥后重启服务。',
      en: 'Issue a new application certificate in the console, then put it and its private key in place (certificates.app, privateKey).',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.app-cert-not-exist',
    meaning: {
      zh: '开放平台上找不到请求所指的应用证书。',
      en: 'The open platform does not have the application certificate that the request names.',
    },
    cure: {
      zh: '确认 certificates.app 就是控制台当前生效的那份证书，且属于同一个应用。',
      en: 'Make sure that certificates.app is the certificate now active in the console, and of this application.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.alipay-cert-not-exist',
    meaning: {
      zh: '开放平台上找不到请求所指的支付宝证书。',
      en: 'The open platform does not have the Alipay certificate that the request names.',
    },
    cure: {
      zh: '从控制台重新下载支付宝公钥证书，更新 certificates.alipay。',
      en: 'Download the Alipay certificate from the console again and put it in certificates.alipay.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-alipay-root-cert-sn',
    meaning: {
      zh: '请求所带的支付宝根证书序列号不对。',
      en: 'The serial number of the Alipay root certificate in the request is wrong.',
    },
    cure: {
      zh: '从控制台下载完整的支付宝根证书文件，更新 certificates.root，不要删减其中的证书。',
      en: 'Download the whole Alipay root certificate file from the console, put it in certificates.root, and remove no certificate from it.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-token',
    meaning: { zh: '网关不接受请求所带的令牌。', en: 'The gateway rejects the token in the request.' },
    cure: {
      zh: '确认 auth_token 与 app_auth_token 没有填反，也没有截断，并且属于当前应用；仍然不行就重新授权。',
      en: 'Make sure that auth_token and app_auth_token are not swapped or cut short and belong to this application; if nothing of that is wrong, authorise again.',
    },
    action: 'fail',
    tells: 'refused',
    reason: {
      zh: '这个码没有说明坏的是哪个令牌，盲目刷新可能作废还能用的那个。',
      en: 'The code does not say which token is bad, and a blind refresh may invalidate the good one.',
    },
  },
  {
    code: '40002',
    subCode: 'isv.code-invalid',
    meaning: {
      zh: '授权码已经用过、已经过期，或者不是发给这个应用的。',
      en: 'The authorisation code was used before, has expired, or was issued to another application.',
    },
    cure: {
      zh: '重新引导用户授权，拿到新的授权码，并且只兑换一次。',
      en: 'Send the user through authorisation again and exchange the new code exactly once.',
    },
    action: 'fail',
    tells: 'refused',
    reason: {
      zh: '授权码只能用一次，重发注定失败。',
      en: 'An authorisation code works once, so a repeat is bound to fail.',
    },
    reauthorize: true,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-openid',
    meaning: { zh: 'open_id 不属于当前应用。', en: 'The open_id does not belong to this application.' },
    cure: {
      zh: 'open_id 按应用区分，请使用当前 app_id 授权得到的那一个。',
      en: 'An open_id is valid for one application only: use the one obtained with this app_id.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.suspected-attack',
    meaning: {
      zh: '请求内容看起来像攻击，被网关拦下了。',
      en: 'The content looked like an attack and the gateway stopped it.',
    },
    cure: {
      zh: '检查各字段里有没有脚本、SQL、网址，或与支付宝参数同名的文字，清理之后再发。',
      en: "Look for scripts, SQL, URLs or the names of Alipay's own parameters inside the values, and clean them out.",
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.forbidden-api',
    meaning: { zh: '这个接口不对当前应用开放。', en: 'This application is not allowed to call this API.' },
    cure: {
      zh: '在控制台为应用申请该接口所属的能力；定向开放的接口需联系支付宝。',
      en: 'Apply in the console for the capability that the API belongs to; for APIs by invitation, ask Alipay.',
    },
    ...PERSON_MUST_ACT,
  },
];
