import { ALL_CODES, findCode } from '../../src/catalog/find-code.js';
import { findV3Code } from '../../src/catalog/find-v3-code.js';
import { METHODS } from '../../src/catalog/methods.js';
import { REPLY_STATES } from '../../src/catalog/reply-states.js';
import type { Action, CodeRow } from '../../src/catalog/rows.js';
import type { AttemptResult, NotSentCause, UnknownCause } from '../../src/policy/attempt-result.js';
import type { Pace } from '../../src/policy/backoff.js';
import { fullJitter } from '../../src/policy/backoff.js';
import { errorCodeOf } from '../../src/policy/outcome-of.js';
import type { Language, Rows } from './decision-rows.js';
import { answered, BACKOFF } from './decision-rows.js';

const ACTIONS: readonly Action[] = ['accept', 'retry', 'throttle', 'refresh', 'confirm', 'fail'];
const code = (text: string): string => `\`${text}\``;

/** How many rows each action has, and how many of them are special, as the page names them. */
export function counts(): Readonly<Record<string, number>> {
  const of = (isOne: (row: CodeRow) => boolean): number => ALL_CODES.filter(isOne).length;
  return {
    ...Object.fromEntries(ACTIONS.map((action) => [action, of((row) => row.action === action)])),
    retryUnknown: of(({ action, tells }) => action === 'retry' && tells === 'unknown'),
    seen: of(({ seenBefore }) => seenBefore === true),
    total: ALL_CODES.length,
    methods: METHODS.length,
    ...Object.fromEntries(
      (['safe', 'with-key', 'never'] as const).map((one) => [
        one,
        METHODS.filter(({ repeat }) => repeat === one).length,
      ]),
    ),
  };
}

/** Each `code` with its rows by action. */
export function codeRows(): Rows {
  const codes = [...new Set(ALL_CODES.map((row) => row.code))].sort();
  return codes.map((one) => {
    const own = ALL_CODES.filter((row) => row.code === one);
    return [
      code(one),
      ...[own.length, ...ACTIONS.map((action) => own.filter((row) => row.action === action).length)].map(String),
    ];
  });
}

const GROUPS: readonly (readonly [en: string, zh: string, isIn: (row: CodeRow) => boolean])[] = [
  ['`retry`, it may have run', '`retry`，可能已执行', ({ action, tells }) => action === 'retry' && tells === 'unknown'],
  ['`retry`, it did not run', '`retry`，没有执行', ({ action, tells }) => action === 'retry' && tells === 'refused'],
  ['`throttle`, the whole app', '`throttle`，整个应用', ({ scope }) => scope === 'app'],
  ['`throttle`, this method', '`throttle`，该接口', ({ scope }) => scope === 'method'],
  ['`throttle`, one user or order', '`throttle`，某个用户或订单', ({ scope }) => scope === 'record'],
  ['`refresh`', '`refresh`', ({ action }) => action === 'refresh'],
  [
    '`confirm`, still running',
    '`confirm`，仍在处理',
    ({ action, seenBefore }) => action === 'confirm' && seenBefore !== true,
  ],
  ['`confirm`, used before', '`confirm`，单号用过', ({ seenBefore }) => seenBefore === true],
  ['`accept`', '`accept`', ({ action }) => action === 'accept'],
  ['`fail`, after the clock is corrected', '`fail`，校正时钟之后', ({ clock }) => clock === true],
];

/** Every code whose row does more than fail. */
export function listedRows(language: Language): Rows {
  return GROUPS.map(([en, zh, isIn]) => [
    language === 'en' ? en : zh,
    ALL_CODES.filter(isIn)
      .map((row) => code(row.subCode ?? row.code))
      .join(' '),
  ]);
}

/** The successes that are none by their code alone. */
export function stateRows(language: Language): Rows {
  return REPLY_STATES.map(({ methods, field, is, unless, row }) => [
    methods.map(code).join(' '),
    code(field),
    is?.map(code).join(' ') ?? `${language === 'en' ? 'anything but' : '不是'} ${unless?.map(code).join(' ')}`,
    code(row.action),
  ]);
}

/** Some codes of v3, and what they stand for. */
export function v3Rows(): Rows {
  const codes = [
    'invalid-app-auth-token',
    'app-call-limited',
    'unknow-error',
    'missing-signature',
    'ACQ.TRADE_NOT_EXIST',
    'no-such-code',
    'NO_SUCH_CODE',
  ];
  return codes.map((one) => {
    const pair = findV3Code(one);
    return [code(one), `${code(pair.code)} ${code(pair.subCode)}`];
  });
}

/** The longest waits by pace. */
export function waitRows(language: Language): Rows {
  const longest = (retries: number, pace: Pace): string => String(fullJitter(1, BACKOFF, retries, pace));
  const paces: readonly (readonly [pace: Pace, en: string, zh: string])[] = [
    ['normal', '`retry`', '`retry`'],
    ['slow', '`throttle`', '`throttle`'],
  ];
  return paces.map(([pace, en, zh]) => [
    language === 'en' ? en : zh,
    ...[0, 1, 2, 3, 4, 5].map((retries) => longest(retries, pace)),
  ]);
}

const CAUSES: readonly (readonly [en: string, zh: string, causes: readonly Exclude<UnknownCause, 'answered'>[]])[] = [
  ['no whole reply in time', '没有按时收到完整应答', ['timeout']],
  ['the connection broke, or an adapter failed', '连接中断，或 adapter 出错', ['reset', 'adapter']],
  [
    'an access layer answered, no envelope, too long',
    '接入层应答、不成报文、太长',
    ['http-status', 'malformed', 'too-large'],
  ],
  [
    'not signed, forged, an unknown certificate',
    '没有签名、伪造、证书不明',
    ['unsigned', 'forged', 'unknown-certificate'],
  ],
  ['broken off', '被中止', ['canceled']],
];

const NOT_SENT: readonly NotSentCause[] = ['dns', 'refused', 'unreachable', 'tls', 'connect-timeout', 'not-written'];

/** Which code an error has for what the last attempt left. */
export function causeRows(language: Language): Rows {
  const row = (en: string, zh: string, results: readonly AttemptResult[]): readonly string[] => [
    language === 'en' ? en : zh,
    [...new Set(results.map(errorCodeOf))].map(code).join(' '),
  ];
  return [
    row(
      'not sent',
      '没有发出',
      NOT_SENT.map((cause) => ({ kind: 'not_sent', cause })),
    ),
    ...CAUSES.map(([en, zh, causes]) =>
      row(
        en,
        zh,
        causes.map((cause) => ({ kind: 'unknown', cause })),
      ),
    ),
    row('an answer under `40004`, or a `10000` that is none', '`40004`，或并非成功的 `10000`', [
      answered(findCode('40004')),
      answered(findCode('10000')),
    ]),
    row(
      'any other answer',
      '其他应答',
      ['20000', '20001', '40001', '40002', '40005'].map((one) => answered(findCode(one))),
    ),
  ];
}
