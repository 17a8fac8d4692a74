import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/policy/decide.js';
import { decideConfirmed } from '../../src/policy/decide-confirmed.js';
import type { CallTraits, Decision, Progress } from '../../src/policy/decision.js';
import type { Case } from '../../src/policy/steps.js';
import { anyCase, anyDraw, anyProgress, anyResult, anyTraits, anyVerdict } from '../support/any-case.js';

const RUNS = { numRuns: 1_000 } as const;

/** Says of every decision, also of those after a question, whether it keeps to a law. */
function always(keepsTo: (decision: Decision, of: Case) => void): void {
  fc.assert(
    fc.property(anyCase, anyVerdict, (of, verdict) => {
      keepsTo(decide(of), of);
      keepsTo(decideConfirmed(of, verdict), of);
    }),
    RUNS,
  );
}

describe('a decision', () => {
  it('is never to send a call again that must not be sent twice and may have run', () => {
    fc.assert(
      fc.property(anyCase, (of) => {
        fc.pre(of.result.kind === 'unknown');
        const decision = decide({ ...of, traits: { ...of.traits, repeat: 'never' } });
        expect(['fail', 'confirm']).toContain(decision.do);
      }),
      RUNS,
    );
  });

  it('is never to send an unlisted call again that may have run, but on the word of the gateway or with a key', () => {
    fc.assert(
      fc.property(anyCase, (of) => {
        const { result } = of;
        fc.pre(result.kind === 'unknown' && result.answer?.code !== '20000');
        expect(['fail', 'confirm']).toContain(decide({ ...of, traits: { ...of.traits, repeat: 'unlisted' } }).do);
      }),
      RUNS,
    );
  });

  it('never ends a call in doubt as rejected or not sent, unless it is harmless', () => {
    always((decision, { traits, progress, result }) => {
      if (decision.do !== 'fail' || traits.harmless) return;
      if (progress.inDoubt || result.kind === 'unknown') expect(decision.outcome).toBe('unknown');
    });
  });

  it('never ends a call whose last attempt may have run as rejected or not sent', () => {
    always((decision, { result }) => {
      if (decision.do === 'fail' && result.kind === 'unknown') expect(decision.outcome).toBe('unknown');
    });
  });

  it('never waits until the deadline or longer, longer than the cap and Retry-After allow, or for a part of a millisecond', () => {
    always((decision, { traits, progress, retryAfterMs }) => {
      if (decision.do !== 'retry') return;
      expect(decision.delayMs).toBeLessThan(progress.remainingMs);
      const moreMs = Math.min(traits.backoff.maxRetryAfterMs, retryAfterMs ?? 0);
      expect(decision.delayMs).toBeLessThanOrEqual(traits.backoff.capMs + moreMs);
      expect(decision.delayMs).toBeGreaterThanOrEqual(0);
      expect(Number.isInteger(decision.delayMs)).toBe(true);
    });
  });

  it('is never to send again what the budget has nothing for or the breaker holds, and says so', () => {
    always((decision, { brakes }) => {
      if (brakes === undefined) return;
      if (decision.do === 'retry') {
        expect(decision.throttled ? brakes.throttled : brakes.transient).toBe(true);
        expect(brakes.heldForMs).toBeLessThanOrEqual(decision.delayMs);
      }
      if (decision.do === 'fail' && (decision.exhausted === 'budget' || decision.exhausted === 'breaker')) {
        expect(decision.error).toBe('ERR_ALIPAY_OVERLOAD');
      }
    });
  });

  it('is never one more attempt than the call has', () => {
    always((decision, { traits, progress }) => {
      if (decision.do === 'retry') expect(progress.attempts).toBeLessThan(traits.maxAttempts);
    });
  });

  it('is to accept nothing but a success, or what the gateway says that ran', () => {
    fc.assert(
      fc.property(anyCase, (of) => {
        expect(decide(of).do === 'accept').toBe(of.result.kind === 'succeeded');
      }),
      RUNS,
    );
  });

  it('is to refresh only what can be refreshed and was not, after a signed refusal', () => {
    always((decision, { result, traits, progress }) => {
      if (decision.do !== 'refresh') return;
      expect(result).toMatchObject({ kind: 'refused', answer: { signed: true } });
      expect(traits.refreshable.has(decision.token) && !progress.refreshed.has(decision.token)).toBe(true);
    });
  });

  it('is to correct the clock once, and after a signed refusal', () => {
    always((decision, { result, progress }) => {
      if (decision.do !== 'correct-clock') return;
      expect(result).toMatchObject({ kind: 'refused', answer: { signed: true } });
      expect(progress).toMatchObject({ clockCorrected: false, clockOffByMs: expect.any(Number) });
    });
  });

  it('is to ask only where the call can be asked after', () => {
    always((decision, { traits }) => {
      if (decision.do === 'confirm') expect(traits.confirmable).toBe(true);
    });
  });

  it('says why, in a clause that can stand inside a sentence', () => {
    always((decision) => {
      expect(decision.because).toMatch(/^\S[^\n]*[^\s.]$/);
    });
  });

  it('is the same whenever it is asked for the same case, and changes nothing in it', () => {
    fc.assert(
      fc.property(anyCase, (of) => {
        const before = structuredClone(of);
        expect(decide(of)).toEqual(decide(of));
        expect(of).toEqual(before);
      }),
      RUNS,
    );
  });
});

describe('a whole call', () => {
  /** Plays a call as the engine does, one result after the other, until it ends; gives its decisions. */
  function play(traits: CallTraits, start: Progress, results: Iterator<Case['result']>, draw: number): Decision[] {
    const decisions: Decision[] = [];
    let progress: Progress = {
      ...start,
      attempts: 1,
      retries: 0,
      refreshed: new Set(),
      clockCorrected: false,
      inDoubt: false,
    };
    for (;;) {
      const result = results.next().value as Case['result'];
      const decision = decide({ result, traits, progress, draw });
      decisions.push(decision);
      const inDoubt = progress.inDoubt || result.kind === 'unknown';
      if (decision.do === 'retry') {
        const { attempts, retries, remainingMs } = progress;
        progress = {
          ...progress,
          inDoubt,
          attempts: attempts + 1,
          retries: retries + 1,
          remainingMs: remainingMs - decision.delayMs,
        };
      } else if (decision.do === 'refresh') {
        progress = { ...progress, inDoubt, refreshed: new Set([...progress.refreshed, decision.token]) };
      } else if (decision.do === 'correct-clock') {
        progress = { ...progress, inDoubt, clockCorrected: true };
      } else {
        return decisions;
      }
    }
  }

  const anyCall = fc.tuple(anyTraits, anyProgress, fc.infiniteStream(anyResult), anyDraw);

  it('ends, after no more attempts than it has, two refreshes and one correction of the clock', () => {
    fc.assert(
      fc.property(anyCall, ([traits, progress, results, draw]) => {
        const decisions = play(traits, progress, results, draw);
        const count = (what: Decision['do']) => decisions.filter((decision) => decision.do === what).length;
        expect(count('retry')).toBeLessThan(traits.maxAttempts);
        expect(count('refresh')).toBeLessThanOrEqual(traits.refreshable.size);
        expect(count('correct-clock')).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('never waits longer in all than it had', () => {
    fc.assert(
      fc.property(anyCall, ([traits, progress, results, draw]) => {
        const waits = play(traits, progress, results, draw).flatMap((one) => (one.do === 'retry' ? [one.delayMs] : []));
        const waitedMs = waits.reduce((sum, delayMs) => sum + delayMs, 0);
        if (waits.length > 0) expect(waitedMs).toBeLessThan(progress.remainingMs);
      }),
      RUNS,
    );
  });
});
