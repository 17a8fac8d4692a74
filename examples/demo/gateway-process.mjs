// @ts-check
// The gateway, in a process of its own: what the library knows of it comes over HTTP, as in production.
import { startGateway } from 'alipay-axios/testing';
import { createCommands } from './gateway-commands.mjs';

// The demo lets go of the channel when it ends, however it ends.
process.on('disconnect', () => process.exit(0));
if (!process.connected) process.exit(0);

const gateway = await startGateway();
/** @type {Record<string, (...args: never[]) => unknown>} */
const commands = createCommands(gateway);

/** @param {{ id: number, name: string, args: never[] }} command */
function carryOut({ id, name, args }) {
  try {
    answer({ id, value: commands[name]?.(...args) });
  } catch (error) {
    answer({ id, error: String(error) });
  }
}

/** @param {import('./gateway-link.mjs').Answer} message */
function answer(message) {
  // A demo that is gone needs no answer, and its going ends this process.
  process.send?.(message, undefined, undefined, () => {});
}

process.on('message', carryOut);
answer({ id: 0 });
