/** Where the v3 protocol is spoken, below the gateway's origin. Source: protocol.md 5.1. */
export const V3_PREFIX = '/v3/';

/** What a v3 request says about itself. */
export interface V3Frame {
  readonly appId: string;
  /** Set in certificate mode. */
  readonly appCertSn?: string;
  /** Used once. */
  readonly nonce: string;
  /** In milliseconds since the epoch. */
  readonly atMs: number;
  /** Further pairs, such as `expired_seconds=120`. */
  readonly more?: string | undefined;
}

/** The signed part of a v3 `Authorization` header. Its order does not matter: it is signed as it is sent. Source: protocol.md 5.1. */
export function v3AuthString({ appId, appCertSn, nonce, atMs, more }: V3Frame): string {
  const cert = appCertSn === undefined ? '' : `,app_cert_sn=${appCertSn}`;
  return `app_id=${appId}${cert},nonce=${nonce},timestamp=${atMs}${more === undefined ? '' : `,${more}`}`;
}

/** The parts of a v3 request that are signed. */
export interface V3Signed {
  readonly authString: string;
  /** `POST`, `GET` and so on. */
  readonly verb: string;
  /** Path and query, as they go over the wire. */
  readonly target: string;
  /** The body, of a form its `data`; empty where there is none. */
  readonly body: string;
  readonly appAuthToken?: string | undefined;
}

/** The text that is signed for a v3 request; each part ends its line, the last one too. Source: protocol.md 5.1. */
export function v3RequestText({ authString, verb, target, body, appAuthToken }: V3Signed): string {
  const token = appAuthToken === undefined ? '' : `${appAuthToken}\n`;
  return `${authString}\n${verb.toUpperCase()}\n${target}\n${body}\n${token}`;
}

/** The bytes that are signed for a v3 reply. Source: protocol.md 5.2. */
export function v3ReplyBytes(timestamp: string, nonce: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
}

/** The API method that a v3 path stands for: slashes become dots. Paths with an id in them give a name of nothing. Source: protocol.md 5.1. */
export function v3MethodOf(path: string): string {
  let end = path.length;
  while (path.charAt(end - 1) === '/') end--;
  return path.slice(V3_PREFIX.length, end).replaceAll('/', '.');
}
