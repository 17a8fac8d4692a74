import { canonicalText } from '../protocol/canonical-text.js';
import { encodeText } from '../protocol/charset.js';
import { escapeHtml } from '../protocol/html-form.js';
import type { SignType } from '../protocol/signature.js';
import { verifyBytes } from '../protocol/signature.js';
import { parseTimestamp } from '../protocol/timestamp.js';
import type { Check, CheckScene } from './check.js';
import type { GatewayRequest } from './read-request.js';
import type { BusinessNode } from './reply-words.js';
import { refusalNode } from './reply-words.js';

const KNOWN_SIGN_TYPES: ReadonlySet<string> = new Set(['RSA', 'RSA2', 'HMAC_SHA1']);

/** What is asked before the app is known; the replies to these are never signed. Source: protocol.md 1.2, 2.2. */
export const IDENTITY_CHECKS: readonly Check[] = [
  { name: 'method', refuse: (request) => missing(request, 'method', 'isv.missing-method') },
  { name: 'app_id', refuse: (request) => missing(request, 'app_id', 'isv.missing-app-id') },
  {
    name: 'app',
    refuse: ({ params }, { setup }) =>
      params['app_id'] === setup.credentials.appId ? undefined : refusalNode('40002', 'isv.invalid-app-id'),
  },
];

/** What is asked of every request of a known app, its signature last. Source: protocol.md 1.2, 6.2. */
export const FRAME_CHECKS: readonly Check[] = [
  { name: 'charset', refuse: (request) => notOneOf(request, 'charset', CHARSETS, 'isv.invalid-charset') },
  { name: 'format', refuse: (request) => notOneOf(request, 'format', FORMATS, 'isv.invalid-format') },
  { name: 'version', refuse: (request) => missing(request, 'version', 'isv.missing-version') },
  { name: 'sign_type', refuse: (request) => missing(request, 'sign_type', 'isv.missing-signature-type') },
  {
    name: 'known sign_type',
    refuse: ({ params }) =>
      KNOWN_SIGN_TYPES.has(params['sign_type'] ?? '') ? undefined : refusalNode('40002', 'isv.invalid-signature-type'),
  },
  { name: 'app public key', refuse: refuseKey },
  { name: 'certificates', refuse: refuseCertificates },
  { name: 'sign', refuse: (request) => missing(request, 'sign', 'isv.missing-signature') },
  { name: 'timestamp', refuse: (request) => missing(request, 'timestamp', 'isv.missing-timestamp') },
  { name: 'clock', refuse: refuseTimestamp },
  { name: 'signature', refuse: refuseSignature },
];

const CHARSETS: ReadonlySet<string> = new Set(['utf-8', 'gbk']);
const FORMATS: ReadonlySet<string> = new Set(['json', 'xml']);

/** The type with which a reply to this app's request is signed; `undefined` where the app has no key for what it asked. */
export function replySignType(request: GatewayRequest, scene: CheckScene): SignType | undefined {
  const signType = request.params['sign_type'];
  if (signType !== 'RSA2' && signType !== 'RSA') return undefined;
  return scene.setup.signTypes.has(signType) ? signType : undefined;
}

function missing({ params }: GatewayRequest, name: string, subCode: string): BusinessNode | undefined {
  return params[name] ? undefined : refusalNode('40001', subCode);
}

function notOneOf(
  { params }: GatewayRequest,
  name: string,
  allowed: ReadonlySet<string>,
  subCode: string,
): BusinessNode | undefined {
  const value = params[name];
  return value === undefined || allowed.has(value.toLowerCase()) ? undefined : refusalNode('40002', subCode);
}

function refuseKey(request: GatewayRequest, scene: CheckScene): BusinessNode | undefined {
  if (scene.setup.signTypes.size === 0) return refusalNode('40001', 'isv.missing-signature-key');
  return replySignType(request, scene) === undefined ? refusalNode('40002', 'isv.missing-signature-config') : undefined;
}

function refuseCertificates({ params }: GatewayRequest, { setup }: CheckScene): BusinessNode | undefined {
  const { mode } = setup.signers;
  if (mode === undefined) return undefined;
  if (!params['app_cert_sn']) return refusalNode('40001', 'isv.missing-app-cert-sn');
  if (!params['alipay_root_cert_sn']) return refusalNode('40001', 'isv.missing-alipay-root-cert-sn');
  if (params['app_cert_sn'] !== mode.appCertSn) return refusalNode('40002', 'isv.app-cert-not-exist');
  return params['alipay_root_cert_sn'] === mode.rootCertSn
    ? undefined
    : refusalNode('40002', 'isv.invalid-alipay-root-cert-sn');
}

function refuseTimestamp({ params }: GatewayRequest, { setup }: CheckScene): BusinessNode | undefined {
  const atMs = parseTimestamp(params['timestamp'] ?? '');
  if (atMs !== undefined && Math.abs(atMs - setup.now()) <= setup.clockToleranceMs) return undefined;
  return refusalNode('40002', 'isv.invalid-timestamp');
}

function refuseSignature(request: GatewayRequest, scene: CheckScene): BusinessNode | undefined {
  const text = canonicalText(request.params);
  const signType = replySignType(request, scene);
  const sign = request.params['sign'] ?? '';
  const bytes = encodeText(text, request.charset);
  if (signType !== undefined && verifyBytes(bytes, sign, scene.setup.appKey, signType)) return undefined;
  // The gateway shows what it signed itself, escaped as HTML. Source: protocol.md 2.2.
  const advice = '验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配，网关生成的验签字符串为：';
  return refusalNode('40002', 'isv.invalid-signature', { sub_msg: advice + escapeHtml(text) });
}
