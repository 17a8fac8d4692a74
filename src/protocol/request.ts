import type { Charset } from './charset.js';
import { percentEncode } from './charset.js';
import type { SignType } from './signature.js';
import type { WireParams } from './wire-params.js';
import { putParam } from './wire-params.js';

/** Where the v2 protocol is spoken, below the gateway's origin. Source: protocol.md 1.1. */
export const GATEWAY_PATH = '/gateway.do';

/** What every v2 request says about itself, apart from the caller's own parameters. */
export interface RequestFrame {
  readonly appId: string;
  readonly method: string;
  readonly signType: SignType;
  /** From `formatTimestamp`. */
  readonly timestamp: string;
  /** Default `utf-8`. */
  readonly charset?: Charset;
  /** Names the certificates of certificate mode. Source: protocol.md 3.3. */
  readonly certificates?: { readonly appCertSn: string; readonly rootCertSn: string } | undefined;
}

/**
 * The names that a request carries by itself, so that a caller cannot set them. Source: protocol.md 1.2.
 */
export const FRAME_NAMES: ReadonlySet<string> = new Set([
  'alipay_root_cert_sn',
  'app_cert_sn',
  'app_id',
  'charset',
  'format',
  'method',
  'sign',
  'sign_type',
  'timestamp',
  'version',
]);

// The charset must be visible in the query, or the gateway may read the body as GBK; biz_content must not stand in the
// URL, and app_auth_token need not, where proxies would log it. Source: protocol.md 1.4.
const QUERY_NAMES: ReadonlySet<string> = new Set([
  ...FRAME_NAMES,
  'auth_token',
  'notify_url',
  'return_url',
  'ws_service_url',
]);

/**
 * The parameters of a request before its signature: the caller's, the tokens and the frame's, which nobody else can set.
 * Source: protocol.md 1.2.
 */
export function frameParams(
  frame: RequestFrame,
  own: WireParams,
  tokens: { readonly app_auth_token?: string; readonly auth_token?: string } = {},
): WireParams {
  const params: Record<string, string> = {
    app_id: frame.appId,
    charset: frame.charset ?? 'utf-8',
    format: 'JSON',
    method: frame.method,
    sign_type: frame.signType,
    timestamp: frame.timestamp,
    version: '1.0',
  };
  if (frame.certificates !== undefined) {
    params['app_cert_sn'] = frame.certificates.appCertSn;
    params['alipay_root_cert_sn'] = frame.certificates.rootCertSn;
  }
  for (const [name, text] of Object.entries(own)) if (!FRAME_NAMES.has(name)) putParam(params, name, text);
  // The token's own, and not what somebody has put on Object.prototype.
  for (const name of ['app_auth_token', 'auth_token'] as const) {
    const token = Object.hasOwn(tokens, name) ? tokens[name] : undefined;
    if (token !== undefined) params[name] = token;
  }
  return params;
}

/** A request as it travels: form-urlencoded texts in the bytes of its charset. */
export interface WireRequest {
  readonly query: string;
  readonly body: string;
}

/**
 * Puts the signed parameters where they belong: the system's into the query, the content into the body. The place does
 * not change the signed text. Source: protocol.md 1.4.
 */
export function wireRequest(params: WireParams, sign: string, charset: Charset = 'utf-8'): WireRequest {
  let query = '';
  let body = '';
  for (const name of Object.keys(params)) {
    const value = percentEncode(params[name] ?? '', charset);
    if (QUERY_NAMES.has(name)) query += `${name}=${value}&`;
    else body += `${body === '' ? '' : '&'}${percentEncode(name, charset)}=${value}`;
  }
  return { query: `${query}sign=${encodeURIComponent(sign)}`, body };
}

/** As `wireRequest`, for a form that carries files: its text fields stay texts. Source: protocol.md 1.8. */
export function wireUpload(
  params: WireParams,
  sign: string,
  charset: Charset = 'utf-8',
): { readonly query: string; readonly fields: readonly (readonly [name: string, text: string])[] } {
  const all = Object.entries(params);
  const { query } = wireRequest(Object.fromEntries(all.filter(([name]) => QUERY_NAMES.has(name))), sign, charset);
  return { query, fields: all.filter(([name]) => !QUERY_NAMES.has(name)) };
}
