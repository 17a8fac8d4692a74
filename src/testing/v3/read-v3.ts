import { decryptContent } from '../../protocol/content-cipher.js';
import { verifyBytes } from '../../protocol/signature.js';
import { v3MethodOf, v3RequestText } from '../../protocol/v3-request.js';
import type { GatewaySetup } from '../gateway-options.js';
import type { GatewayRequest } from '../read-request.js';

/** A v3 request that was read and found authentic, or the code that it is refused with. */
export type V3Reading =
  | { readonly ok: true; readonly request: GatewayRequest; readonly encrypted: boolean }
  | { readonly ok: false; readonly code: string; readonly request: GatewayRequest };

// Source: protocol.md 5.1.
const TOLERANCE_MS = 600_000;

/**
 * Reads a v3 request and checks its frame; what comes of it looks like a v2 request, so that all that follows is shared.
 * Source: protocol.md 5.1.
 */
export function readV3(raw: GatewayRequest, setup: GatewaySetup): V3Reading {
  const auth = readAuthorization(raw.headers['authorization'] ?? '');
  const appAuthToken = raw.headers['alipay-app-auth-token'];
  const queryAt = raw.target.indexOf('?');
  const query = Object.fromEntries(new URLSearchParams(queryAt < 0 ? '' : raw.target.slice(queryAt + 1)));
  const { auth_token: authToken, ...asked } = query;
  const params: Record<string, string> = {
    method: v3MethodOf(raw.path),
    ...(auth.pairs['app_id'] === undefined ? {} : { app_id: auth.pairs['app_id'] }),
    ...(appAuthToken === undefined ? {} : { app_auth_token: appAuthToken }),
    ...(authToken === undefined ? {} : { auth_token: authToken }),
  };
  const body = raw.params['data'] ?? raw.body.toString('utf8');
  const text = v3RequestText({ authString: auth.text, verb: raw.httpMethod, target: raw.target, body, appAuthToken });
  const request: GatewayRequest = { ...raw, params };
  const code = refuseFrame(auth, setup) ?? (isSigned(text, auth.sign, setup) ? undefined : 'invalid-signature');
  if (code !== undefined) return { ok: false, code, request };
  const encrypted = raw.headers['alipay-encrypt-type'] === 'AES';
  const content = readContent(body, encrypted, setup);
  if (content === undefined)
    return { ok: false, code: encrypted ? 'decryption-error-unknown' : 'illegal-json', request };
  const bizContent = JSON.stringify({ ...asked, ...content });
  return { ok: true, encrypted, request: { ...request, params: { ...params, biz_content: bizContent } } };
}

interface Authorization {
  /** What is signed. */
  readonly text: string;
  readonly pairs: Readonly<Record<string, string>>;
  readonly sign: string;
}

function readAuthorization(header: string): Authorization {
  const [, all = ''] = /^ALIPAY-SHA256withRSA (.+)$/.exec(header) ?? [];
  const at = all.lastIndexOf(',sign=');
  const text = at < 0 ? all : all.slice(0, at);
  const pairs = text.split(',').map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return { text, pairs: Object.fromEntries(pairs), sign: at < 0 ? '' : all.slice(at + ',sign='.length) };
}

function refuseFrame({ pairs, sign }: Authorization, setup: GatewaySetup): string | undefined {
  const { mode } = setup.signers;
  if (!pairs['timestamp']) return 'missing-timestamp';
  if (!pairs['app_id']) return 'missing-app-id';
  if (pairs['app_id'] !== setup.credentials.appId) return 'invalid-app-id';
  if (!sign || !pairs['nonce']) return 'missing-signature';
  if (Math.abs(Number(pairs['timestamp']) - setup.now()) > TOLERANCE_MS) return 'invalid-timestamp';
  if (mode === undefined) return undefined;
  if (!pairs['app_cert_sn']) return 'missing-app-cert-sn';
  return pairs['app_cert_sn'] === mode.appCertSn ? undefined : 'app-cert-not-exist';
}

function isSigned(text: string, sign: string, { appKey }: GatewaySetup): boolean {
  return verifyBytes(Buffer.from(text), sign, appKey, 'RSA2');
}

function readContent(body: string, encrypted: boolean, { encryptKey }: GatewaySetup): object | undefined {
  if (body === '') return {};
  const text = encrypted ? (encryptKey === undefined ? undefined : decryptContent(body, encryptKey)) : body;
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
