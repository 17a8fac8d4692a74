import type { ReplyNode } from '../protocol/open-reply.js';

const ECHOED = ['out_trade_no', 'out_request_no', 'out_biz_no'] as const;

/**
 * The key in which a reply speaks of another trade or request than the content asks about; `undefined` where it does not.
 * A signature says who wrote a reply and not to which request: an old one, played back, is signed as well.
 *
 * Where the content names a `trade_no`, that wins over `out_trade_no`, which may then differ. Source: protocol.md 8.3.
 */
export function strangeEcho(node: ReplyNode, content: ReplyNode): string | undefined {
  return ECHOED.find((key) => {
    if (key === 'out_trade_no' && content['trade_no'] !== undefined) return false;
    const [asked, echoed] = [content[key], node[key]];
    return isText(asked) && isText(echoed) && String(asked) !== String(echoed);
  });
}

function isText(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
