import { FAILURE_ADVICE } from '../catalog/failure-advice.js';
import type { Text } from '../catalog/rows.js';
import { AlipayError } from '../errors.js';
import { invalidInput, kindOf } from '../protocol/invalid-input.js';
import { parseObject } from '../protocol/json-content.js';
import type { Reply, ReplyNode } from '../protocol/open-reply.js';
import { openReply } from '../protocol/open-reply.js';
import type { CertificateDesk } from './certificates.js';
import { adviseOn } from './error-words.js';

/** What an app brings back from the Alipay client: `{ resultStatus, result, memo }`, or the JSON text of it. */
export type AppResultInput = string | { readonly resultStatus?: unknown; readonly result?: unknown };

/**
 * What became of a payment in an app.
 *
 * - `paid` the signed result says so; the notification and the query say it with more weight still
 * - `not_paid` the app says that the buyer gave up or could not pay; nothing signs that
 * - `unknown` ask the gateway before anything else is done
 */
export type AppResult =
  | { readonly status: 'paid'; readonly data: Readonly<Record<string, unknown>>; readonly resultStatus: string }
  | { readonly status: 'not_paid' | 'unknown'; readonly resultStatus: string; readonly advice: Text };

// The order methods whose results apps bring back. Source: protocol.md 10.
const METHODS: readonly string[] = [
  'alipay.trade.app.pay',
  'alipay.fund.trans.app.pay',
  'alipay.fund.auth.order.app.freeze',
  'alipay.user.agreement.page.sign',
];

// 4000 failed, 6001 given up. All others, no status at all included, tell nothing that could be relied upon.
const NOT_PAID: ReadonlySet<string> = new Set(['4000', '6001']);

/**
 * Verifies what an app brought back. Only a signed result counts as paid; what the phone says besides is the phone's word.
 * Source: protocol.md 10.
 *
 * @throws AlipayError `ERR_ALIPAY_SIGNATURE` where the app says that it was paid and the result is not signed by Alipay
 * @throws TypeError where it is no result of an app
 */
export async function verifyAppResult(input: unknown, certificates: CertificateDesk): Promise<AppResult> {
  const { resultStatus: said, result } = readInput(input);
  const resultStatus = typeof said === 'string' || typeof said === 'number' ? String(said) : '';
  if (NOT_PAID.has(resultStatus)) return { status: 'not_paid', resultStatus, advice: NOT_PAID_ADVICE };
  if (resultStatus !== '9000') return { status: 'unknown', resultStatus, advice: ASK };
  const reply = await openResult(typeof result === 'string' ? result : '', certificates);
  if (reply.kind !== 'verified') throw unbelievable(reply.kind);
  if (reply.node['code'] !== '10000') return { status: 'unknown', resultStatus, advice: ASK };
  return { status: 'paid', data: reply.node, resultStatus };
}

function readInput(input: unknown): ReplyNode {
  const value = typeof input === 'string' ? parseObject(input) : input;
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ReplyNode;
  throw invalidInput('appResult', {
    en: `must be { resultStatus, result } as the app got it, or the JSON text of that, got ${kindOf(input).en}`,
    zh: `应为 App 收到的 { resultStatus, result }，或其 JSON 文本，收到的是${kindOf(input).zh}`,
  });
}

async function openResult(result: string, certificates: CertificateDesk): Promise<Reply> {
  const bytes = Buffer.from(result);
  const open = (): Reply => {
    const replies = METHODS.map((method) => openReply(bytes, method, certificates.verifier));
    return replies.find(({ kind }) => kind !== 'malformed') ?? { kind: 'malformed', why: 'no result is in it' };
  };
  const reply = open();
  if (reply.kind !== 'stranger') return reply;
  await certificates.learn(reply.certSn, 'outside');
  return open();
}

function unbelievable(kind: Reply['kind']): AlipayError {
  const advice = adviseOn(FAILURE_ADVICE['app-result'], undefined);
  return new AlipayError({
    code: kind === 'malformed' ? 'ERR_ALIPAY_MALFORMED' : 'ERR_ALIPAY_SIGNATURE',
    outcome: 'unknown',
    method: 'app result',
    message: `This app result cannot be believed (${kind}). ${advice.en} / ${advice.zh}`,
    attempts: [],
    advice,
  });
}

const ASK: Text = {
  en: 'Ask with alipay.trade.query before anything else is done: the payment may have gone through.',
  zh: '请先用 alipay.trade.query 查询：付款可能已经成功。',
};

const NOT_PAID_ADVICE: Text = {
  en: 'The app says that nothing was paid; before the order is given up, alipay.trade.query or alipay.trade.close makes sure.',
  zh: 'App 表示没有付款；取消订单之前，请用 alipay.trade.query 或 alipay.trade.close 确认。',
};
