import fc from 'fast-check';
import { BUSINESS_CODES } from '../../src/catalog/business-codes.js';
import { GATEWAY_CODES } from '../../src/catalog/gateway-codes.js';
import { PUBLIC_CODES } from '../../src/catalog/public-codes.js';
import type { Action, CodeRow, TokenKind } from '../../src/catalog/rows.js';
import type { Answer, AttemptResult } from '../../src/policy/attempt-result.js';
import type { Verdict } from '../../src/policy/confirmation.js';
import type { CallTraits, Progress } from '../../src/policy/decision.js';
import type { Case } from '../../src/policy/steps.js';

/** Every row of the catalog. */
export const ALL_ROWS: readonly CodeRow[] = [...GATEWAY_CODES, ...PUBLIC_CODES, ...BUSINESS_CODES];

/** Any action of a row or a rule. */
export const anyAction: fc.Arbitrary<Action> = fc.constantFrom(
  'accept',
  'retry',
  'throttle',
  'refresh',
  'confirm',
  'fail',
);

/** A row of the catalog, at times with the action of a rule. */
export const anyRow: fc.Arbitrary<CodeRow> = fc
  .tuple(fc.constantFrom(...ALL_ROWS), fc.option(anyAction, { nil: undefined }))
  .map(([row, action]) => (action === undefined ? row : { ...row, action }));

const anyAnswer: fc.Arbitrary<Answer> = fc.record({ row: anyRow, signed: fc.boolean() }).map(({ row, signed }) => ({
  code: row.code,
  ...(row.subCode === null ? {} : { subCode: row.subCode }),
  signed,
  row,
}));

/** Any result of an attempt, also such as the catalog leads to only through a rule. */
export const anyResult: fc.Arbitrary<AttemptResult> = fc.oneof(
  fc.record({ kind: fc.constant('succeeded' as const), answer: anyAnswer, pending: fc.boolean() }),
  fc.record({ kind: fc.constant('refused' as const), answer: anyAnswer }),
  fc.record({
    kind: fc.constant('not_sent' as const),
    cause: fc.constantFrom('dns', 'refused', 'unreachable', 'tls', 'connect-timeout', 'not-written'),
  }),
  fc.record({ kind: fc.constant('unknown' as const), cause: fc.constant('answered' as const), answer: anyAnswer }),
  fc.record(
    {
      kind: fc.constant('unknown' as const),
      cause: fc.constantFrom(
        'timeout',
        'reset',
        'http-status',
        'malformed',
        'unsigned',
        'forged',
        'too-large',
        'adapter',
        'canceled',
      ),
      answer: anyAnswer,
    },
    { requiredKeys: ['kind', 'cause'] },
  ),
) as fc.Arbitrary<AttemptResult>;

const anyTokens: fc.Arbitrary<ReadonlySet<TokenKind>> = fc
  .subarray<TokenKind>(['app_auth_token', 'auth_token'])
  .map((kinds) => new Set(kinds));

/** Any kind of call. */
export const anyTraits: fc.Arbitrary<CallTraits> = fc.record({
  repeat: fc.constantFrom('safe', 'with-key', 'never', 'unlisted', 'unlisted-with-key'),
  harmless: fc.boolean(),
  confirmable: fc.boolean(),
  missingKey: fc.subarray(['out_trade_no', 'out_request_no']),
  refreshable: anyTokens,
  maxAttempts: fc.integer({ min: 1, max: 6 }),
  backoff: fc.record({
    baseMs: fc.nat({ max: 2_000 }),
    capMs: fc.nat({ max: 20_000 }),
    maxRetryAfterMs: fc.nat({ max: 10_000 }),
  }),
});

/** Any point that a call may have come to. */
export const anyProgress: fc.Arbitrary<Progress> = fc
  .record({
    attempts: fc.integer({ min: 1, max: 8 }),
    retries: fc.nat({ max: 8 }),
    refreshed: anyTokens,
    clockCorrected: fc.boolean(),
    clockOffByMs: fc.option(fc.integer(), { nil: undefined }),
    inDoubt: fc.boolean(),
    remainingMs: fc.integer({ min: -1_000, max: 30_000 }),
  })
  .map(({ clockOffByMs, ...rest }) => ({ ...rest, ...(clockOffByMs === undefined ? {} : { clockOffByMs }) }));

/** A random number from 0 to below 1. */
export const anyDraw: fc.Arbitrary<number> = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Any case that a decision can be asked for. */
export const anyCase: fc.Arbitrary<Case> = fc.record(
  {
    result: anyResult,
    traits: anyTraits,
    progress: anyProgress,
    draw: anyDraw,
    retryAfterMs: fc.nat({ max: 90_000_000 }),
    brakes: fc.record({
      transient: fc.boolean(),
      throttled: fc.boolean(),
      heldForMs: fc.oneof(fc.constant(0), fc.constant(Number.POSITIVE_INFINITY), fc.nat({ max: 60_000 })),
    }),
  },
  { requiredKeys: ['result', 'traits', 'progress', 'draw'] },
);

/** Any verdict over what became of a call. */
export const anyVerdict: fc.Arbitrary<Verdict> = fc.constantFrom<Verdict>(
  { kind: 'ran' },
  { kind: 'did_not_run' },
  { kind: 'running' },
  { kind: 'no_answer', because: 'busy' },
  { kind: 'cannot_tell', because: 'closed' },
);
