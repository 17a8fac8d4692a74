import { formatTimestamp } from '../../protocol/timestamp.js';
import { formatFen, parseFen } from '../amounts.js';
import type { FundBook, SettleEntry } from '../fund-book.js';
import type { BusinessNode } from '../reply-words.js';
import { refusalNode, successNode } from '../reply-words.js';
import type { TradeBook } from '../trade-book.js';
import { tradeKey } from '../trade-book.js';
import { fingerprintOf } from '../trades.js';
import type { GatewayCall, Handler } from './call.js';
import { refuseMissing, refuseParameter } from './call.js';

/** The methods that share a paid trade's money out and ask after that. Source: protocol.md 6.4, 6.5, 8.5, 8.7. */
export function settleMethods(
  trades: TradeBook,
  funds: FundBook,
): readonly (readonly [method: string, handler: Handler])[] {
  return [
    ['alipay.trade.order.settle', (call) => settle(trades, funds, call)],
    ['alipay.trade.order.settle.query', (call) => query(funds, call)],
  ];
}

function settle(trades: TradeBook, funds: FundBook, call: GatewayCall): BusinessNode {
  const refusal = refuseMissing(call, ['out_request_no', 'trade_no', 'royalty_parameters']);
  if (refusal !== undefined) return refusal;
  const { merchant, content } = call;
  const shares = sharesOf(content['royalty_parameters']);
  if (shares === undefined) return refuseParameter('royalty_parameters');
  const fen = shares.reduce((sum, share) => sum + share.fen, 0);
  const outRequestNo = String(content['out_request_no']);
  const fingerprint = fingerprintOf(content, fen);
  const earlier = funds.settlements.get(tradeKey(merchant, outRequestNo));
  if (earlier !== undefined) {
    const isSame = earlier.fingerprint === fingerprint;
    return refusalNode('40004', isSame ? 'ACQ.DUP_OUT_REQUEST_NO' : 'ACQ.DISCORDANT_REPEAT_REQUEST');
  }
  const trade = trades.find(merchant, { trade_no: content['trade_no'] });
  if (trade === undefined) return refusalNode('40004', 'ACQ.TRADE_NOT_EXIST');
  if (trade.status !== 'TRADE_SUCCESS') return refusalNode('40004', 'ACQ.TRADE_STATUS_ERROR');
  const spent = [...funds.settlements.values()]
    .filter((one) => one.merchant === merchant && one.tradeNo === trade.tradeNo)
    .reduce((sum, one) => sum + one.shares.reduce((part, share) => part + share.fen, 0), 0);
  if (fen > trade.fen - trade.refundedFen - spent) return refusalNode('40004', 'ACQ.ALLOC_AMOUNT_VALIDATE_ERROR');
  const entry: SettleEntry = {
    merchant,
    outRequestNo,
    tradeNo: trade.tradeNo,
    settleNo: funds.newNumber(),
    fingerprint,
    shares,
    atMs: funds.now(),
  };
  funds.settle(entry);
  return successNode({ trade_no: entry.tradeNo, settle_no: entry.settleNo });
}

function sharesOf(parameters: unknown): SettleEntry['shares'] | undefined {
  if (!Array.isArray(parameters) || parameters.length === 0) return undefined;
  const shares = parameters.map((one: unknown) => {
    const { trans_in: transIn, amount } = Object(one) as Readonly<Record<string, unknown>>;
    return { transIn: String(transIn), fen: parseFen(amount) ?? Number.NaN };
  });
  return shares.every(({ fen }) => Number.isSafeInteger(fen)) ? shares : undefined;
}

function query(funds: FundBook, { merchant, content }: GatewayCall): BusinessNode {
  const settleNo = content['settle_no'];
  const found = settleNo
    ? [...funds.settlements.values()].find((one) => one.merchant === merchant && one.settleNo === String(settleNo))
    : funds.settlements.get(tradeKey(merchant, String(content['out_request_no'])));
  const isOfTrade = settleNo || found?.tradeNo === String(content['trade_no']);
  // No code is declared for a settlement that is not there. Source: protocol.md 6.5.
  if (found === undefined || !isOfTrade) return successNode();
  return successNode({
    out_request_no: found.outRequestNo,
    operation_dt: formatTimestamp(found.atMs),
    royalty_detail_list: found.shares.map(({ transIn, fen }) => ({
      operation_type: 'transfer',
      trans_in: transIn,
      amount: formatFen(fen),
      state: 'SUCCESS',
    })),
  });
}
