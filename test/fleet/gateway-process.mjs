// @ts-check
// The test gateway in a process of its own. Its first message to it is its options, the first one back where it listens;
// then every command has one answer. It ends when the parent goes away.

import { startGateway } from 'alipay-axios/testing';

/** @import { TokenKind } from 'alipay-axios' */
/** @import { TestGateway } from 'alipay-axios/testing' */

/** @typedef {{ kind: TokenKind, reusableAppRefreshTokens: boolean }} GatewayTask */

/** A method that reads, and that a merchant's token is good for. */
const BILL = 'alipay.data.dataservice.bill.downloadurl.query';

process.once('message', async (/** @type {GatewayTask} */ { kind, reusableAppRefreshTokens }) => {
  const gateway = await startGateway({ methods: [BILL], reusableAppRefreshTokens });
  const commands = createCommands(gateway, kind);
  process.on('message', (/** @type {{ name: keyof typeof commands }} */ { name }) => {
    try {
      process.send?.({ value: commands[name]() });
    } catch (error) {
      process.send?.({ error: String(error) });
    }
  });
  process.send?.({ value: { url: gateway.url, credentials: gateway.credentials } });
});
process.once('disconnect', () => process.exit());

/**
 * What the proof may ask of the gateway.
 *
 * @param {TestGateway} gateway
 * @param {TokenKind} kind
 */
function createCommands({ tokens, log }, kind) {
  const user = { userId: '2088102150527498' };
  const merchant = { appId: '2021000000000777' };
  return {
    issue: () => (kind === 'auth_token' ? tokens.issueUser(user) : tokens.issueMerchant(merchant)),
    code: () => (kind === 'auth_token' ? tokens.codeForUser(user) : tokens.codeForMerchant(merchant)),
    /** Ends the token that the last call which went well was made with. */
    expire: () => tokens.expire(log.findLast((entry) => entry.code === '10000')?.params[kind] ?? ''),
    counts: () => ({ refreshes: tokens.refreshCount, supersededUses: tokens.supersededUses }),
  };
}

/** @typedef {ReturnType<typeof createCommands>} GatewayCommands */
