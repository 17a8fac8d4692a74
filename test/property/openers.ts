import type { Reply, ReplyVerifier } from '../../src/protocol/open-reply.js';
import { openReply } from '../../src/protocol/open-reply.js';
import { pair } from '../support/key-pairs.js';

/** The method that all replies are to. */
const METHOD = 'alipay.trade.query';
/** The node of its replies. */
export const NAME = 'alipay_trade_query_response';
const { publicKey } = pair('alipay');
const VERIFIER: ReplyVerifier = { key: publicKey, signType: 'RSA2' };

/** What opens a reply. */
export type Opener = (bytes: Uint8Array) => Reply;
/** As the library opens it. */
export const open: Opener = (bytes) => openReply(bytes, METHOD, VERIFIER);
/** Believes whatever is written, signed or not. */
export const gullible: Opener = (bytes) => {
  const opened = openReply(bytes, METHOD, { ...VERIFIER, keyFor: (_sn, read) => void read() as undefined });
  if (opened.kind !== 'forged') return opened;
  const node = parse(Buffer.from(bytes).toString())?.[NAME];
  return { kind: 'verified', nodeName: NAME, node: Object(node) };
};
/** Verifies one thing and reads another: the last of two nodes of a name. */
export const twoFaced: Opener = (bytes) => {
  const opened = open(bytes);
  const node = parse(Buffer.from(bytes).toString())?.[NAME];
  return opened.kind === 'verified' ? { ...opened, node: { ...opened.node, more: Object(node) } } : opened;
};
/** Takes any number of backslashes before a slash away. */
export const unescaping: Opener = (bytes) => {
  const text = Buffer.from(bytes).toString('latin1');
  const plain = open(bytes);
  if (plain.kind !== 'forged') return plain;
  const opened = open(Buffer.from(text.replaceAll(/\\+\//g, '/'), 'latin1'));
  return opened.kind === 'verified' ? { ...opened, node: Object(parse(text)?.[NAME]) } : opened;
};

/** The members of a text that is JSON. */
export function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return Object(JSON.parse(text));
  } catch {
    return undefined;
  }
}
