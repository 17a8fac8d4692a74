import { findCode } from '../../src/catalog/find-code.js';
import type { CodeRow, TokenKind } from '../../src/catalog/rows.js';
import type { AttemptResult } from '../../src/policy/attempt-result.js';
import { decide } from '../../src/policy/decide.js';
import type { Decision } from '../../src/policy/decision.js';
import type { EffectiveRepeat } from '../../src/policy/repeat.js';

/** A table's rows below its header, cell by cell. */
export type Rows = readonly (readonly string[])[];

/** The languages of the pages. */
export type Language = 'en' | 'zh';

/** The defaults of `retry`. */
export const BACKOFF = { baseMs: 200, capMs: 5_000, maxRetryAfterMs: 5_000 };

/** The result of an attempt that was answered with this row's code. */
export function answered(row: CodeRow): AttemptResult {
  const answer = { code: row.code, subCode: row.subCode ?? '', signed: true, row };
  return row.tells === 'refused' ? { kind: 'refused', answer } : { kind: 'unknown', cause: 'answered', answer };
}

/** What can have happened, with its words. */
const CASES: readonly (readonly [en: string, zh: string, result: AttemptResult])[] = [
  [
    'not sent: DNS, refused, TLS, connect timeout',
    '没有发出：DNS、拒绝连接、TLS、连接超时',
    { kind: 'not_sent', cause: 'dns' },
  ],
  [
    'refused, a row marked `retry` (a lock)',
    '被拒，标为 `retry` 的行（记录被锁）',
    answered(findCode('40004', 'LOCK_ERROR')),
  ],
  ['refused for the rate: `throttle`', '因限流被拒：`throttle`', answered(findCode('40005'))],
  ['refused for a token: `refresh`', '因令牌被拒：`refresh`', answered(findCode('20001', 'aop.invalid-auth-token'))],
  [
    'refused for the clock (`isv.invalid-timestamp`)',
    '因时间戳被拒（`isv.invalid-timestamp`）',
    answered(findCode('40002', 'isv.invalid-timestamp')),
  ],
  ['refused for anything else: `fail`', '因其他原因被拒：`fail`', answered(findCode('40002', 'isv.invalid-signature'))],
  ['`20000`', '`20000`', answered(findCode('20000'))],
  [
    '`*SYSTEM_ERROR` and kin under `40004`',
    '`40004` 下的 `*SYSTEM_ERROR` 一类',
    answered(findCode('40004', 'ACQ.SYSTEM_ERROR')),
  ],
  [
    'still running (`REQUEST_PROCESSING`)',
    '仍在处理（`REQUEST_PROCESSING`）',
    answered(findCode('40004', 'REQUEST_PROCESSING')),
  ],
  [
    'the number was used before, on the first send',
    '首次发送，而单号已用过',
    answered(findCode('40004', 'ACQ.DUP_OUT_REQUEST_NO')),
  ],
  [
    'timeout, reset, 5xx, no envelope, forged, unsigned success',
    '超时、重置、5xx、不成报文、伪造、无签名的成功',
    { kind: 'unknown', cause: 'timeout' },
  ],
];

const COLUMNS: readonly EffectiveRepeat[] = ['safe', 'with-key', 'never', 'unlisted', 'unlisted-with-key'];

const WORDS = {
  en: { again: 'again', slower: 'again, slower', refresh: 'refresh', clock: 'clock', ask: 'ask', fail: 'fail' },
  zh: { again: '重发', slower: '放慢重发', refresh: '刷新', clock: '校时', ask: '查询', fail: '失败' },
} as const;

const decided = (result: AttemptResult, repeat: EffectiveRepeat, confirmable: boolean): Decision =>
  decide({
    result,
    draw: 0.5,
    traits: {
      repeat,
      harmless: repeat === 'safe',
      confirmable,
      missingKey: [],
      refreshable: new Set<TokenKind>(['auth_token']),
      maxAttempts: 3,
      backoff: BACKOFF,
    },
    progress: {
      attempts: 1,
      retries: 0,
      refreshed: new Set(),
      clockCorrected: false,
      clockOffByMs: 600_000,
      inDoubt: result.kind === 'unknown' && result.answer?.row.seenBefore !== true,
      remainingMs: 30_000,
    },
  });

function wordFor(decision: Decision, language: Language): string {
  const words = WORDS[language];
  switch (decision.do) {
    case 'retry':
      return decision.throttled ? words.slower : words.again;
    case 'refresh':
      return words.refresh;
    case 'correct-clock':
      return words.clock;
    case 'confirm':
      return words.ask;
    case 'fail':
      return `${words.fail} \`${decision.outcome}\``;
    case 'accept':
      return 'accept';
    default: {
      const never: never = decision;
      return never;
    }
  }
}

/** The table of decisions, each cell decided by `decide`. */
export function decisionRows(language: Language): Rows {
  return CASES.map(([en, zh, result]) => [
    language === 'en' ? en : zh,
    ...COLUMNS.map((repeat) => {
      const bare = wordFor(decided(result, repeat, false), language);
      // Only what is done by key can be asked after.
      if (repeat !== 'with-key') return bare;
      const asking = wordFor(decided(result, repeat, true), language);
      return asking === bare ? bare : `${asking}${language === 'en' ? ', or ' : '，或'}${bare}`;
    }),
  ]);
}
