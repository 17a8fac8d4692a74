// @ts-check
// The engine on an axios instance you already have.   npm run build && node examples/04-attach-to-your-axios.mjs
import { once } from 'node:events';
import { createServer } from 'node:http';
import { attachAlipay } from 'alipay-axios';
import { busy, paid, startGateway } from 'alipay-axios/testing';
import axios from 'axios';

const gateway = await startGateway();
gateway.on('alipay.trade.query').reply(busy(), paid({ total_amount: '35.00' }));

// Some other service of yours, on loopback.
const server = createServer((request, response) => {
  const isSigned = request.url?.includes('sign=') || 'sign' in request.headers;
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ order: 7, isSigned }));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

// Your instance, with your base URL and your interceptors. They run once a call, however many attempts it takes.
const http = axios.create({ baseURL: `http://127.0.0.1:${port}` });
let count = 0;
http.interceptors.request.use((config) => {
  config.headers.set('x-request-id', `request-${++count}`);
  return config;
});
http.interceptors.response.use((response) => {
  console.log(`interceptor: ${response.config.headers.get('x-request-id')} got ${response.status}`);
  return response;
});

// In production: your own keys, and no `gateway`.
const alipay = attachAlipay(http, { ...gateway.credentials, gateway: gateway.url });

// Events hold nothing secret, so they can go to any log as they are.
alipay.events.on('attempt', (event) => console.log(`log: attempt ${JSON.stringify(event)}`));
alipay.events.on('retry', (event) => console.log(`log: retry ${JSON.stringify(event)}`));

const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '20261123-4' });
console.log(`the gateway: ${data['trade_status']}`);

// The same, in axios's own words.
await http
  .post(`${gateway.url}/gateway.do`, { method: 'alipay.trade.query', biz_content: { out_trade_no: '20261123-4' } })
  .catch((error) =>
    console.log(`the gateway: ${error.subCode}, and axios.isAxiosError says ${axios.isAxiosError(error)}`),
  );

// Whatever is not for the gateway passes through, unsigned and unchanged.
const order = await http.get('/orders/7');
console.log(`your service: ${JSON.stringify(order.data)}`);

alipay.detach();
alipay.close();
server.close();
server.closeAllConnections();
await gateway.close();
