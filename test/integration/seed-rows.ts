import { readFileSync } from 'node:fs';
import type { GatewayOptions } from 'alipay-axios/testing';

/** One row of the founding table, as data. */
export interface SeedRow {
  readonly code: string;
  readonly sub_code: string | null;
  readonly action: string;
}

/** The founding table. */
export const SEED_ROWS: readonly SeedRow[] = JSON.parse(
  readFileSync(new URL('../fixtures/gateway-codes.json', import.meta.url), 'utf8'),
);

/** How a row is brought about over real HTTP. */
export interface Provocation {
  /** How the gateway is set up. */
  readonly gateway?: GatewayOptions;
  /** What is changed in the signed request on its way, below the library. */
  readonly tamper?: (params: URLSearchParams) => void;
  /** What the caller adds. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly method?: string;
  /** With true the reply is scripted: the row has no cause that a request of this library's can have. */
  readonly scripted?: true;
}

const QUERY = 'alipay.trade.query';
const drop = (name: string): Provocation => ({ tamper: (params) => params.delete(name) });
const put = (name: string, value: string): Provocation => ({ tamper: (params) => params.set(name, value) });
const scripted: Provocation = { scripted: true };

/** Each row's own cause, by its sub_code; where it has none, the gateway is told what to say. */
export const PROVOCATIONS: Readonly<Record<string, Provocation>> = {
  'isp.unknow-error': scripted,
  'aop.unknow-error': scripted,
  'aop.invalid-auth-token': scripted,
  'aop.auth-token-time-out': scripted,
  'aop.invalid-app-auth-token': scripted,
  'aop.app-auth-token-time-out': scripted,
  'aop.invalid-app-auth-token-no-api': scripted,
  'aop.no-product-reg-by-partner': scripted,
  'isv.missing-method': drop('method'),
  'isv.missing-signature': drop('sign'),
  'isv.missing-signature-type': drop('sign_type'),
  'isv.missing-signature-key': { gateway: { signTypes: [] } },
  'isv.missing-app-id': drop('app_id'),
  'isv.missing-timestamp': drop('timestamp'),
  'isv.missing-version': drop('version'),
  'isv.decryption-error-missing-encrypt-type': { params: { biz_content: undefined }, scripted: true },
  'isv.invalid-parameter': { params: { biz_content: '{}' } },
  // Uploads come later; their rows are answered for their own causes in test/testing.
  'isv.upload-fail': scripted,
  'isv.invalid-file-extension': scripted,
  'isv.invalid-file-size': scripted,
  'isv.invalid-digest': scripted,
  'isv.invalid-method': { method: 'alipay.trade.qurey' },
  'isv.invalid-format': put('format', 'yaml'),
  'isv.invalid-signature-type': put('sign_type', 'MD5'),
  'isv.invalid-signature': put('biz_content', '{"out_trade_no":"changed"}'),
  'isv.invalid-encrypt-type': { params: { encrypt_type: 'ROT13' } },
  'isv.invalid-encrypt': scripted,
  'isv.invalid-app-id': put('app_id', '2021999999999999'),
  'isv.invalid-timestamp': put('timestamp', '23.11.2026 12:00'),
  'isv.invalid-charset': put('charset', 'latin1'),
  'isv.decryption-error-not-valid-encrypt-type': { params: { encrypt_type: 'SM4' } },
  'isv.decryption-error-not-valid-encrypt-key': { params: { encrypt_type: 'AES' } },
  'isv.decryption-error-unknown': scripted,
  'isv.missing-signature-config': { gateway: { signTypes: ['RSA'] } },
  'isv.not-support-app-auth': { gateway: { ownOnly: [QUERY] } },
  'isv.insufficient-isv-permissions': { gateway: { deniedToApp: [QUERY] } },
  'isv.insufficient-user-permissions': { gateway: { deniedToUser: [QUERY] } },
};
