// A user in TypeScript; compiled against the packed package as an ES module and as CommonJS.
import type { AlipayInstance, AlipayOptions, TokenStore } from 'alipay-axios';
import { AlipayError, createAlipay, createMemoryTokenStore, isAlipayError } from 'alipay-axios';
import { instrumentAlipay } from 'alipay-axios/otel';
import type { NodeRedisClient } from 'alipay-axios/redis';
import { createRedisTokenStore } from 'alipay-axios/redis';
import type { TestGateway } from 'alipay-axios/testing';
import { busy, paid, startGateway } from 'alipay-axios/testing';
import type { AxiosInstance } from 'axios';

export async function usePackage(client: NodeRedisClient): Promise<string | undefined> {
  const gateway: TestGateway = await startGateway();
  gateway.on('alipay.trade.query').reply(busy(), paid());
  const store: TokenStore = createRedisTokenStore(client) ?? createMemoryTokenStore();
  const options: AlipayOptions = { ...gateway.credentials, gateway: gateway.url, tokens: { store } };
  const alipay: AlipayInstance = createAlipay(options);
  const asAxios: AxiosInstance = alipay;
  const stop: () => void = instrumentAlipay(alipay);
  alipay.events.on('failure', ({ code, outcome }) => console.log(code, outcome, asAxios.defaults.timeout));
  try {
    const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: '1' });
    const status: string | undefined = data.trade_status;
    // @ts-expect-error the fields are known, and this one is a text
    const wrong: number = data.trade_status;
    return status ?? String(wrong);
  } catch (error) {
    if (isAlipayError(error) && error.outcome === 'unknown') return error.code;
    if (error instanceof AlipayError) return error.method;
    throw error;
  } finally {
    stop();
    await alipay.close();
    await gateway.close();
  }
}

// @ts-expect-error a number is no app id
createAlipay({ appId: 1, privateKey: '' });
