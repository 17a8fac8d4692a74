import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, FEWER_CALLS, OWNER_MUST_AUTHORISE, SETUP_MUST_CHANGE } from './verdicts.js';

/** Sub_codes under 40003 to 40006, beyond the founding table. Source: protocol.md 6.2. */
export const PUBLIC_40003_40006: readonly CodeRow[] = [
  {
    code: '40003',
    subCode: 'isv.missing-signature-config',
    meaning: {
      zh: '应用没有为所用的签名算法配置公钥或证书。',
      en: 'The application has neither key nor certificate configured for the signature type in use.',
    },
    cure: {
      zh: '到控制台配置应用公钥或证书，并让 signType 与之一致；这个码在旧表中列在 40002 之下。',
      en: "Configure the application's public key or certificate in the console and make signType agree; older tables list this code under 40002.",
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40003',
    subCode: 'isv.invalid-auth-relations',
    meaning: {
      zh: '商户与应用之间没有有效的授权关系。',
      en: 'There is no valid authorisation between the merchant and the application.',
    },
    cure: {
      zh: '请商户重新完成应用授权；授权被取消或转给了别的服务商都会这样。',
      en: 'Have the merchant authorise the application again; it was cancelled, or given to another provider.',
    },
    ...OWNER_MUST_AUTHORISE,
  },
  {
    code: '40004',
    subCode: 'isv.unsupported-sdk-version',
    meaning: {
      zh: '网关不再支持请求里声明的 SDK 版本。',
      en: 'The gateway no longer supports the SDK version that the request names.',
    },
    cure: {
      zh: '升级客户端；自行填写了 alipay_sdk 参数的，把它更新或去掉。',
      en: 'Upgrade the client; if you set an alipay_sdk parameter of your own, update it or leave it out.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40005',
    subCode: 'isv.app-call-limited',
    meaning: { zh: '整个应用的调用量超出了限制。', en: 'The application as a whole makes more calls than it may.' },
    cure: {
      zh: '降低该应用所有接口的总并发，稍后再发；多个进程共用同一个 app_id 时要合起来算。',
      en: 'Lower the concurrency of all calls under this app_id, other processes included, and try later.',
    },
    ...FEWER_CALLS,
    scope: 'app',
  },
  {
    code: '40005',
    subCode: 'isv.method-call-limited',
    meaning: { zh: '这一个接口的调用量超出了限制。', en: 'This one API is called more often than it may be.' },
    cure: {
      zh: '降低这个接口的并发和轮询频率，稍后再发，其他接口不受影响。',
      en: 'Call this API less often and less in parallel, and try later; other APIs are not affected.',
    },
    ...FEWER_CALLS,
    scope: 'method',
  },
  {
    code: '40006',
    subCode: 'isv.self-invoke-forbidden',
    meaning: {
      zh: '这个接口必须代商户调用，应用不能以自己的身份调用。',
      en: 'This API has to be called on behalf of a merchant, not by the application for itself.',
    },
    cure: {
      zh: '带上商户的 app_auth_token（即 appAuthToken 选项）；放进 biz_content 里是无效的。',
      en: "Send the merchant's app_auth_token (the appAuthToken option); it has no effect inside biz_content.",
    },
    ...CALLER_MUST_CHANGE,
  },
];
