import type { Text } from '../../index.js';

/** A variable that the commands read. */
export type VariableName =
  | 'ALIPAY_APP_ID'
  | 'ALIPAY_APP_PRIVATE_KEY'
  | 'ALIPAY_APP_KEY_CONTAINER'
  | 'ALIPAY_APP_KEY_PASSPHRASE'
  | 'ALIPAY_PUBLIC_KEY'
  | 'ALIPAY_APP_CERT'
  | 'ALIPAY_CERT'
  | 'ALIPAY_ROOT_CERT'
  | 'ALIPAY_ENCRYPT_KEY'
  | 'ALIPAY_GATEWAY'
  | 'ALIPAY_SIGN_TYPE';

/** What is known about a variable. */
export interface VariableRow {
  readonly name: VariableName;
  /** The option of `createAlipay` that it becomes, as its errors name it. */
  readonly option: string;
  /** True where its value must show nowhere. */
  readonly secret?: true;
  readonly text: Text;
}

/** The variables, in the order in which they are looked at. */
export const VARIABLES: readonly VariableRow[] = [
  { name: 'ALIPAY_APP_ID', option: 'appId', text: { en: 'the app id (APPID)', zh: '应用的 APPID' } },
  {
    name: 'ALIPAY_APP_PRIVATE_KEY',
    option: 'privateKey',
    secret: true,
    text: { en: "the app's private key: PEM or bare Base64", zh: '应用私钥：PEM 或裸 Base64' },
  },
  {
    name: 'ALIPAY_APP_KEY_CONTAINER',
    option: 'privateKey.pkcs12',
    text: { en: 'or the path of a .p12 file that holds it', zh: '或存放私钥的 .p12 文件路径' },
  },
  {
    name: 'ALIPAY_APP_KEY_PASSPHRASE',
    option: 'privateKey.passphrase',
    secret: true,
    text: { en: 'the passphrase of that file', zh: '该文件的口令' },
  },
  {
    name: 'ALIPAY_PUBLIC_KEY',
    option: 'alipayPublicKey',
    text: { en: "Alipay's public key, not the app's", zh: '支付宝公钥（不是应用公钥）' },
  },
  {
    name: 'ALIPAY_APP_CERT',
    option: 'certificates.app',
    text: { en: 'certificate mode: the path of appCertPublicKey_….crt', zh: '证书模式：appCertPublicKey_….crt 的路径' },
  },
  {
    name: 'ALIPAY_CERT',
    option: 'certificates.alipay',
    text: { en: 'the path of alipayCertPublicKey_RSA2.crt', zh: 'alipayCertPublicKey_RSA2.crt 的路径' },
  },
  {
    name: 'ALIPAY_ROOT_CERT',
    option: 'certificates.root',
    text: { en: 'the path of alipayRootCert.crt', zh: 'alipayRootCert.crt 的路径' },
  },
  {
    name: 'ALIPAY_ENCRYPT_KEY',
    option: 'encryptKey',
    secret: true,
    text: { en: 'the AES key, if content is encrypted', zh: 'AES 密钥（使用内容加密时）' },
  },
  {
    name: 'ALIPAY_GATEWAY',
    option: 'gateway',
    text: { en: 'production (default), sandbox, or an origin', zh: 'production（默认）、sandbox 或网关地址' },
  },
  { name: 'ALIPAY_SIGN_TYPE', option: 'signType', text: { en: 'RSA2 (default) or RSA', zh: 'RSA2（默认）或 RSA' } },
];

/** The variable that an option of `createAlipay` was made of, as its errors name it; `undefined` for any other option. */
export function variableOf(option: string): VariableName | undefined {
  const plain = option.replace(/\.path$/, '');
  return VARIABLES.find((row) => row.option === plain)?.name;
}
