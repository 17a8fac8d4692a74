import type { BusinessNode } from '../reply-words.js';
import { successNode } from '../reply-words.js';
import type { TradeBook } from '../trade-book.js';
import { tradeNumbers } from '../trades.js';
import type { GatewayCall, Handler } from './call.js';
import { beginTrade } from './trade-methods.js';

/** The methods that a browser or an app opens; the buyer pays there. Source: protocol.md 10. */
export function pageMethods(book: TradeBook): readonly (readonly [method: string, handler: Handler])[] {
  return [
    ['alipay.trade.page.pay', (call) => openPage(book, call)],
    ['alipay.trade.wap.pay', (call) => openPage(book, call)],
    ['alipay.trade.app.pay', (call) => openPage(book, call)],
  ];
}

function openPage(book: TradeBook, call: GatewayCall): BusinessNode {
  const begun = beginTrade(book, call);
  if ('refusal' in begun) return begun.refusal;
  const { entry } = begun;
  if ((call.buyer ?? book.buyer) === 'pays' && entry.status === 'WAIT_BUYER_PAY') book.settle(entry);
  return successNode({
    ...tradeNumbers(entry),
    total_amount: String(call.content['total_amount']),
    seller_id: '2088000000000000',
    trade_status: entry.status,
  });
}
