// A user in TypeScript who writes CommonJS as it is.
import alipayAxios = require('alipay-axios');
import testing = require('alipay-axios/testing');

export async function requirePackage(): Promise<string | undefined> {
  const gateway = await testing.startGateway();
  const alipay = alipayAxios.createAlipay({ ...gateway.credentials, gateway: gateway.url });
  const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '1' });
  const status: string | undefined = data.trade_status;
  await alipay.close();
  await gateway.close();
  return status;
}

// @ts-expect-error there is no such option
alipayAxios.createAlipay({ appId: '1', privateKey: '', nonsense: true });
