// A user of ES modules: one payment at a test gateway.
import { createAlipay } from 'alipay-axios';
import { instrumentAlipay } from 'alipay-axios/otel';
import { createRedisTokenStore } from 'alipay-axios/redis';
import { startGateway } from 'alipay-axios/testing';

if (typeof instrumentAlipay !== 'function' || typeof createRedisTokenStore !== 'function')
  throw new Error('No functions');
const gateway = await startGateway();
const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url });
const order = { out_trade_no: '1', subject: 'tea', total_amount: '1.00', auth_code: '281234567890123456' };
await alipay.execute('alipay.trade.pay', order);
const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '1' });
console.log(data.trade_status);
await alipay.close();
await gateway.close();
