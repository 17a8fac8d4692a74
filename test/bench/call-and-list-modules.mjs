// Makes one real call with the built package, in a process that has loaded nothing else, and prints which modules of
// node-forge were loaded for it. node-forge is CommonJS, and every CommonJS module, however it was imported, stands in
// require.cache. Then it loads node-forge itself and prints the list again: a list that stays empty would prove nothing.

import { createRequire } from 'node:module';
import { createAlipay } from 'alipay-axios';

const forgeModules = () =>
  Object.keys(createRequire(import.meta.url).cache).filter((path) => /[\\/]node-forge[\\/]/.test(path));

const { url, credentials } = JSON.parse(process.argv[2] ?? '');
const alipay = createAlipay({ ...credentials, gateway: url });
const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '1' });
alipay.close();

const afterTheCall = forgeModules();
await import('node-forge');
console.log(JSON.stringify({ code: data['code'], afterTheCall, afterAnImport: forgeModules() }));
