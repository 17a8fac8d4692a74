import { formatTimestamp } from '../../protocol/timestamp.js';
import { formatFen, parseFen } from '../amounts.js';
import type { AuthEntry, FundBook, OperationEntry } from '../fund-book.js';
import type { BusinessNode } from '../reply-words.js';
import { plainNode, refusalNode, successNode } from '../reply-words.js';
import { tradeKey } from '../trade-book.js';
import { fingerprintOf } from '../trades.js';
import type { GatewayCall, Handler } from './call.js';
import { refuseMissing, refuseParameter } from './call.js';

/** The methods that freeze a payer's money, release it and ask after that. Source: protocol.md 6.4, 6.5, 8.5, 8.7. */
export function freezeMethods(book: FundBook): readonly (readonly [method: string, handler: Handler])[] {
  return [
    ['alipay.fund.auth.order.freeze', (call) => freeze(book, call)],
    ['alipay.fund.auth.order.unfreeze', (call) => unfreeze(book, call)],
    ['alipay.fund.auth.operation.detail.query', (call) => query(book, call)],
  ];
}

function freeze(book: FundBook, call: GatewayCall): BusinessNode {
  const refusal = refuseMissing(call, ['out_order_no', 'out_request_no', 'amount', 'auth_code']);
  if (refusal !== undefined) return refusal;
  const fen = parseFen(call.content['amount']);
  if (fen === undefined) return refuseParameter('amount');
  const { merchant, content } = call;
  const outOrderNo = String(content['out_order_no']);
  const key = tradeKey(merchant, outOrderNo);
  const known = book.auths.get(key);
  const earlier = known?.operations.get(String(content['out_request_no']));
  if (known !== undefined && earlier !== undefined) {
    if (earlier.fingerprint !== fingerprintOf(content, fen)) return refusalNode('40004', 'UNIQUE_VIOLATION');
    if (earlier.status === 'SUCCESS') return refusalNode('40004', 'FREEZE_ALREADY_SUCCESS');
    return plainNode('10003', fieldsOf(known, earlier));
  }
  const auth: AuthEntry = known ?? {
    merchant,
    outOrderNo,
    authNo: book.newNumber(),
    frozenFen: 0,
    operations: new Map(),
  };
  book.auths.set(key, auth);
  const operation = addOperation(book, auth, call, 'FREEZE', fen);
  if (call.buyer === 'hesitates') return plainNode('10003', fieldsOf(auth, operation));
  book.confirm(auth, operation);
  return successNode(fieldsOf(auth, operation));
}

function unfreeze(book: FundBook, call: GatewayCall): BusinessNode {
  const refusal = refuseMissing(call, ['auth_no', 'out_request_no', 'amount', 'remark']);
  if (refusal !== undefined) return refusal;
  const fen = parseFen(call.content['amount']);
  if (fen === undefined) return refuseParameter('amount');
  const auth = findAuth(book, call);
  if (auth === undefined) return refusalNode('40004', 'AUTH_ORDER_NOT_EXIST');
  const earlier = auth.operations.get(String(call.content['out_request_no']));
  if (earlier !== undefined) {
    return earlier.fingerprint === fingerprintOf(call.content, fen)
      ? successNode(fieldsOf(auth, earlier))
      : refusalNode('40004', 'UNIQUE_VIOLATION');
  }
  if (fen > auth.frozenFen) return refusalNode('40004', 'REQUEST_AMOUNT_EXCEED');
  const operation = addOperation(book, auth, call, 'UNFREEZE', fen);
  book.confirm(auth, operation);
  return successNode(fieldsOf(auth, operation));
}

function addOperation(
  book: FundBook,
  auth: AuthEntry,
  { content }: GatewayCall,
  type: OperationEntry['type'],
  fen: number,
): OperationEntry {
  const operation: OperationEntry = {
    type,
    fen,
    outRequestNo: String(content['out_request_no']),
    operationId: book.newNumber(),
    fingerprint: fingerprintOf(content, fen),
    atMs: book.now(),
    status: 'INIT',
  };
  auth.operations.set(operation.outRequestNo, operation);
  return operation;
}

function findAuth(book: FundBook, { merchant, content }: GatewayCall): AuthEntry | undefined {
  const authNo = content['auth_no'];
  if (!authNo) return book.auths.get(tradeKey(merchant, String(content['out_order_no'])));
  return [...book.auths.values()].find((one) => one.merchant === merchant && one.authNo === String(authNo));
}

function query(book: FundBook, call: GatewayCall): BusinessNode {
  const { content } = call;
  if (!content['auth_no'] && !content['out_order_no']) return refusalNode('40004', 'ILLEGAL_ARGUMENT');
  if (!content['operation_id'] && !content['out_request_no']) return refusalNode('40004', 'ILLEGAL_ARGUMENT');
  const auth = findAuth(book, call);
  if (auth === undefined) return refusalNode('40004', 'AUTH_ORDER_NOT_EXIST');
  const operation = content['operation_id']
    ? [...auth.operations.values()].find(({ operationId }) => operationId === String(content['operation_id']))
    : auth.operations.get(String(content['out_request_no']));
  if (operation === undefined) return refusalNode('40004', 'AUTH_OPERATION_NOT_EXIST');
  return successNode({
    ...fieldsOf(auth, operation),
    operation_type: operation.type,
    order_status: auth.frozenFen > 0 ? 'AUTHORIZED' : operation.status === 'INIT' ? 'INIT' : 'FINISH',
    rest_amount: formatFen(auth.frozenFen),
  });
}

function fieldsOf(auth: AuthEntry, operation: OperationEntry): Readonly<Record<string, string>> {
  return {
    auth_no: auth.authNo,
    out_order_no: auth.outOrderNo,
    operation_id: operation.operationId,
    out_request_no: operation.outRequestNo,
    amount: formatFen(operation.fen),
    status: operation.status,
    payer_user_id: '2088102150527498',
    gmt_trans: formatTimestamp(operation.atMs),
  };
}
