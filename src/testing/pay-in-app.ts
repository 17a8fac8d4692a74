import { GATEWAY_PATH } from '../protocol/request.js';
import type { Desk } from './desk.js';
import type { GatewaySetup } from './gateway-options.js';
import { parseRequest } from './read-request.js';
import { sealReply } from './seal-reply.js';

/** What the Alipay client gives an app. Source: protocol.md 10. */
export interface PaidInApp {
  readonly resultStatus: string;
  readonly result: string;
  readonly memo: string;
}

/** Has the phone's Alipay client pay an order string. */
export async function payInApp(desk: Desk, setup: GatewaySetup, orderString: string): Promise<PaidInApp> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const request = parseRequest('POST', GATEWAY_PATH, headers, Buffer.from(orderString));
  const answer = await desk.answer(request, 'app');
  if (answer.kind !== 'node') return { resultStatus: '6004', result: '', memo: '' };
  const { node } = answer;
  const isPaid = node.code === '10000' && node['trade_status'] === 'TRADE_SUCCESS';
  if (!isPaid) return { resultStatus: node.code === '10000' ? '6001' : '4000', result: '', memo: node.sub_msg ?? '' };
  const { trade_status: _status, ...fields } = node;
  const sealed = await sealReply(
    { ...fields, code: node.code, msg: node.msg },
    {
      method: request.params['method'],
      seal: answer.seal,
      signType: 'RSA2',
      signer: setup.signers.current(),
      encryptKey: undefined,
    },
  );
  return { resultStatus: '9000', result: `${sealed.slice(0, -1)},"sign_type":"RSA2"}`, memo: '' };
}
