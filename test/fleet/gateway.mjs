// @ts-check
// The gateway's process, as the proof sees it.

import { once } from 'node:events';
import { forkOwn } from './own-processes.mjs';

/** @import { ClientCredentials, IssuedToken } from 'alipay-axios/testing' */
/** @import { GatewayCommands, GatewayTask } from './gateway-process.mjs' */

/**
 * @typedef {object} Gateway
 * @property {string} url
 * @property {ClientCredentials} credentials
 * @property {() => Promise<IssuedToken>} issue a token of the scenario's kind
 * @property {() => Promise<string>} code a code of the same owner
 * @property {() => Promise<void>} expire ends the token that the fleet calls with
 * @property {() => Promise<{ refreshes: number, supersededUses: number }>} counts
 * @property {() => Promise<void>} end
 */

/**
 * @param {GatewayTask} task
 * @returns {Promise<Gateway>}
 */
export async function startGatewayProcess(task) {
  const child = forkOwn('gateway-process.mjs');
  const hasEnded = once(child, 'exit').then(([code]) => {
    throw new Error(`the gateway's process ended with ${code}`);
  });
  hasEnded.catch(() => {});

  /** @param {object} message */
  const ask = async (message) => {
    const answer = once(child, 'message');
    child.send(message);
    const [{ value, error }] = await Promise.race([answer, hasEnded]);
    if (error !== undefined) throw new Error(`the gateway: ${error}`);
    return value;
  };
  const { url, credentials } = await ask(task);
  /** @param {keyof GatewayCommands} name */
  const command = (name) => () => ask({ name });
  return {
    url,
    credentials,
    issue: command('issue'),
    code: command('code'),
    expire: command('expire'),
    counts: command('counts'),
    end: async () => {
      if (!child.connected) return;
      child.disconnect();
      await hasEnded.catch(() => {});
    },
  };
}
