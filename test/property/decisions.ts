import fc from 'fast-check';
import { decide } from '../../src/policy/decide.js';
import { decideConfirmed } from '../../src/policy/decide-confirmed.js';
import type { Decision } from '../../src/policy/decision.js';
import type { Case } from '../../src/policy/steps.js';
import { anyCase, anyVerdict } from '../support/any-case.js';
import type { Property } from './define.js';
import { define } from './define.js';

/** What decides after an attempt, and after a question. */
export const UNIT: { readonly decide: typeof decide; readonly decideConfirmed: typeof decideConfirmed } = {
  decide,
  decideConfirmed,
};
/** As the library decides, or otherwise. */
export type Deciders = typeof UNIT;

const again: Decision = { do: 'retry', delayMs: 0, throttled: false, because: 'why not' };
/** Deciders of which one decision is another. */
export const but = (change: (decision: Decision, of: Case) => Decision): Deciders => ({
  decide: (of) => change(decide(of), of),
  decideConfirmed: (of, verdict, pauseMs) => change(decideConfirmed(of, verdict, pauseMs), of),
});

type Law = (decision: Decision, of: Case) => unknown;

/** A law of every decision, also of those after a question. */
export function law(name: string, says: string, keepsTo: Law, mutants: Readonly<Record<string, Deciders>>): Property {
  return define({
    name,
    subject: 'policy',
    says,
    any: fc.record({ of: anyCase, verdict: anyVerdict }),
    unit: UNIT,
    holds: (unit, { of, verdict }) => {
      keepsTo(unit.decide(of), of);
      keepsTo(unit.decideConfirmed(of, verdict), of);
    },
    mutants,
  });
}

/** Sends again what may have run. */
export const stubborn: Deciders = but((decision, { result }) =>
  decision.do === 'fail' && result.kind === 'unknown' ? again : decision,
);
