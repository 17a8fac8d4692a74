import { canonicalText } from '../protocol/canonical-text.js';
import { encodeText } from '../protocol/charset.js';
import { frameParams, GATEWAY_PATH, wireRequest, wireUpload } from '../protocol/request.js';
import { signBytes } from '../protocol/signature.js';
import { formatTimestamp } from '../protocol/timestamp.js';
import type { WireParams } from '../protocol/wire-params.js';
import type { GatewayCall } from './gateway-call.js';
import type { HttpRequest } from './http-request.js';
import type { Settings } from './settings.js';
import type { textsOf } from './tokens/held-token.js';
import { writeForm } from './uploads/write-form.js';

/** The parameters of a v2 request with their signature: what a call sends, and what pages and apps carry. */
export interface SignedParams {
  readonly params: WireParams;
  /** In Base64. */
  readonly sign: string;
}

/**
 * Completes and signs the parameters of a v2 request.
 *
 * @param atMs the gateway's time, in milliseconds since the epoch
 */
export async function signParams(
  settings: Settings,
  call: Pick<GatewayCall, 'method' | 'params'>,
  tokens: ReturnType<typeof textsOf>,
  atMs: number,
): Promise<SignedParams> {
  const params = completeParams(settings, call, tokens, atMs);
  return { params, sign: await sign(settings, params) };
}

function completeParams(
  { appId, signType, charset, certificates }: Settings,
  call: Pick<GatewayCall, 'method' | 'params'>,
  tokens: ReturnType<typeof textsOf>,
  atMs: number,
): WireParams {
  const sns =
    certificates === undefined ? undefined : { appCertSn: certificates.app.sn, rootCertSn: certificates.rootCertSn };
  const timestamp = formatTimestamp(atMs);
  const frame = { appId, signType, method: call.method, timestamp, charset, certificates: sns };
  return frameParams(frame, call.params, tokens);
}

function sign({ signKey, signType, charset }: Settings, params: WireParams): Promise<string> {
  return signBytes(encodeText(canonicalText(params), charset), signKey, signType);
}

/** Signs and writes the v2 request of one attempt: a form, with its files where there are some. Source: protocol.md 1.4, 1.8. */
export async function writeV2(
  settings: Settings,
  call: GatewayCall,
  tokens: ReturnType<typeof textsOf>,
  atMs: number,
): Promise<HttpRequest> {
  const { charset } = settings;
  const params = completeParams(settings, call, tokens, atMs);
  const signature = await sign(settings, params);
  if (call.files === undefined) {
    const { query, body } = wireRequest(params, signature, charset);
    const headers = { 'Content-Type': `application/x-www-form-urlencoded;charset=${charset}` };
    return { verb: 'post', target: `${GATEWAY_PATH}?${query}`, headers, body, params };
  }
  const { query, fields } = wireUpload(params, signature, charset);
  const texts = fields.map(([field, text]) => ({ field, text }));
  return { verb: 'post', target: `${GATEWAY_PATH}?${query}`, ...writeForm(texts, call.files, charset), params };
}
