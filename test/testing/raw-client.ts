import { createSign } from 'node:crypto';
import forge from 'node-forge';
import type { TestCredentials } from '../../src/testing/index.js';

/** A request made by hand, with nothing of the library's own in it. */
export interface RawRequest {
  readonly method: string;
  readonly content?: unknown;
  /** Laid over the usual parameters before signing; `undefined` takes one away. */
  readonly params?: Readonly<Record<string, string | undefined>>;
  /** Laid over the parameters after signing. */
  readonly afterSigning?: Readonly<Record<string, string | undefined>>;
  readonly file?: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
  readonly verb?: 'GET' | 'POST';
}

/** A reply, cut by hand: only replies of the one shape that the gateway writes. */
export interface RawReply {
  readonly response: Response;
  readonly text: string;
  readonly nodeName: string;
  readonly node: Record<string, unknown>;
  readonly signedText: string;
  readonly sign: string | undefined;
}

export interface RawClient {
  send(request: RawRequest): Promise<RawReply>;
  fetch(request: RawRequest): Promise<Response>;
}

export function createRawClient(url: string, credentials: TestCredentials, now: () => number): RawClient {
  const client: RawClient = {
    fetch: (request) => {
      const params = signedParams(request, credentials, now());
      return fetch(...httpOf(`${url}/gateway.do`, params, request));
    },
    send: async (request) => cut(await client.fetch(request)),
  };
  return client;
}

export function signedParams(
  { method, content, params = {}, afterSigning = {} }: RawRequest,
  credentials: TestCredentials,
  nowMs: number,
): Record<string, string> {
  const bare = present({
    app_id: credentials.appId,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
    version: '1.0',
    ...(content === undefined ? {} : { biz_content: typeof content === 'string' ? content : JSON.stringify(content) }),
    ...params,
  });
  const text = Object.keys(bare)
    .sort()
    .map((name) => `${name}=${bare[name]}`)
    .join('&');
  const digest = bare['sign_type'] === 'RSA' ? 'RSA-SHA1' : 'RSA-SHA256';
  const sign = createSign(digest).update(text).sign(credentials.privateKey, 'base64');
  return present({ ...bare, sign, ...afterSigning });
}

/** Whether the reply's signature fits, by an implementation that shares nothing with the gateway's. */
export function fits(reply: RawReply, alipayPublicKey: string, signType: 'RSA2' | 'RSA' = 'RSA2'): boolean {
  const digest = signType === 'RSA2' ? forge.md.sha256.create() : forge.md.sha1.create();
  digest.update(reply.signedText, 'utf8');
  try {
    return forge.pki
      .publicKeyFromPem(alipayPublicKey)
      .verify(digest.digest().bytes(), forge.util.decode64(reply.sign ?? ''));
  } catch {
    return false;
  }
}

function present(params: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function httpOf(url: string, params: Record<string, string>, request: RawRequest): [string, RequestInit] {
  if (request.verb === 'GET') return [`${url}?${new URLSearchParams(params)}`, {}];
  const { biz_content: content, ...query } = params;
  const target = `${url}?${new URLSearchParams(query)}`;
  if (request.file === undefined) {
    return [
      target,
      { method: 'POST', body: new URLSearchParams(content === undefined ? {} : { biz_content: content }) },
    ];
  }
  const body = new FormData();
  if (content !== undefined) body.append('biz_content', content);
  body.append('file_content', new Blob([request.file.bytes]), request.file.name);
  return [target, { method: 'POST', body }];
}

async function cut(response: Response): Promise<RawReply> {
  const text = await response.text();
  const [, nodeName = '', signedText = '', sign] = /^\{"(\w+)":(.*?)(?:,"sign":"([^"]*)")?\}$/s.exec(text) ?? [];
  const node = signedText.startsWith('{') ? (JSON.parse(signedText) as Record<string, unknown>) : {};
  return { response, text, nodeName, node, signedText, sign };
}
