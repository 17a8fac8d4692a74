import type { CodeRow } from './rows.js';
import { CALLER_MUST_CHANGE, SEND_AGAIN, SETUP_MUST_CHANGE } from './verdicts.js';

/** The founding table's further rows under 40002: signature, encryption, application and clock. Source: protocol.md 6.2, 1.3 to 1.7 and 4. */
export const CODES_40002_SECURITY: readonly CodeRow[] = [
  {
    code: '40002',
    subCode: 'isv.invalid-signature-type',
    meaning: { zh: '网关不支持所填的签名算法。', en: 'The gateway does not know the signature type that was named.' },
    cure: {
      zh: '检查 sign_type，网关只接受 RSA、RSA2、HMAC_SHA1；本库的 signType 选项可填 RSA2 或 RSA，建议用 RSA2。',
      en: 'Check sign_type: the gateway takes RSA, RSA2 and HMAC_SHA1 only; the signType option of this library is RSA2 or RSA, and RSA2 is the one to use.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-signature',
    meaning: {
      zh: '网关用它手里的应用公钥验签，没有通过。',
      en: "The signature does not match when the gateway checks it with the application's public key.",
    },
    cure: {
      zh: '查四件事：1. 应用公钥和应用私钥是不是同一对；2. 传到开放平台的公钥是不是当前私钥的那一把；3. 带中文的参数值发送时有没有 urlencode；4. 签名算法用得对不对，是否与 sign_type 一致。sub_msg 里常有网关的待签名串，与本地的逐字对比最快。',
      en: 'Check four things: 1. the public and the private key are one pair; 2. the public key uploaded to the console belongs to the private key that signs; 3. Chinese text is percent-encoded (urlencode) when it is sent; 4. the signature algorithm is right and the one that sign_type names. The sub_msg often quotes the string the gateway expected: compare it with yours.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-encrypt-type',
    meaning: { zh: '网关不支持所填的加密算法。', en: 'The gateway does not know the cipher that was named.' },
    cure: {
      zh: '检查 encrypt_type，只有 AES 可用。',
      en: 'Check encrypt_type: AES is the only value that works.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-encrypt',
    meaning: { zh: '网关解不开请求里的密文。', en: 'The gateway could not decrypt the request.' },
    cure: {
      zh: '先重试；一直解不开，就核对 encryptKey 与控制台里的 AES 密钥是否相同，密文途中有没有被改动。',
      en: 'Try again first; if it stays, check that encryptKey equals the AES key in the console and that nothing alters the ciphertext on its way.',
    },
    ...SEND_AGAIN,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-app-id',
    meaning: {
      zh: '网关不认得这个应用，或者它还没有上线。',
      en: 'The gateway does not know this application, or it has not gone live.',
    },
    cure: {
      zh: '检查 app_id 是否真实存在、对应的应用是否已经上线；沙箱与正式环境的 app_id 不能混用。',
      en: 'Check that app_id exists and that its application is online; the sandbox has an app_id of its own, which production does not know.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-timestamp',
    meaning: {
      zh: '请求时间的格式不对，或者与支付宝的时间相差太多。',
      en: "The request's time is in the wrong format, or too far from Alipay's own.",
    },
    cure: {
      zh: '检查 timestamp，格式必须是 yyyy-MM-dd HH:mm:ss，取北京时间；格式没错就校准本机时钟。',
      en: 'Check timestamp: it has to be written yyyy-MM-dd HH:mm:ss in Beijing time; if it is, set the clock of this machine.',
    },
    action: 'fail',
    tells: 'refused',
    clock: true,
    reason: {
      zh: '时钟偏差可以按应答的 Date 头校正一次后重新签名，格式错误则怎么重发都没用。',
      en: "A wrong clock can be corrected once from the reply's Date header and the call signed again; a wrong format cannot be cured by sending.",
    },
  },
  {
    code: '40002',
    subCode: 'isv.invalid-charset',
    meaning: { zh: '网关不支持所填的字符集。', en: 'The gateway does not know the character set that was named.' },
    cure: {
      zh: '检查 charset 参数，只能是 GBK 或 UTF-8，建议统一用 UTF-8，并且把它放在请求地址上。',
      en: 'Check the charset parameter: GBK and UTF-8 are supported; use UTF-8 throughout and keep charset in the query string.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.invalid-digest',
    meaning: { zh: '文件摘要没有填，或与文件对不上。', en: "The file's digest is missing or does not match the file." },
    cure: {
      zh: '检查请求参数，文件摘要不能为空，并且要按实际上传的字节计算。',
      en: "Check the parameters: the file's digest is required, and has to be computed over the very bytes that are uploaded.",
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.decryption-error-not-valid-encrypt-type',
    meaning: {
      zh: '请求声明的加密算法网关不支持，因此没有解密。',
      en: 'The gateway did not decrypt the request, because it does not support the cipher named in it.',
    },
    cure: {
      zh: '检查 encrypt_type 的取值，能用的只有 AES。',
      en: 'Check the value of encrypt_type: only AES is supported.',
    },
    ...CALLER_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.decryption-error-not-valid-encrypt-key',
    meaning: {
      zh: '应用在开放平台上没有可用的内容加密密钥：没设置过，或者格式不对。',
      en: 'The open platform has no usable encryption key for this application: none was set, or it is malformed.',
    },
    cure: {
      zh: '在控制台的“接口内容加密方式”中配置好密钥，再把同一把密钥填进 encryptKey。',
      en: 'Configure the key in the console, under interface content encryption, and give the same one to the encryptKey option.',
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.decryption-error-unknown',
    meaning: {
      zh: '网关解密时出了不明原因的错误。',
      en: 'Something unexpected went wrong while the gateway decrypted the request.',
    },
    cure: {
      zh: '先重试；总是出错，再核对 encryptKey 和密文。',
      en: 'Try again first; if it never works, check encryptKey and the ciphertext.',
    },
    ...SEND_AGAIN,
  },
  {
    code: '40002',
    subCode: 'isv.missing-signature-config',
    meaning: {
      zh: '开放平台上没有与所用签名算法对应的公钥或证书，网关无从验签。',
      en: 'The open platform holds no public key or certificate for the signature type in use, so the signature cannot be checked.',
    },
    cure: {
      zh: '到控制台为应用配置公钥（证书模式则配置证书），并确认 signType 与之一致。',
      en: "Configure the application's public key in the console (or its certificate, in certificate mode), and make signType agree with it.",
    },
    ...SETUP_MUST_CHANGE,
  },
  {
    code: '40002',
    subCode: 'isv.not-support-app-auth',
    meaning: {
      zh: '这个接口只允许应用以自己的身份调用，不接受第三方代商户调用。',
      en: 'This API cannot be called by a third party on behalf of a merchant.',
    },
    cure: {
      zh: '去掉 app_auth_token（即 appAuthToken 选项），由商户自己的应用直接调用。',
      en: "Leave out app_auth_token (the appAuthToken option) and call it as the merchant's own application; third-party calls are not supported here.",
    },
    ...CALLER_MUST_CHANGE,
  },
];
