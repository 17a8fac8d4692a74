// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** @import { Commands } from './gateway-commands.mjs' */
/** @typedef {{ id: number, value?: unknown, error?: string }} Answer */

/**
 * Commands whose results come over the channel.
 *
 * @typedef {{ [Name in keyof Commands]: (...args: Parameters<Commands[Name]>) => Promise<ReturnType<Commands[Name]>> }} Gateway
 */

/**
 * Starts the gateway's process. `stop` ends it and resolves when it is gone.
 *
 * @returns {Promise<{ gateway: Gateway, pid: number | undefined, stop: () => Promise<void> }>}
 */
export async function startGatewayProcess() {
  const child = fork(fileURLToPath(new URL('./gateway-process.mjs', import.meta.url)), { serialization: 'advanced' });
  const gone = once(child, 'exit');
  const waiting = new Map();
  let count = 0;

  /** @param {string} name @param {unknown[]} args */
  const ask = (name, args) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      child.send({ id: count, name, args });
    });
  child.on('message', (/** @type {Answer} */ { id, value, error }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error === undefined) resolve?.(value);
    else reject?.(new Error(`The gateway's process: ${error}`));
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error("The gateway's process has ended"));
  });

  // Its first message says that it listens.
  await Promise.race([
    once(child, 'message'),
    gone.then(() => Promise.reject(new Error("The gateway's process did not start"))),
  ]);
  const gateway = new Proxy(/** @type {Gateway} */ ({}), {
    get: (_, name) => (name === 'then' ? undefined : (/** @type {unknown[]} */ ...args) => ask(String(name), args)),
  });
  const stop = async () => {
    if (child.connected) child.disconnect();
    await gone;
  };
  return { gateway, pid: child.pid, stop };
}
