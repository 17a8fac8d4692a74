// @ts-check
// The section `overload`: what the brakes cost a call when nothing is wrong. Once alone, as the engine uses them for one attempt
// that goes well; and once as the difference between whole calls with all brakes on and with all off, without HTTP, in short
// slices that take turns. The first is exact, the second has the noise of signing in it.

import { createAlipay } from 'alipay-axios';
import { createTestCredentials } from 'alipay-axios/testing';
import { findCode } from '../build/catalog/find-code.js';
import { resolveOptions } from '../build/options.js';
import { createOverload } from '../build/runtime/overload/overload.js';
import { tellTurn } from './processes.mjs';
import { goalTable, spreadText, table } from './report.mjs';
import { answerAtOnce, METHOD, microsSince, takeTurn } from './slices.mjs';
import { spreadOf } from './summary.mjs';

/** @import { AttemptResult } from '../build/policy/attempt-result.js' */
/** @import { Counts } from './sections.mjs' */
/** @import { Goal, Spread } from './summary.mjs' */

const ALONE_EACH = 20_000;
const MOST_MICROS = 20;
const OFF = { budget: false, breaker: false, limiter: false, bulkhead: false, clockSkew: false };

/**
 * @typedef {object} OverloadSummary
 * @property {Counts} settings
 * @property {{ alone: Spread, aloneOff: Spread, on: Spread, off: Spread, difference: Spread }} micros of CPU, a call
 * @property {Goal[]} goals
 */

/** @param {Counts} counts @returns {Promise<OverloadSummary>} */
export async function measureOverload(counts) {
  const { appId, privateKey, alipayPublicKey, alipayPrivateKey } = createTestCredentials();
  const keys = { appId, privateKey, alipayPublicKey };
  const adapter = answerAtOnce(alipayPrivateKey);
  const both = {
    on: createAlipay({ ...keys, axios: { adapter } }),
    off: createAlipay({ ...keys, axios: { adapter }, ...OFF }),
  };
  /** @type {{ on: number, off: number, alone: number, aloneOff: number }[]} */
  const turns = [];
  await takeTurn(both, Math.min(counts.calls, 1_000), counts.inFlight);
  aloneMicros(keys);
  while (turns.length < counts.turns) {
    tellTurn('overload', turns.length, counts.turns);
    const whole = await takeTurn(both, counts.calls, counts.inFlight);
    turns.push({ ...whole, alone: aloneMicros(keys), aloneOff: aloneMicros({ ...keys, ...OFF }) });
  }
  const spread = (/** @type {(turn: typeof turns[number]) => number} */ read) => spreadOf(turns.map(read));
  const alone = spread((turn) => turn.alone);
  return {
    settings: counts,
    micros: {
      alone,
      aloneOff: spread((turn) => turn.aloneOff),
      on: spread((turn) => turn.on),
      off: spread((turn) => turn.off),
      difference: spread((turn) => turn.on - turn.off),
    },
    goals: [
      { name: 'CPU of all brakes, us a call', goal: `< ${MOST_MICROS}`, got: alone, met: alone.median < MOST_MICROS },
    ],
  };
}

/** @param {object} options */
function aloneMicros(options) {
  const overload = createOverload(resolveOptions(/** @type {any} */ (options)));
  const row = findCode('10000');
  /** @type {AttemptResult} */
  const result = { kind: 'succeeded', pending: false, answer: { code: '10000', signed: true, row } };
  const before = process.cpuUsage();
  for (let nth = 0; nth < ALONE_EACH; nth++) {
    overload.heldForMs(METHOD);
    const ticket = overload.ticket(false);
    const entry = overload.entry({ ticket, method: METHOD, isOwn: false, remainingMs: 30_000 });
    if (overload.ask(entry) !== 'go') throw new Error('An attempt was held back where nothing is wrong');
    overload.leave(entry, { result, hadTime: true, paid: undefined });
  }
  return microsSince(before) / ALONE_EACH;
}

/** @param {OverloadSummary} summary */
export function renderOverload({ settings: { calls, turns, inFlight }, micros, goals }) {
  return [
    `Brakes where nothing is wrong, ${turns} turns of ${calls} calls, ${inFlight} in flight; medians, in brackets the lowest and the highest`,
    '',
    ...table([
      ['CPU us a call', 'all on', 'all off'],
      ['the brakes alone', spreadText(micros.alone, 2), spreadText(micros.aloneOff, 2)],
      ['a whole call without HTTP', spreadText(micros.on, 0), spreadText(micros.off, 0)],
    ]),
    '',
    `whole calls, on less off: ${spreadText(micros.difference, 1)} us`,
    ...goalTable(goals),
  ].join('\n');
}
