import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, SETUP_MUST_CHANGE } from './verdicts.js';

/** Further sub_codes under 40001, beyond the founding table. Source: protocol.md 6.2, 3 and 4. */
export const PUBLIC_40001: readonly CodeRow[] = [
  {
    code: '40001',
    subCode: 'isv.missing-default-signature-type',
    meaning: {
      zh: '应用在开放平台上没有设置默认的签名算法。',
      en: 'The application has no default signature type on the open platform.',
    },
    cure: {
      zh: '在控制台的“接口加签方式”中选好算法并保存，推荐 RSA2。',
      en: 'Choose one in the console, under the interface signing method, and save it; RSA2 is recommended.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-encrypt-key',
    meaning: {
      zh: '请求要求加密，但应用在开放平台上没有配置加密密钥。',
      en: 'The request asks for encryption and the application has no encryption key on the open platform.',
    },
    cure: {
      zh: '在控制台的“接口内容加密方式”中设置 AES 密钥，并填到 encryptKey；不需要加密就关掉 encrypt 选项。',
      en: 'Set an AES key in the console, under interface content encryption, and give it to encryptKey; or switch the encrypt option off.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-app-cert-sn',
    meaning: {
      zh: '应用使用证书模式，请求却没有带应用证书的序列号。',
      en: 'The application is in certificate mode and the request names no application certificate.',
    },
    cure: {
      zh: '带上 app_cert_sn 参数；在本库中配置 certificates 的 app、alipay、root 三份证书即可自动带上。',
      en: 'Send the app_cert_sn parameter; in this library it follows from certificates: { app, alipay, root }.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40001',
    subCode: 'isv.missing-alipay-root-cert-sn',
    meaning: {
      zh: '应用使用证书模式，请求却没有带支付宝根证书的序列号。',
      en: 'The application is in certificate mode and the request names no Alipay root certificate.',
    },
    cure: {
      zh: '带上 alipay_root_cert_sn 参数；在本库中配置 certificates 的 app、alipay、root 三份证书即可自动带上。',
      en: 'Send the alipay_root_cert_sn parameter; in this library it follows from certificates: { app, alipay, root }.',
    },
    ...CALLER_MUST_CHANGE,
  },
];
