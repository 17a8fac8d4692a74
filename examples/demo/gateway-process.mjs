// @ts-check
// The gateway, in a process of its own: what the library knows of it comes over HTTP, as in production.
import { startGateway } from 'alipay-axios/testing';
import { createCommands } from './gateway-commands.mjs';

const gateway = await startGateway();
/** @type {Record<string, (...args: never[]) => unknown>} */
const commands = createCommands(gateway);

/** @param {{ id: number, name: string, args: never[] }} command */
function carryOut({ id, name, args }) {
  try {
    process.send?.({ id, value: commands[name]?.(...args) });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}

process.on('message', carryOut);
// The demo lets go of the channel when it ends, however it ends.
process.on('disconnect', () => void gateway.close().then(() => process.exit(0)));
process.send?.({ id: 0 });
