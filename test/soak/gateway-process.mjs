// @ts-check
// The test gateway of the soak, in a process of its own. Its first message is where it is and whose tokens there are; then
// each message asks for what it played. It ends when the parent goes away.
//
// It verifies every request, and so many of a hundred go wrong. The report that most calls ask for is the same for all and
// signed once: made for each, the signature would take as much time as all the rest.

import { createAlipay } from 'alipay-axios';
import { createTestCredentials, ok, raw, startGateway } from 'alipay-axios/testing';
import { createChance } from '../money/chance.mjs';
import { keepReplyBytes } from '../support/reply-bytes.mjs';
import { NEVER, REPORT, USER } from './calls.mjs';
import { pickTrouble, pickTroubleOfTokens } from './trouble.mjs';

/** @import { IssuedToken } from 'alipay-axios/testing' */
/** @typedef {{ faults: number, seed: number }} GatewayTask */
/** @typedef {{ url: string, credentials: import('alipay-axios/testing').ClientCredentials, users: IssuedToken[] }} SoakTarget */
/** @typedef {{ requests: number, troubled: number, renewals: number, told: number, payments: number }} GatewayCount */

const USERS = 32;
// A user's token dies in so many of the calls that need one, in percent. More would be measured as growth: the last ten
// thousand tokens that were replaced are remembered, by design.
const DYING = 0.5;
const RENEWAL = 'alipay.system.oauth.token';

process.once('message', async (/** @type {GatewayTask} */ { faults, seed }) => {
  const chance = createChance(seed, 0);
  const isOneOf = (/** @type {number} */ percent) => chance.draw() * 100 < percent;
  let isCalm = true;
  let requests = 0;
  let troubled = 0;
  const gateway = await startGateway({
    credentials: createTestCredentials(),
    logLimit: 0,
    methods: [NEVER, REPORT, USER],
    script: (method) => {
      if (isCalm) return undefined;
      requests++;
      if (isOneOf(faults)) {
        troubled++;
        return method === RENEWAL ? pickTroubleOfTokens(chance) : pickTrouble(chance);
      }
      if (method === USER && isOneOf(DYING)) letOneDie();
      return method === REPORT ? report : undefined;
    },
  });
  const users = Array.from({ length: USERS }, () => gateway.tokens.issueUser());
  const letOneDie = () => {
    const live = gateway.tokens.held.filter(({ expiresAtMs }) => expiresAtMs > Date.now());
    if (live.length > 0) gateway.tokens.expire(chance.pick(live).token);
  };
  gateway.on(REPORT).reply(ok({ bill_download_url: 'https://dwbillcenter.example/20261123' }));
  const report = await signOnce(gateway);
  isCalm = false;

  process.on('message', () => {
    const { tokens, notifications, ledger } = gateway;
    /** @type {GatewayCount} */
    const count = {
      requests,
      troubled,
      renewals: tokens.refreshCount,
      told: notifications.sent.filter((one) => one.delivered).length,
      payments: ledger.runs.length,
    };
    process.send?.(count);
  });
  process.send?.(/** @satisfies {SoakTarget} */ ({ url: gateway.url, credentials: gateway.credentials, users }));
});
process.once('disconnect', () => process.exit());

/**
 * The gateway's own reply to the report, with its signature.
 *
 * @param {import('alipay-axios/testing').TestGateway} gateway
 */
async function signOnce({ url, credentials }) {
  const alipay = createAlipay({ ...credentials, gateway: url });
  const { adapter, last } = keepReplyBytes();
  await alipay.execute(REPORT, { bill_type: 'trade', bill_date: '2026-11-23' }, { adapter });
  await alipay.close();
  return raw(last());
}
