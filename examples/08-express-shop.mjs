// @ts-check
// An Express shop: a till, notifications, and a page of events.   npm run build && node examples/08-express-shop.mjs [--serve]
import { once } from 'node:events';
import { createAlipay } from 'alipay-axios';
import { createTestAuthority, startGateway } from 'alipay-axios/testing';
import { playAfternoon } from './express-shop/afternoon.mjs';
import { buyerRoutes } from './express-shop/buyer.mjs';
import { openShop } from './express-shop/shop.mjs';

// Without --serve (or PORT) it plays an afternoon and ends; with it, the shop stays open for you and your browser.
const stays = process.argv.includes('--serve') || process.env.PORT !== undefined;

// In production: your own three certificates, and no `gateway`.
const gateway = await startGateway({ authority: createTestAuthority() });
const deadlineMs = stays ? 5_000 : 1_000;
const alipay = createAlipay({ ...gateway.certificateCredentials, gateway: gateway.url, deadlineMs });
const shop = await openShop({
  alipay,
  appId: gateway.credentials.appId,
  // Short here, so that nobody waits; by default the buyer has a minute.
  times: stays
    ? { firstQueryMs: 1_000, queryEveryMs: 2_000, withinMs: 12_000, cancelWithinMs: 3_000 }
    : { firstQueryMs: 100, queryEveryMs: 100, withinMs: 2_000, cancelWithinMs: 500 },
  port: Number(process.env.PORT ?? 0),
  ...(stays ? { buyer: buyerRoutes(gateway) } : {}),
  print: (line) => console.log(line),
});

if (stays) {
  console.log(`the till: ${shop.url}/till\nthe events: ${shop.url}/events\nCtrl+C closes the shop`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
} else if (!(await playAfternoon({ shop, gateway, print: (line) => console.log(line) }))) {
  console.error('This is not how it should have ended: the book and the ledger differ');
  process.exitCode = 1;
}
await shop.close();
await gateway.close();
console.log('the shop is closed');
