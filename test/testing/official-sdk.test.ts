import { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestGateway } from '../../src/testing/index.js';
import { createTestCredentials, forged, pass, startGateway } from '../../src/testing/index.js';

const credentials = createTestCredentials();
let gateway: TestGateway;
let sdk: AlipaySdk;

beforeAll(async () => {
  // The SDK stamps its requests in the process's own time zone, where the gateway expects China's. protocol.md 1.3.
  gateway = await startGateway({ credentials, clockToleranceMs: 24 * 3_600_000 });
  sdk = new AlipaySdk({ ...gateway.credentials, gateway: `${gateway.url}/gateway.do`, keyType: 'PKCS8' });
});

afterAll(() => gateway.close());

test('the official SDK pays, asks, refunds, and verifies every reply', async () => {
  const bizContent = {
    outTradeNo: 'sdk-1',
    totalAmount: '88.80',
    subject: '大乐透',
    authCode: '28763443825664394',
    scene: 'bar_code',
  };
  const pay = await sdk.exec('alipay.trade.pay', { bizContent }, { validateSign: true });
  expect(pay).toMatchObject({ code: '10000', outTradeNo: 'sdk-1', totalAmount: '88.80' });

  const query = await sdk.exec('alipay.trade.query', { bizContent: { outTradeNo: 'sdk-1' } }, { validateSign: true });
  expect(query).toMatchObject({ code: '10000', tradeStatus: 'TRADE_SUCCESS', traceId: gateway.log[1]?.traceId });

  const refund = await sdk.exec(
    'alipay.trade.refund',
    { bizContent: { outTradeNo: 'sdk-1', refundAmount: 88.8 } },
    { validateSign: true },
  );
  expect(refund).toMatchObject({ code: '10000', fundChange: 'Y', refundFee: '88.80' });
  expect(gateway.ledger.get('sdk-1')?.status).toBe('TRADE_CLOSED');
  expect(gateway.log.every((entry) => entry.signatureValid && entry.replied === 'signed')).toBe(true);
});

test('the official SDK refuses a forged reply', async () => {
  gateway.on('alipay.trade.query').reply(forged(pass()));
  const call = sdk.exec('alipay.trade.query', { bizContent: { outTradeNo: 'sdk-1' } }, { validateSign: true });
  await expect(call).rejects.toThrow('验签失败');
});
