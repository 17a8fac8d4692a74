// @ts-check
// The token expires five times while the whole fleet calls with it.

/** @import { TokenKind } from 'alipay-axios' */
/** @import { Scenario } from '../scenario.mjs' */

const TIMES = 5;

/**
 * @param {string} name
 * @param {TokenKind} kind
 * @returns {Scenario}
 */
const expiry = (name, kind) => ({
  name,
  kind,
  play: async ({ goTo, expireAndRenew }) => {
    for (let nth = 1; nth <= TIMES; nth++) {
      await goTo(nth, TIMES);
      await expireAndRenew();
    }
    return { refreshes: TIMES };
  },
});

export const EXPIRY = [expiry('expiry, user token', 'auth_token'), expiry('expiry, merchant token', 'app_auth_token')];
