// @ts-check
/** @import { MerchantTerms, ScriptedReply, TestGateway, UserTerms } from 'alipay-axios/testing' */

/**
 * What the demo may ask of the gateway's process. Arguments and results are plain data, so that they can travel.
 *
 * @param {TestGateway} gateway
 */
export function createCommands(gateway) {
  return {
    /** Where the gateway is, and what a client needs to speak to it. */
    address: () => ({ url: gateway.url, credentials: gateway.credentials }),
    /** @param {string} method @param {readonly ScriptedReply[]} replies */
    script: (method, replies) => {
      gateway.on(method).reply(...replies);
    },
    /** @param {UserTerms} [terms] */
    issueUser: (terms) => gateway.tokens.issueUser(terms),
    /** @param {MerchantTerms} [terms] */
    issueMerchant: (terms) => gateway.tokens.issueMerchant(terms),
    /** @param {string} token */
    expire: (token) => gateway.tokens.expire(token),
    refreshCount: () => gateway.tokens.refreshCount,
    /** What came in so far, without the parameters. */
    log: () => gateway.log.map(({ method, code, subCode, replied }) => ({ method, code, subCode, replied })),
    /** Every time that money really moved. */
    runs: () => [...gateway.ledger.runs],
  };
}

/** @typedef {ReturnType<typeof createCommands>} Commands */
