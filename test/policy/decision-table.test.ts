import { describe, expect, it } from 'vitest';
import { findCode } from '../../src/catalog/find-code.js';
import type { AttemptResult, NotSentCause, UnknownCause } from '../../src/policy/attempt-result.js';
import { decide } from '../../src/policy/decide.js';
import type { CallTraits } from '../../src/policy/decision.js';
import { answeredUnknown, answerOf, caseOf, inWords, lost, refused } from '../support/cases.js';

/** The columns of the table, and how a call comes to stand in one of them. */
const COLUMNS = {
  safe: { repeat: 'safe' },
  'with-key, key present, can be asked after': { repeat: 'with-key', confirmable: true },
  'with-key, key present, cannot be asked after': { repeat: 'with-key' },
  never: { repeat: 'never' },
  unlisted: { repeat: 'unlisted' },
  'unlisted, a known key in the content': { repeat: 'unlisted-with-key' },
} satisfies Record<string, Partial<CallTraits>>;

type Column = keyof typeof COLUMNS;
type Cells = Readonly<Record<Column, string>>;

interface Row {
  /** The row as the design words it. */
  readonly happened: string;
  readonly examples: Readonly<Record<string, AttemptResult>>;
  readonly cells: Cells;
}

const same = (cell: string): Cells => ({
  safe: cell,
  'with-key, key present, can be asked after': cell,
  'with-key, key present, cannot be asked after': cell,
  never: cell,
  unlisted: cell,
  'unlisted, a known key in the content': cell,
});

const each = <T extends string>(names: readonly T[], make: (name: T) => AttemptResult) =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

const NOT_SENT: readonly NotSentCause[] = ['dns', 'refused', 'unreachable', 'tls', 'connect-timeout', 'not-written'];
const LOST: readonly UnknownCause[] = ['timeout', 'reset', 'http-status', 'malformed', 'too-large', 'forged'];

const PAID_BEFORE = findCode('40004', 'ACQ.TRADE_HAS_SUCCESS', 'alipay.trade.pay');

const ROWS: readonly Row[] = [
  {
    happened: 'not sent (DNS, refused, TLS, connect timeout)',
    examples: each(NOT_SENT, (cause) => ({ kind: 'not_sent', cause })),
    cells: same('retry'),
  },
  {
    happened: 'refused: rows marked retry',
    examples: {
      'isv.upload-fail': refused('40002', 'isv.upload-fail'),
      'isv.invalid-encrypt': refused('40002', 'isv.invalid-encrypt'),
      LOCK_ERROR: refused('40004', 'LOCK_ERROR'),
    },
    cells: same('retry'),
  },
  {
    happened: 'refused: throttled (40005 and kin)',
    examples: {
      'isv.app-call-limited': refused('40005', 'isv.app-call-limited'),
      'isv.method-call-limited': refused('40005', 'isv.method-call-limited'),
      SYSTEM_BUSY: refused('40004', 'SYSTEM_BUSY'),
      'unsigned 40005': refused('40005', 'isv.app-call-limited', { signed: false }),
    },
    cells: same('retry, slower'),
  },
  {
    happened: "refused: a merchant's token that a refresh can cure",
    examples: { 'aop.app-auth-token-time-out': refused('20001', 'aop.app-auth-token-time-out') },
    cells: same('refresh app_auth_token'),
  },
  {
    happened: "refused: a user's token that a refresh can cure",
    examples: { 'aop.auth-token-time-out': refused('20001', 'aop.auth-token-time-out') },
    cells: same('refresh auth_token'),
  },
  {
    happened: 'refused: wrong clock',
    examples: { 'isv.invalid-timestamp': refused('40002', 'isv.invalid-timestamp') },
    cells: same('correct-clock'),
  },
  {
    happened: 'refused: anything else',
    examples: {
      'isv.missing-method': refused('40001', 'isv.missing-method'),
      'isv.invalid-signature': refused('40002', 'isv.invalid-signature'),
      'isv.missing-signature-config': refused('40003', 'isv.missing-signature-config'),
      'ACQ.TRADE_HAS_CLOSE': refused('40004', 'ACQ.TRADE_HAS_CLOSE'),
      'isv.insufficient-isv-permissions': refused('40006', 'isv.insufficient-isv-permissions'),
      'aop.invalid-app-auth-token-no-api': refused('20001', 'aop.invalid-app-auth-token-no-api'),
      'unsigned isv.invalid-app-id': refused('40002', 'isv.invalid-app-id', { signed: false }),
    },
    cells: same('fail rejected'),
  },
  {
    happened: 'unknown: 20000',
    examples: {
      'isp.unknow-error': answeredUnknown('20000', 'isp.unknow-error'),
      'aop.unknow-error': answeredUnknown('20000', 'aop.unknow-error'),
      'unsigned aop.unknow-error': answeredUnknown('20000', 'aop.unknow-error', { signed: false }),
      '20000 without a sub_code': answeredUnknown('20000'),
    },
    cells: {
      safe: 'retry',
      'with-key, key present, can be asked after': 'confirm',
      'with-key, key present, cannot be asked after': 'retry',
      never: 'fail unknown',
      unlisted: 'retry',
      'unlisted, a known key in the content': 'retry',
    },
  },
  {
    happened: 'unknown: *SYSTEM_ERROR and kin under 40004',
    examples: {
      'ACQ.SYSTEM_ERROR': answeredUnknown('40004', 'ACQ.SYSTEM_ERROR'),
      'AQC.SYSTEM_ERROR': answeredUnknown('40004', 'AQC.SYSTEM_ERROR'),
      SYSTEM_ERROR: answeredUnknown('40004', 'SYSTEM_ERROR'),
      'NEVER.SEEN_SYSTEM_ERROR': answeredUnknown('40004', 'NEVER.SEEN_SYSTEM_ERROR'),
    },
    cells: {
      safe: 'retry',
      'with-key, key present, can be asked after': 'confirm',
      'with-key, key present, cannot be asked after': 'retry',
      never: 'fail unknown',
      unlisted: 'fail unknown',
      'unlisted, a known key in the content': 'fail unknown',
    },
  },
  {
    happened: 'unknown: timeout or reset after sending, 5xx, not an envelope, cannot be believed',
    examples: {
      ...each(LOST, lost),
      'an unsigned success': {
        kind: 'unknown',
        cause: 'unsigned',
        answer: answerOf('10000', undefined, { signed: false }),
      },
    },
    cells: {
      safe: 'retry',
      'with-key, key present, can be asked after': 'confirm',
      'with-key, key present, cannot be asked after': 'retry',
      never: 'fail unknown',
      unlisted: 'fail unknown',
      'unlisted, a known key in the content': 'retry',
    },
  },
  {
    happened: 'unknown: the gateway has seen the key before, and this was the first send: another call took it',
    examples: { 'ACQ.TRADE_HAS_SUCCESS': answeredUnknown('40004', 'ACQ.TRADE_HAS_SUCCESS', { row: PAID_BEFORE }) },
    cells: same('fail unknown'),
  },
  {
    happened: 'unknown: the gateway has it and it still runs (rows marked confirm)',
    examples: { TRANS_ORDER_DEALING: answeredUnknown('40004', 'TRANS_ORDER_DEALING') },
    cells: { ...same('fail unknown'), 'with-key, key present, can be asked after': 'confirm' },
  },
  {
    happened: 'unknown: a code that is in no table',
    examples: { '99999': answeredUnknown('99999') },
    cells: same('fail unknown'),
  },
  {
    happened: 'succeeded',
    examples: {
      '10000': { kind: 'succeeded', answer: answerOf('10000'), pending: false },
      '10003': { kind: 'succeeded', answer: answerOf('10003'), pending: true },
    },
    cells: same('accept'),
  },
];

const CELLS = ROWS.flatMap(({ happened, examples, cells }) =>
  Object.entries(examples).flatMap(([example, result]) =>
    (Object.keys(COLUMNS) as Column[]).map((column) => ({ happened, example, column, result, cell: cells[column] })),
  ),
);

describe('the table of decisions', () => {
  it.each(CELLS)('$happened ($example) x $column: $cell', ({ result, column, cell }) => {
    const decision = decide(caseOf(result, { traits: COLUMNS[column], progress: { clockOffByMs: 600_000 } }));
    expect(inWords(decision)).toBe(cell);
    expect(decision.because).toMatch(/\S/);
  });

  it('takes its examples from results that the catalog really leads to', () => {
    const answered = CELLS.flatMap(({ result }) =>
      'answer' in result && result.answer ? [[result, result.answer] as const] : [],
    );
    expect(answered.filter(([result, answer]) => answer.signed && answer.row.tells !== result.kind)).toEqual([]);
  });
});
