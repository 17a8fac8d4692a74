import { findCode } from '../../src/catalog/find-code.js';
import type { Answer, AttemptResult, UnknownCause } from '../../src/policy/attempt-result.js';
import type { CallTraits, Decision, Progress } from '../../src/policy/decision.js';
import type { Case } from '../../src/policy/steps.js';

/** A signed answer with the catalog's row for its codes. */
export function answerOf(code: string, subCode?: string, differing: Partial<Answer> = {}): Answer {
  return {
    code,
    signed: true,
    row: findCode(code, subCode),
    ...(subCode === undefined ? {} : { subCode }),
    ...differing,
  };
}

/** An attempt that the gateway refused. */
export function refused(code: string, subCode?: string, differing?: Partial<Answer>): AttemptResult {
  return { kind: 'refused', answer: answerOf(code, subCode, differing) };
}

/** An attempt of which the gateway itself does not know whether it ran. */
export function answeredUnknown(code: string, subCode?: string, differing?: Partial<Answer>): AttemptResult {
  return { kind: 'unknown', cause: 'answered', answer: answerOf(code, subCode, differing) };
}

/** An attempt without an answer that can be believed. */
export function lost(cause: UnknownCause): AttemptResult {
  return { kind: 'unknown', cause };
}

/** An attempt that never reached the gateway. */
export const NOT_SENT: AttemptResult = { kind: 'not_sent', cause: 'refused' };

/** What a case may differ in from a first attempt of a call that is safe to repeat, with plenty of time left. */
export interface CaseDifference {
  readonly traits?: Partial<CallTraits>;
  readonly progress?: Partial<Progress>;
  readonly draw?: number;
}

/** The case that a decision is asked for. */
export function caseOf(result: AttemptResult, { traits, progress, draw = 0.5 }: CaseDifference = {}): Case {
  return {
    result,
    draw,
    traits: {
      repeat: 'safe',
      harmless: (traits?.repeat ?? 'safe') === 'safe',
      confirmable: false,
      missingKey: [],
      refreshable: new Set(['app_auth_token', 'auth_token']),
      maxAttempts: 3,
      backoff: { baseMs: 200, capMs: 5_000, maxRetryAfterMs: 5_000 },
      ...traits,
    },
    progress: {
      attempts: 1,
      retries: 0,
      refreshed: new Set(),
      clockCorrected: false,
      inDoubt: false,
      remainingMs: 30_000,
      ...progress,
    },
  };
}

/** A decision in the words of the table of decisions. */
export function inWords(decision: Decision): string {
  switch (decision.do) {
    case 'retry':
      return decision.throttled ? 'retry, slower' : 'retry';
    case 'refresh':
      return `refresh ${decision.token}`;
    case 'fail':
      return `fail ${decision.outcome}`;
    default:
      return decision.do;
  }
}
