import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { decide } from '../../../src/policy/decide.js';
import type { CallTraits, Decision, Progress } from '../../../src/policy/decision.js';
import type { Case } from '../../../src/policy/steps.js';
import { ALL_ROWS, anyCase, anyDraw, anyProgress, anyResult, anyTraits } from '../../support/any-case.js';
import type { Deciders } from '../decisions.js';
import { but, law, stubborn, UNIT } from '../decisions.js';
import type { Property } from '../define.js';
import { define } from '../define.js';
import { tableSays } from './decision-oracle.js';

const waits = (delayMs: (delayMs: number) => number): Deciders =>
  but((decision) => (decision.do === 'retry' ? { ...decision, delayMs: delayMs(decision.delayMs) } : decision));
const forgiving = but((decision) => (decision.do === 'fail' ? { ...decision, outcome: 'rejected' } : decision));
/** Plays a call as the engine does, one result after the other, until it ends, or has been sent far too often. */
function play(
  unit: Deciders,
  traits: CallTraits,
  start: Progress,
  results: readonly Case['result'][],
  draw: number,
): Decision[] {
  const decisions: Decision[] = [];
  let progress: Progress = {
    ...start,
    attempts: 1,
    retries: 0,
    refreshed: new Set(),
    clockCorrected: false,
    inDoubt: false,
  };
  for (let step = 0; step < 24; step++) {
    const result = results[step % results.length];
    if (result === undefined) break;
    const decision = unit.decide({ result, traits, progress, draw });
    decisions.push(decision);
    const inDoubt = progress.inDoubt || result.kind === 'unknown';
    if (decision.do === 'retry') {
      const { attempts, retries, remainingMs } = progress;
      const left = remainingMs - decision.delayMs;
      progress = { ...progress, inDoubt, attempts: attempts + 1, retries: retries + 1, remainingMs: left };
    } else if (decision.do === 'refresh') {
      progress = { ...progress, inDoubt, refreshed: new Set([...progress.refreshed, decision.token]) };
    } else if (decision.do === 'correct-clock') {
      progress = { ...progress, inDoubt, clockCorrected: true };
    } else {
      break;
    }
  }
  return decisions;
}

const anyCall = fc.record({
  traits: anyTraits,
  progress: anyProgress,
  results: fc.array(anyResult, { minLength: 1, maxLength: 6 }),
  draw: anyDraw,
});

/** What follows an attempt. */
export const POLICY: readonly Property[] = [
  define({
    name: 'policy-table',
    subject: 'policy',
    says: 'is what the table of design.md 4 says, read by another hand',
    any: anyCase,
    unit: decide,
    holds: (unit, of) => assert.equal(unit(of).do, tableSays(of)),
    mutants: {
      'sends again what must not be sent twice': stubborn.decide,
      'asks about refusals': (of) => (of.result.kind === 'refused' ? { do: 'confirm', because: 'x' } : decide(of)),
    },
  }),
  define({
    name: 'policy-never-repeat',
    subject: 'policy',
    says: 'is never to send a call again that must not be sent twice and may have run',
    any: anyCase.filter(({ result }) => result.kind === 'unknown'),
    unit: decide,
    holds: (unit, of) =>
      assert.ok(['fail', 'confirm'].includes(unit({ ...of, traits: { ...of.traits, repeat: 'never' } }).do)),
    mutants: { 'sends it again': stubborn.decide },
  }),
  define({
    name: 'policy-unlisted',
    subject: 'policy',
    says: 'is never to send an unlisted call again that may have run, but on the word of the gateway',
    any: anyCase.filter(({ result }) => result.kind === 'unknown' && result.answer?.code !== '20000'),
    unit: decide,
    holds: (unit, of) =>
      assert.ok(['fail', 'confirm'].includes(unit({ ...of, traits: { ...of.traits, repeat: 'unlisted' } }).do)),
    mutants: { 'takes it for safe': (of) => decide({ ...of, traits: { ...of.traits, repeat: 'safe' } }) },
  }),
  law(
    'policy-doubt',
    'never ends a call in doubt as rejected or not sent, unless it is harmless, nor one whose last attempt may have run',
    (decision, { traits, progress, result }) => {
      if (decision.do !== 'fail') return;
      const isInDoubt = result.kind === 'unknown' || (progress.inDoubt && !traits.harmless);
      // What the gateway, asked, says that failed has failed.
      if (isInDoubt) assert.equal(decision.outcome, 'unknown');
    },
    { 'forgets the doubt': forgiving },
  ),
  law(
    'policy-waits',
    'never waits until the deadline or longer, longer than the cap and Retry-After allow, or for a part of a millisecond',
    (decision, { traits, progress, retryAfterMs }) => {
      if (decision.do !== 'retry') return;
      assert.ok(decision.delayMs < progress.remainingMs && decision.delayMs >= 0 && Number.isInteger(decision.delayMs));
      assert.ok(decision.delayMs <= traits.backoff.capMs + Math.min(traits.backoff.maxRetryAfterMs, retryAfterMs ?? 0));
    },
    { 'waits for longer': waits((delayMs) => delayMs * 2), 'waits for parts': waits((delayMs) => delayMs / 3) },
  ),
  law(
    'policy-brakes',
    'is never to send again what the budget has nothing for or the breaker holds, and says so',
    (decision, { brakes }) => {
      if (brakes === undefined) return;
      if (decision.do === 'retry') {
        assert.ok(decision.throttled ? brakes.throttled : brakes.transient);
        assert.ok(brakes.heldForMs <= decision.delayMs);
      }
      if (decision.do === 'fail' && (decision.exhausted === 'budget' || decision.exhausted === 'breaker')) {
        assert.equal(decision.error, 'ERR_ALIPAY_OVERLOAD');
      }
    },
    { 'knows no brakes': but((_decision, { brakes: _brakes, ...of }) => decide(of)) },
  ),
  law(
    'policy-attempts',
    'is never one more attempt than the call has',
    (decision, { traits, progress }) => {
      if (decision.do === 'retry') assert.ok(progress.attempts < traits.maxAttempts);
    },
    {
      'counts from nought': but((_decision, of) =>
        decide({ ...of, progress: { ...of.progress, attempts: of.progress.attempts - 1 } }),
      ),
    },
  ),
  define({
    name: 'policy-accept',
    subject: 'policy',
    says: 'is to accept nothing but a success',
    any: anyCase,
    unit: decide,
    holds: (unit, of) => assert.equal(unit(of).do === 'accept', of.result.kind === 'succeeded'),
    mutants: {
      'accepts what ran perhaps': (of) => (of.result.kind === 'unknown' ? { do: 'accept', because: 'x' } : decide(of)),
    },
  }),
  law(
    'policy-refresh',
    'is to refresh only what can be refreshed and was not, after a signed refusal',
    (decision, { result, traits, progress }) => {
      if (decision.do !== 'refresh') return;
      assert.ok(result.kind === 'refused' && result.answer.signed);
      assert.ok(traits.refreshable.has(decision.token) && !progress.refreshed.has(decision.token));
    },
    {
      'takes an unsigned word': but((_decision, of) =>
        decide({ ...of, traits: { ...of.traits, unsignedRefusals: true } }),
      ),
      'refreshes again': but((_decision, of) => decide({ ...of, progress: { ...of.progress, refreshed: new Set() } })),
    },
  ),
  define({
    name: 'policy-clock',
    subject: 'policy',
    says: 'is to correct the clock once, and after a signed refusal',
    // Few rows are about the clock, and most cases would say nothing.
    any: fc.record({
      of: anyCase,
      row: fc.constantFrom(...ALL_ROWS.filter(({ clock }) => clock === true)),
      signed: fc.boolean(),
    }),
    unit: decide,
    holds: (unit, { of, row, signed }) => {
      const answer = { code: row.code, row, signed };
      const { do: step } = unit({ ...of, result: { kind: 'refused', answer } });
      const { clockCorrected, clockOffByMs } = of.progress;
      if (step === 'correct-clock') assert.ok(signed && !clockCorrected && clockOffByMs !== undefined);
    },
    mutants: {
      'corrects it again': (of) => decide({ ...of, progress: { ...of.progress, clockCorrected: false } }),
      'takes an unsigned word': (of) => decide({ ...of, traits: { ...of.traits, unsignedRefusals: true } }),
    },
  }),
  law(
    'policy-confirm',
    'is to ask only where the call can be asked after',
    (decision, { traits }) => {
      if (decision.do === 'confirm') assert.ok(traits.confirmable);
    },
    { 'asks about all': but((_decision, of) => decide({ ...of, traits: { ...of.traits, confirmable: true } })) },
  ),
  law(
    'policy-because',
    'says why, in a clause that can stand inside a sentence',
    (decision) => assert.match(decision.because, /^\S[^\n]*[^\s.]$/),
    { 'says a sentence': but((decision) => ({ ...decision, because: `${decision.because}.` })) },
  ),
  define({
    name: 'policy-pure',
    subject: 'policy',
    says: 'is the same whenever it is asked for the same case, and changes nothing in it',
    any: anyCase,
    unit: decide,
    holds: (unit, of) => {
      const before = inspect(of, { depth: 9 });
      assert.deepEqual(unit(of), unit(of));
      assert.equal(inspect(of, { depth: 9 }), before);
    },
    mutants: {
      'draws by itself': (of) => decide({ ...of, draw: Math.random() }),
      'writes into the case': (of) => {
        Object.assign(of.progress, { retries: of.progress.retries + 1 });
        return decide(of);
      },
    },
  }),
  define({
    name: 'policy-whole-call',
    subject: 'policy',
    says: 'a whole call ends, after no more attempts, refreshes and corrections than it has, and waits no longer than it had',
    any: anyCall,
    unit: UNIT,
    holds: (unit, { traits, progress, results, draw }) => {
      const decisions = play(unit, traits, progress, results, draw);
      const count = (what: Decision['do']) => decisions.filter((decision) => decision.do === what).length;
      assert.ok(count('retry') < traits.maxAttempts);
      assert.ok(count('refresh') <= traits.refreshable.size);
      assert.ok(count('correct-clock') <= 1);
      const waitsMs = decisions.flatMap((one) => (one.do === 'retry' ? [one.delayMs] : []));
      if (waitsMs.length > 0) assert.ok(waitsMs.reduce((sum, ms) => sum + ms, 0) < progress.remainingMs);
    },
    mutants: {
      'never gives up': { ...UNIT, decide: (of) => decide({ ...of, progress: { ...of.progress, attempts: 0 } }) },
      'refreshes for ever': {
        ...UNIT,
        decide: (of) => decide({ ...of, progress: { ...of.progress, refreshed: new Set() } }),
      },
    },
  }),
];
