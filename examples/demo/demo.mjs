// @ts-check
// What the library does when things fail, against a gateway in a process of its own: npm run demo
import { setTimeout as delay } from 'node:timers/promises';
import { startGatewayProcess } from './gateway-link.mjs';
import { playAll } from './play.mjs';
import { paint, print } from './timeline.mjs';

const LIMIT_MS = 20_000;
/** @type {unknown} */
let failure;

const { gateway, pid, stop } = await startGatewayProcess();
try {
  const { url } = await gateway.address();
  print(`The gateway listens on ${url} (process ${pid}); the library runs in process ${process.pid}.`);
  const tooLong = delay(LIMIT_MS, undefined, { ref: false }).then(() => {
    throw new Error(`It still plays after ${LIMIT_MS} ms`);
  });
  print(paint('bold', await Promise.race([playAll(gateway), tooLong])));
} catch (error) {
  failure = error;
} finally {
  await stop();
}
if (failure !== undefined) {
  print(paint('red', `\nThis is not how it should have ended: ${failure instanceof Error ? failure.stack : failure}`));
  // Calls that are still under way are not waited for.
  process.stdout.write('', () => process.exit(1));
}
