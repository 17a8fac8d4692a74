import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, SETUP_MUST_CHANGE } from './verdicts.js';

/** The founding table's rows under 40001: something that has to be there is missing. Source: protocol.md 6.2 and 1.2. */
export const CODES_40001: readonly CodeRow[] = [
  {
    code: '40001',
    subCode: 'isv.missing-method',
    meaning: { zh: '请求没有说明要调用哪个接口。', en: 'The request does not say which API it calls.' },
    cure: {
      zh: '带上 method 参数，值为接口名，例如 alipay.trade.query；使用 execute 时就是第一个参数。',
      en: "Send the method parameter with the API's name, such as alipay.trade.query; with execute it is the first argument.",
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-signature',
    meaning: { zh: '请求没有签名。', en: 'The request carries no signature.' },
    cure: {
      zh: '带上 sign 参数；本库每次发送都会签名，仍然报错就查一查是否有代理或适配器把它丢掉了。',
      en: 'Send the sign parameter; this library signs every attempt, so if it is missing look for a proxy or an adapter that drops it.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-signature-type',
    meaning: { zh: '请求没有说明用的是哪种签名算法。', en: 'The request does not say how it was signed.' },
    cure: {
      zh: '带上 sign_type 参数，一般为 RSA2；在本库中由 signType 选项决定。',
      en: 'Send the sign_type parameter, normally RSA2; in this library the signType option sets it.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-signature-key',
    meaning: {
      zh: '开放平台上没有这个应用的公钥，网关无法验签。',
      en: 'The open platform holds no public key for this application, so the gateway cannot check the signature.',
    },
    cure: {
      zh: '在开放平台控制台的“接口加签方式”中上传应用公钥，保存后再试。',
      en: "Upload the application's public key in the open platform console, under the interface signing method, and save it.",
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-app-id',
    meaning: { zh: '请求没有说明由哪个应用发起。', en: 'The request does not say which application sends it.' },
    cure: {
      zh: '带上 app_id 参数；在本库中填写 appId 选项。',
      en: 'Send the app_id parameter; in this library it is the appId option.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-timestamp',
    meaning: { zh: '请求没有带发送时间。', en: 'The request does not say when it was sent.' },
    cure: {
      zh: '带上 timestamp 参数，取北京时间；本库每次发送都会重新填写。',
      en: 'Send the timestamp parameter in Beijing time; this library sets it afresh on every attempt.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-version',
    meaning: { zh: '请求没有带接口版本号。', en: 'The request does not name the version of the interface.' },
    cure: {
      zh: '带上 version 参数，固定为 1.0。',
      en: 'Send the version parameter; its value is always 1.0.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.decryption-error-missing-encrypt-type',
    meaning: {
      zh: '网关收到了密文，却不知道该用什么算法解密。',
      en: 'The gateway received encrypted content and was not told which cipher to use.',
    },
    cure: {
      zh: '带上 encrypt_type 参数，值为 AES；在本库中用 encrypt 选项开启加密即可自动带上。',
      en: 'Send the encrypt_type parameter with the value AES; in this library the encrypt option adds it.',
    },
    ...CALLER_MUST_CHANGE,
  },
];
