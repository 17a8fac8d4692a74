import { describe, expect, it } from 'vitest';
import { CONFIRM_FREEZE, CONFIRM_UNFREEZE } from '../../src/policy/confirm-freeze.js';
import { CONFIRM_REFUND } from '../../src/policy/confirm-refund.js';
import { CONFIRM_SETTLE } from '../../src/policy/confirm-settle.js';
import { CONFIRM_TRANSFER } from '../../src/policy/confirm-transfer.js';
import type { Confirmation } from '../../src/policy/confirmation.js';
import type { ReplyNode } from '../../src/protocol/open-reply.js';

interface Subject {
  readonly confirmation: Confirmation;
  readonly content: ReplyNode;
  readonly question: ReplyNode;
  /** An answer that says that it ran. */
  readonly ran: ReplyNode;
}

const REFUND: Subject = {
  confirmation: CONFIRM_REFUND,
  content: { out_trade_no: 't-1', trade_no: '', out_request_no: 'r-1', refund_amount: '1.50', refund_reason: 'cold' },
  question: { out_trade_no: 't-1', out_request_no: 'r-1' },
  ran: { out_trade_no: 't-1', out_request_no: 'r-1', refund_amount: '1.5', refund_status: 'REFUND_SUCCESS' },
};

const TRANSFER: Subject = {
  confirmation: CONFIRM_TRANSFER,
  content: {
    out_biz_no: 'b-1',
    trans_amount: '8.80',
    product_code: 'TRANS_ACCOUNT_NO_PWD',
    biz_scene: 'DIRECT_TRANSFER',
  },
  question: { out_biz_no: 'b-1', product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' },
  ran: { out_biz_no: 'b-1', order_id: '1', status: 'SUCCESS', trans_amount: '8.80' },
};

const FREEZE: Subject = {
  confirmation: CONFIRM_FREEZE,
  content: { out_order_no: 'o-1', out_request_no: 'f-1', amount: '99.00', auth_code: '28' },
  question: { out_order_no: 'o-1', out_request_no: 'f-1' },
  ran: { out_order_no: 'o-1', out_request_no: 'f-1', amount: '99.00', operation_type: 'FREEZE', status: 'SUCCESS' },
};

const UNFREEZE: Subject = {
  confirmation: CONFIRM_UNFREEZE,
  content: { auth_no: '2026', out_request_no: 'u-1', amount: '9.00', remark: 'x' },
  question: { auth_no: '2026', out_request_no: 'u-1' },
  ran: { auth_no: '2026', out_request_no: 'u-1', amount: '9.00', operation_type: 'UNFREEZE', status: 'SUCCESS' },
};

const SHARE = { trans_in: '2088', amount: '1.00', state: 'SUCCESS' };
const SETTLE: Subject = {
  confirmation: CONFIRM_SETTLE,
  content: { out_request_no: 's-1', trade_no: '2026', royalty_parameters: [{ trans_in: '2088', amount: 1 }] },
  question: { out_request_no: 's-1', trade_no: '2026' },
  ran: { out_request_no: 's-1', royalty_detail_list: [SHARE, SHARE] },
};

const ALL: readonly (readonly [name: string, subject: Subject])[] = [
  ['a refund', REFUND],
  ['a transfer', TRANSFER],
  ['a freeze', FREEZE],
  ['an unfreeze', UNFREEZE],
  ['a settlement', SETTLE],
];

const judge = ({ confirmation, content, ran }: Subject, differing: ReplyNode): string => {
  const verdict = confirmation.judgeAnswer({ ...ran, ...differing }, content);
  return 'because' in verdict ? `${verdict.kind}: ${verdict.because}` : verdict.kind;
};

describe.each(ALL)('asking after %s', (_name, subject) => {
  const { confirmation, content, question, ran } = subject;

  it('asks by its key alone', () => {
    expect(confirmation.question(content)).toEqual(question);
  });

  it('looks at nothing of the content but what it says that it reads', () => {
    const read = Object.fromEntries(confirmation.reads.map((name) => [name, content[name]]));
    expect(confirmation.question(read)).toEqual(question);
    expect(confirmation.judgeAnswer(ran, read)).toEqual({ kind: 'ran' });
    expect(confirmation.judgeRefusal('ORDER_NOT_EXIST', true, read)).toEqual(
      confirmation.judgeRefusal('ORDER_NOT_EXIST', true, content),
    );
  });

  it('knows when it ran', () => {
    expect(confirmation.judgeAnswer(ran, content)).toEqual({ kind: 'ran' });
  });

  it.each(Object.keys(question).filter((name) => Object.hasOwn(ran, name)))(
    'takes an answer with another %s for a stranger, played back',
    (name) => {
      expect(judge(subject, { [name]: 'another' })).toMatch(
        name === 'out_trade_no' ? /^ran$/ : /^no_answer: .*another/,
      );
    },
  );

  it('believes no unsigned refusal, and none of another kind', () => {
    expect(confirmation.judgeRefusal('ORDER_NOT_EXIST', false, content).kind).toBe('no_answer');
    expect(confirmation.judgeRefusal('ACQ.INVALID_PARAMETER', true, content).kind).toBe('cannot_tell');
    expect(confirmation.judgeRefusal(undefined, true, content).kind).toBe('cannot_tell');
  });

  it.each([undefined, 'NEVER_HEARD_OF', 7, ['SUCCESS']])('makes nothing of the state %j', (state) => {
    const differing = {
      status: state,
      ...(subject === REFUND && state !== undefined ? { refund_status: state } : {}),
      ...(subject === SETTLE ? { royalty_detail_list: [{ ...SHARE, state }] } : {}),
    };
    const said = judge(subject, differing);
    expect(said).toMatch(subject === REFUND && state === undefined ? /^ran$/ : /^no_answer: /);
  });
});

describe('what only some say', () => {
  it.each<[subject: Subject, codes: readonly string[]]>([
    [REFUND, ['TRADE_NOT_EXIST', 'ACQ.TRADE_NOT_EXIST']],
    [TRANSFER, ['ORDER_NOT_EXIST']],
    [FREEZE, ['AUTH_ORDER_NOT_EXIST', 'AUTH_OPERATION_NOT_EXIST']],
    [UNFREEZE, ['AUTH_ORDER_NOT_EXIST', 'AUTH_OPERATION_NOT_EXIST']],
    [SETTLE, []],
  ])('that it did not run, by a code: %#', ({ confirmation, content }, codes) => {
    for (const code of codes) expect(confirmation.judgeRefusal(code, true, content)).toEqual({ kind: 'did_not_run' });
    expect(confirmation.judgeRefusal('NOT_EXIST', true, content).kind).toBe('cannot_tell');
  });

  it.each<[subject: Subject, differing: ReplyNode, said: string]>([
    [REFUND, { refund_status: undefined }, 'did_not_run'],
    [REFUND, { refund_status: undefined, out_request_no: undefined }, 'did_not_run'],
    [REFUND, { out_request_no: undefined }, 'no_answer: the reply does not say of which refund it speaks'],
    [REFUND, { refund_status: 'REFUND_PROCESSING' }, 'running'],
    [REFUND, { refund_amount: '1.51' }, 'cannot_tell: the refund under this out_request_no has another amount'],
    [TRANSFER, { status: 'DEALING' }, 'running'],
    [TRANSFER, { status: 'INIT' }, 'running'],
    [TRANSFER, { status: 'WAIT_PAY' }, 'running'],
    [TRANSFER, { status: 'FAIL' }, 'failed: it ended without moving money (FAIL)'],
    [TRANSFER, { status: 'CLOSED' }, 'failed: it ended without moving money (CLOSED)'],
    [TRANSFER, { status: 'REFUND' }, 'cannot_tell: the money went out, and the bank sent it back (REFUND)'],
    [TRANSFER, { trans_amount: '8.88' }, 'cannot_tell: the transfer under this out_biz_no has another amount'],
    [TRANSFER, { trans_amount: undefined }, 'ran'],
    [FREEZE, { status: 'INIT' }, 'running'],
    [FREEZE, { status: 'CLOSED' }, 'failed: it ended without moving money (CLOSED)'],
    [FREEZE, { operation_type: 'UNFREEZE' }, 'cannot_tell: the operation under this out_request_no is of another kind'],
    [FREEZE, { operation_type: undefined }, 'ran'],
    [FREEZE, { amount: '9.00' }, 'cannot_tell: the operation under this out_request_no has another amount'],
    [UNFREEZE, { operation_type: 'FREEZE' }, 'cannot_tell: the operation under this out_request_no is of another kind'],
    [SETTLE, { out_request_no: undefined, royalty_detail_list: undefined }, 'did_not_run'],
    [SETTLE, { royalty_detail_list: undefined }, 'running'],
    [SETTLE, { out_request_no: undefined }, 'no_answer: the reply does not say how the settlement stands'],
    [SETTLE, { royalty_detail_list: [] }, 'no_answer: the reply does not say how the settlement stands'],
    [SETTLE, { royalty_detail_list: 'all' }, 'no_answer: the reply does not say how the settlement stands'],
    [SETTLE, { royalty_detail_list: [SHARE, { state: 'PROCESSING' }] }, 'running'],
    [SETTLE, { royalty_detail_list: [{ state: 'FAIL' }, { state: 'FAIL' }] }, 'failed: no share of it arrived (FAIL)'],
    [
      SETTLE,
      { royalty_detail_list: [SHARE, { state: 'FAIL' }] },
      'cannot_tell: some of its shares arrived and others failed',
    ],
    [SETTLE, { royalty_detail_list: [SHARE, null] }, 'no_answer: the reply names a state that is not known'],
  ])('%#: %s %s', (subject, differing, said) => {
    expect(judge(subject, differing)).toBe(said);
  });

  it('has patience with transfers, and a pause between refunds', () => {
    expect(ALL.map(([, { confirmation }]) => [confirmation.patienceMs ?? 0, confirmation.pauseMs ?? 0])).toEqual([
      [0, 3_000],
      [10_000, 0],
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });
});
