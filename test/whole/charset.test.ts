import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAlipay } from '../../src/index.js';
import type { TestGateway } from '../../src/testing/index.js';
import { createTestCredentials, lost, raw, startGateway } from '../../src/testing/index.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({
    credentials: createTestCredentials(),
    encryptKey: Buffer.alloc(16).toString('base64'),
    methods: ['alipay.open.file.upload'],
  });
});
afterAll(() => gateway.close());

test('GBK requests arrive as they were written, with what GBK does not have escaped', async () => {
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, charset: 'GBK' });
  const subject = '牛肉面 😀 € 100%+';
  const { data } = await alipay.execute('alipay.trade.create', {
    out_trade_no: 'gbk-1',
    total_amount: '1.00',
    subject,
  });
  expect(data.code).toBe('10000');
  expect(gateway.log.at(-1)).toMatchObject({ signatureValid: true, params: { charset: 'GBK' } });
  expect(gateway.ledger.get('gbk-1')?.subject).toBe(subject);
  await expect(alipay.execute('alipay.trade.query', {}, { params: { note: '😀' } })).rejects.toThrow(
    '"note" holds a character',
  );
});

test('GBK requests can be encrypted and can carry files', async () => {
  const encryptKey = Buffer.alloc(16).toString('base64');
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, charset: 'GBK', encryptKey });
  const order = { out_trade_no: 'gbk-2', total_amount: '1.00', subject: '牛肉面' };
  expect((await alipay.execute('alipay.trade.create', order, { encrypt: true })).data.code).toBe('10000');
  expect(gateway.ledger.get('gbk-2')?.subject).toBe('牛肉面');
  const files = { file_content: { content: Buffer.from('a'), filename: '图.txt' } };
  const uploaded = await alipay.execute('alipay.open.file.upload', undefined, { files, params: { biz_code: '门店' } });
  expect(uploaded.data.code).toBe('10000');
  expect(gateway.log.at(-1)).toMatchObject({ signatureValid: true, params: { biz_code: '门店' } });
});

test('GBK replies are read whatever was asked for', async () => {
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, retry: { maxAttempts: 1 } });
  // "系统繁忙" in GBK, unsigned, as the gateway sends it under load. protocol.md 1.7.
  const node = Buffer.concat([
    Buffer.from(
      '{"alipay_trade_query_response":{"code":"20000","msg":"Service Currently Unavailable","sub_code":"aop.unknow-error","sub_msg":"',
    ),
    Buffer.from('cfb5cdb3b7b1c3a6', 'hex'),
    Buffer.from('"}}'),
  ]);
  gateway.on('alipay.trade.query').reply(raw(node));
  await expect(alipay.execute('alipay.trade.query', { out_trade_no: '1' })).rejects.toMatchObject({
    subMsg: '系统繁忙',
  });
});

test('GBK calls are asked after in GBK, whatever the number of the order is written with', async () => {
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, charset: 'GBK' });
  gateway.on('alipay.trade.pay').reply(lost());
  const order = { out_trade_no: '订单-😀-1', total_amount: '1.00', subject: '牛肉面', auth_code: '280000000000000001' };
  const { alipay: report, data } = await alipay.execute('alipay.trade.pay', order);
  expect(report.confirmedBy).toBe('alipay.trade.query');
  expect(data.out_trade_no).toBe('订单-😀-1');
});
