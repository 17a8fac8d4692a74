import { formatFen, parseFen } from './amounts.js';
import type { Buyer } from './gateway-options.js';
import type { ReplyHeaders, ScriptedReply } from './replies.js';
import type { BusinessNode, ReplyFields } from './reply-words.js';
import { plainNode } from './reply-words.js';
import type { Seal } from './seal-reply.js';

/**
 * What the gateway does in the end. `cut` destroys the socket, `silence` leaves it open; `inPlain` marks the refusal of a
 * request whose content was never opened, and which is therefore not encrypted itself.
 */
export type Answer =
  | { readonly kind: 'node'; readonly node: BusinessNode; readonly seal: Seal; readonly inPlain?: true }
  | { readonly kind: 'body'; readonly status: number; readonly body: Buffer; readonly headers: ReplyHeaders }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silence' };

/** What a scripted reply may need of the request it answers. */
export interface Scene {
  readonly method: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** The gateway's own work: the remaining checks and the method itself. */
  run(buyer?: Buyer): BusinessNode;
  /** The `total_amount` that an earlier call named for this trade, where only scripts have seen that call. */
  amountOf(outTradeNo: string): unknown;
  wait(ms: number): Promise<void>;
}

/** Carries a scripted reply out. */
export async function perform(reply: ScriptedReply, scene: Scene): Promise<Answer> {
  switch (reply.kind) {
    case 'pass':
      return signed(scene.run());
    case 'node':
      return signed(reply.node);
    case 'paid':
      return signed(buyerNode('pays', reply.fields, scene));
    case 'pending':
      return signed(buyerNode('hesitates', reply.fields, scene));
    case 'unsigned':
    case 'forged':
      return sealed(await perform(reply.reply, scene), reply.kind);
    case 'delayed': {
      const answer = await perform(reply.reply, scene);
      await scene.wait(reply.ms);
      return answer;
    }
    case 'ran':
      scene.run();
      return perform(reply.reply, scene);
    case 'lost':
      await perform(reply.reply, scene);
      return { kind: 'cut' };
    case 'hangUp':
      return { kind: 'cut' };
    case 'silent':
      if (reply.run) scene.run();
      return { kind: 'silence' };
    case 'http':
      return { kind: 'body', status: reply.status, body: Buffer.from(reply.body), headers: reply.headers };
    case 'raw':
      return { kind: 'body', status: 200, body: Buffer.from(reply.body, reply.encoding), headers: reply.headers };
    default: {
      const never: never = reply;
      return never;
    }
  }
}

function signed(node: BusinessNode): Answer {
  return { kind: 'node', node, seal: 'signed' };
}

function sealed(answer: Answer, seal: Seal): Answer {
  return answer.kind === 'node' ? { ...answer, seal } : answer;
}

// The ledger does it where it can, so that it agrees with what the script says; where it cannot (the trade was only ever
// scripted, say), the reply is made up of what the request holds.
function buyerNode(buyer: Buyer, fields: ReplyFields, scene: Scene): BusinessNode {
  const isQuery = scene.method === 'alipay.trade.query';
  const code = buyer === 'pays' || isQuery ? '10000' : '10003';
  const status = isQuery ? { trade_status: buyer === 'pays' ? 'TRADE_SUCCESS' : 'WAIT_BUYER_PAY' } : {};
  if (FUNDS.has(scene.method)) {
    const node = scene.run(buyer);
    if (node.code === '10000' || node.code === '10003') return { ...node, ...fields };
  }
  if (isQuery || scene.method === 'alipay.trade.pay') {
    const node = scene.run(buyer);
    if (node.code === code) return { ...node, ...status, ...fields };
  }
  return plainNode(code, { ...fieldsOf(scene), ...status, ...fields });
}

const FUNDS: ReadonlySet<string> = new Set(['alipay.fund.trans.uni.transfer', 'alipay.fund.auth.order.freeze']);

function fieldsOf({ content, amountOf }: Scene): ReplyFields {
  const outTradeNo = content['out_trade_no'];
  const named = content['total_amount'] ?? (outTradeNo === undefined ? undefined : amountOf(String(outTradeNo)));
  const fen = parseFen(named);
  return {
    ...(outTradeNo === undefined ? {} : { out_trade_no: outTradeNo }),
    trade_no: content['trade_no'] ?? '2026112322001499999999999999',
    ...(fen === undefined ? {} : { total_amount: formatFen(fen) }),
  };
}
