// @ts-check
// The gateway, in a process of its own: what the fleet knows of it comes over HTTP, as in production.
import { startGateway } from 'alipay-axios/testing';

const gateway = await startGateway();

/** What the example may ask of it, by name. */
const answers = {
  address: () => ({ url: gateway.url, credentials: gateway.credentials }),
  /** A merchant has consented: the code that Alipay sends to the ISV. */
  code: () => gateway.tokens.codeForMerchant(),
  /** Lets every merchant token end that has been seen in a call; says how many. */
  expireAll: () => {
    const seen = new Set(gateway.log.flatMap(({ params }) => params['app_auth_token'] ?? []));
    for (const token of seen) gateway.tokens.expire(token);
    return seen.size;
  },
  /** How many refreshes there were, and how often a refresh token came that had been used before. */
  counts: () => ({ refreshes: gateway.tokens.refreshCount, usedTwice: gateway.tokens.supersededUses }),
};

/** @typedef {typeof answers} Answers */

process.on('message', (/** @type {keyof Answers} */ name) => process.send?.(answers[name]()));
process.once('disconnect', () => gateway.close());
process.send?.('ready');
