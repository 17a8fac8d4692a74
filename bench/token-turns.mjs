// @ts-check
// The section `tokens`: what calls with a user's token take while the token is renewed ahead of its end, and without that.
// One process makes them on one instance, in windows of as many calls each, every window with a user of its own:
//
//   calm   the token lives on
//   ahead  halfway through it is old enough to be renewed in the background
//   late   halfway through its end is past, so that calls have to wait for the renewal
//
// The windows of a turn are open at once and make their calls in short slices, one window after the other and back again,
// so that whatever else the machine does falls on all of them alike. The gateway looks at every token, and kills the old one
// as soon as it renews it, as Alipay's does: calls that are on their way with the old one are refused, and sent once more.

import { startTokenCaller, tellTurn } from './processes.mjs';
import { summarizeTokens } from './token-summary.mjs';

/** @import { IssuedToken } from 'alipay-axios/testing' */
/** @import { Gateway, TokenCaller } from './processes.mjs' */
/** @import { Counts } from './sections.mjs' */
/** @import { TokenSlice } from './token-caller.mjs' */
/** @import { TokenSettings, TokenSummary, TokenTurn, WindowKind } from './token-summary.mjs' */

/**
 * @typedef {object} OpenWindow
 * @property {WindowKind} kind
 * @property {IssuedToken} issued
 * @property {TokenSlice[]} slices
 * @property {number} renewed how many renewals the gateway made in its slices
 */

const SLICE_CALLS = 200;
const WARM_UP_CALLS = 400;

// Less than twice the time ahead of their ends at which tokens are renewed, so that it is done at half their lives.
const LIFETIME_MS = 200_000;

/** @type {Record<WindowKind, { setOnMs: number, renewals: number }>} */
const PLANS = {
  calm: { setOnMs: 0, renewals: 0 },
  ahead: { setOnMs: LIFETIME_MS / 2, renewals: 1 },
  late: { setOnMs: LIFETIME_MS, renewals: 1 },
};

/** @type {readonly WindowKind[]} */
const KINDS = ['calm', 'ahead', 'late', 'ahead', 'calm'];

/**
 * @param {Gateway} gateway
 * @param {Counts} counts
 * @returns {Promise<TokenSummary>}
 */
export async function measureTokens(gateway, counts) {
  const settings = { ...counts, warmUp: Math.min(counts.calls, WARM_UP_CALLS) };
  const caller = await startTokenCaller(gateway.target);
  try {
    await takeTurn(gateway, caller, { ...settings, calls: settings.warmUp });
    /** @type {TokenTurn[]} */
    const done = [];
    while (done.length < settings.turns) {
      tellTurn('tokens', done.length, settings.turns);
      done.push(await takeTurn(gateway, caller, settings));
    }
    return summarizeTokens(done, settings);
  } finally {
    await caller.end();
  }
}

/**
 * @param {Gateway} gateway
 * @param {TokenCaller} caller
 * @param {TokenSettings} settings
 */
async function takeTurn(gateway, caller, { calls, inFlight }) {
  /** @type {OpenWindow[]} */
  const windows = [];
  for (const kind of KINDS) {
    windows.push({ kind, issued: await gateway.issueUser(LIFETIME_MS), slices: [], renewed: 0 });
  }
  const count = Math.ceil(calls / SLICE_CALLS);
  for (let nth = 0; nth < count; nth++) {
    const task = { calls: Math.min(SLICE_CALLS, calls - nth * SLICE_CALLS), inFlight };
    const isMiddle = nth === middleOf(count);
    // There and back again, which makes an ABBA of every round.
    for (const window of nth % 2 === 0 ? windows : windows.toReversed()) {
      const before = await gateway.countRenewals();
      const setOnMs = isMiddle ? PLANS[window.kind].setOnMs : 0;
      window.slices.push(await caller.run({ ...task, issued: window.issued, setOnMs }));
      window.renewed += (await gateway.countRenewals()) - before;
    }
  }
  /** @type {TokenTurn} */
  const turn = { calm: [], ahead: [], late: [] };
  for (const window of windows) turn[window.kind].push(closeWindow(window));
  return turn;
}

// The slice in which the clock is set on.
const middleOf = (/** @type {number} */ slices) => Math.floor(slices / 2);

/**
 * @param {OpenWindow} window
 * @returns {TokenSlice}
 */
function closeWindow({ kind, slices, renewed }) {
  const whole = {
    tookMs: slices.flatMap(({ tookMs }) => tookMs),
    nextMs: slices[middleOf(slices.length)]?.nextMs ?? [],
    resentMs: slices.flatMap(({ resentMs }) => resentMs),
    failed: slices.reduce((total, { failed }) => total + failed, 0),
    renewalMs: slices.flatMap(({ renewalMs }) => renewalMs),
  };
  const { renewals } = PLANS[kind];
  // With any other number it is a window of another kind.
  if (renewed === renewals && whole.renewalMs.length === renewals) return whole;
  const told = `the gateway made ${renewed}, and the library told of ${whole.renewalMs.length}`;
  throw new Error(`A window "${kind}" must have ${renewals} renewals: ${told}`);
}
