import { findMethod } from '../catalog/find-method.js';
import { encodeText } from '../protocol/charset.js';
import { formatTimestamp } from '../protocol/timestamp.js';
import type { Notifier } from './notifier.js';
import type { GatewayRequest } from './read-request.js';
import type { BusinessNode } from './reply-words.js';
import type { HandledReply } from './send-answer.js';

/** Whether a request belongs into a browser or an app, so that a server which sends it gets a redirect and nothing else. */
export function isPageRequest({ params }: GatewayRequest): boolean {
  return findMethod(params['method'] ?? '')?.page !== undefined;
}

/**
 * What a browser gets for a page: on to the cashier, or, where the buyer pays at once, back to `return_url` with signed
 * parameters; refusals are a page of HTML in GBK. Source: protocol.md 1.7, 1.10, 9.4.
 *
 * @param signFields signs the parameters of a return
 */
export async function answerPage(
  node: BusinessNode,
  { params }: GatewayRequest,
  signFields: Notifier['write'],
  nowMs: number,
): Promise<HandledReply> {
  if (node.code !== '10000') {
    const body = encodeText(`<html><body>${node.sub_code ?? node.code}：${node.msg}</body></html>`, 'GBK');
    return reply(200, { 'content-type': 'text/html;charset=GBK' }, body);
  }
  const returnUrl = params['return_url'];
  if (returnUrl === undefined || node['trade_status'] !== 'TRADE_SUCCESS') return redirect('https://cashier.test/pay');
  const { out_trade_no, trade_no, total_amount } = node;
  const { body } = await signFields({
    method: `${params['method']}.return`,
    timestamp: formatTimestamp(nowMs),
    out_trade_no: String(out_trade_no),
    trade_no: String(trade_no),
    total_amount: String(total_amount),
    seller_id: '2088000000000000',
  });
  return redirect(`${returnUrl}${returnUrl.includes('?') ? '&' : '?'}${body}`);
}

function redirect(location: string): HandledReply {
  return reply(302, { location }, Buffer.alloc(0));
}

function reply(status: number, headers: Readonly<Record<string, string>>, body: Buffer): HandledReply {
  return { kind: 'reply', status, headers: { 'content-length': String(body.length), ...headers }, body };
}
