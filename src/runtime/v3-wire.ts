import { randomUUID } from 'node:crypto';
import { invalidInput } from '../protocol/invalid-input.js';
import { signText } from '../protocol/signature.js';
import { v3AuthString, v3RequestText } from '../protocol/v3-request.js';
import type { GatewayCall, V3Call } from './gateway-call.js';
import type { HttpRequest } from './http-request.js';
import type { Settings } from './settings.js';
import type { textsOf } from './tokens/held-token.js';
import { writeForm } from './uploads/write-form.js';

/** Signs and writes the v3 request of one attempt, with a nonce and an id of its own. Source: protocol.md 5.1. */
export async function writeV3(
  settings: Settings,
  call: GatewayCall & { readonly v3: V3Call },
  tokens: ReturnType<typeof textsOf>,
  atMs: number,
): Promise<HttpRequest> {
  const { appId, certificates, signKey } = settings;
  const { v3, files } = call;
  const { app_auth_token: appAuthToken, auth_token: authToken } = tokens;
  if (appAuthToken !== undefined) checkHeaderToken(appAuthToken);
  const target = withQuery(
    v3.target,
    authToken === undefined ? '' : `${new URLSearchParams({ auth_token: authToken })}`,
  );
  const certSn = certificates === undefined ? {} : { appCertSn: certificates.app.sn };
  const authString = v3AuthString({ appId, ...certSn, nonce: randomUUID(), atMs, more: settings.additionalAuthInfo });
  const text = v3RequestText({ authString, verb: v3.verb, target, body: v3.body, appAuthToken });
  const sign = await signText(text, signKey, 'RSA2');
  const headers = {
    Authorization: `ALIPAY-SHA256withRSA ${authString},sign=${sign}`,
    'alipay-request-id': randomUUID().replaceAll('-', ''),
    ...(appAuthToken === undefined ? {} : { 'alipay-app-auth-token': appAuthToken }),
    ...(certificates === undefined ? {} : { 'alipay-root-cert-sn': certificates.rootCertSn }),
    ...(v3.encrypted ? { 'alipay-encrypt-type': 'AES' } : {}),
  };
  const contentType = v3.encrypted ? 'text/plain;charset=utf-8' : 'application/json';
  const stream = v3.asStream ? ({ asStream: true } as const) : {};
  const common = { verb: v3.verb, target, ...stream };
  if (files !== undefined) {
    const form = writeForm([{ field: 'data', text: v3.body, contentType }], files, 'utf-8');
    return { ...common, ...form, headers: { ...headers, ...form.headers } };
  }
  if (v3.body === '') return { ...common, headers, body: undefined };
  return { ...common, headers: { ...headers, 'Content-Type': contentType }, body: v3.body };
}

/**
 * Refuses a merchant's token that cannot travel in a header as it is signed. Clients of HTTP take line breaks and blanks out of
 * headers in silence, or let them through, and neither is what was signed.
 *
 * @throws TypeError that names the option, never with the token in it
 */
export function checkHeaderToken(token: string): void {
  if (/^[\x21-\x7e]*$/.test(token)) return;
  throw invalidInput('alipay.appAuthToken', {
    en: 'holds a line break, a blank or a character that is not ASCII, and v3 carries it in a header; pass the token as the gateway gave it',
    zh: '含有换行、空白或非 ASCII 字符，而 v3 用请求头携带该令牌；请原样传入网关返回的令牌',
  });
}

function withQuery(target: string, more: string): string {
  if (more === '') return target;
  return `${target}${target.includes('?') ? '&' : '?'}${more}`;
}
