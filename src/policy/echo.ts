import type { ReplyNode } from '../protocol/open-reply.js';

/**
 * The names that replies repeat, each with those that win over it: where a content names a winner, the gateway does not
 * look at the other, which may then differ. Source: protocol.md 8.3 and the parameters' own descriptions.
 */
const ECHOED: readonly (readonly [name: string, winners: readonly string[]])[] = [
  ['trade_no', []],
  ['out_trade_no', ['trade_no']],
  ['order_id', []],
  ['out_biz_no', ['order_id', 'pay_fund_order_id']],
  ['out_request_no', ['operation_id']],
];

/**
 * The name by which a reply speaks of another trade or request than the content asks about; `undefined` where it does not.
 * A signature says who wrote a reply and not to which request: an old one, played back, is signed as well.
 */
export function strangeEcho(node: ReplyNode, content: ReplyNode): string | undefined {
  const strange = ECHOED.find(([name, winners]) => {
    if (winners.some((winner) => isText(content[winner]))) return false;
    const [asked, echoed] = [content[name], node[name]];
    return isText(asked) && isText(echoed) && String(asked) !== String(echoed);
  });
  return strange?.[0];
}

function isText(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
