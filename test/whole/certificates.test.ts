import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAlipay, isAlipayError } from '../../src/index.js';
import type { TestGateway } from '../../src/testing/index.js';
import {
  createTestAuthority,
  createTestClock,
  createTestCredentials,
  refused,
  silent,
  startGateway,
} from '../../src/testing/index.js';

const credentials = createTestCredentials();
const authority = createTestAuthority();
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway({ credentials, authority });
});
afterAll(() => gateway.close());

const client = () => createAlipay({ ...gateway.certificateCredentials, gateway: gateway.url });
const downloads = () => gateway.log.filter(({ method }) => method === 'alipay.open.app.alipaycert.download').length;
const create = (alipay: ReturnType<typeof client>, outTradeNo: string) =>
  alipay.execute('alipay.trade.create', { out_trade_no: outTradeNo, total_amount: '1.00', subject: '书' });

describe('certificate mode', () => {
  test('sends both serial numbers and verifies with the certificate of the settings', async () => {
    const alipay = client();
    const response = await create(alipay, 'cert-1');
    expect(response.data).toMatchObject({ code: '10000', out_trade_no: 'cert-1' });
    expect(response.alipay.certSn).toMatch(/^[\da-f]{32}$/);
    expect(gateway.log.at(-1)?.params).toMatchObject({
      app_cert_sn: expect.stringMatching(/^[\da-f]{32}$/),
      alipay_root_cert_sn: expect.stringMatching(/^[\da-f]{32}$/),
    });
    expect(downloads()).toBe(0);
  });

  test('downloads a certificate that has replaced it once for 100 calls in mid-traffic, and none of them fails', async () => {
    const alipay = client();
    const before = downloads();
    const calls = Array.from({ length: 100 }, async (_one, nth) => {
      if (nth === 50) gateway.rotateCertificate();
      return create(alipay, `rotation-${nth}`);
    });
    const codes = (await Promise.all(calls)).map(({ data }) => data['code']);
    expect(codes).toEqual(Array.from({ length: 100 }, () => '10000'));
    expect(downloads() - before).toBe(1);
    expect((await create(alipay, 'rotation-after')).data['code']).toBe('10000');
    expect(downloads() - before).toBe(1);
  });

  test.each(['stranger', 'app'] as const)('believes nothing that is signed with a certificate of %s', async (by) => {
    const alipay = createAlipay({ ...gateway.certificateCredentials, gateway: gateway.url, retry: { maxAttempts: 1 } });
    gateway.rotateCertificate({ by });
    const error = await create(alipay, `fraud-${by}`).catch((thrown: unknown) => thrown);
    gateway.rotateCertificate();
    if (!isAlipayError(error)) throw error;
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_SIGNATURE', outcome: 'unknown' });
    expect(error.attempts[0]).toMatchObject({ cause: 'unknown-certificate' });
    expect((await create(alipay, `honest-${by}`)).data['code']).toBe('10000');
  });

  test('downloads little for numbers that somebody outside makes up, and still what the gateway names', async () => {
    const alipay = client();
    // It knows the certificate of today.
    await create(alipay, 'before-flood');
    const before = downloads();
    const numbers = Array.from({ length: 100 }, (_one, nth) => nth.toString(16).padStart(32, '0'));
    const ends = await Promise.allSettled(
      numbers.map((alipay_cert_sn) => alipay.verifyNotification({ notify_id: '1', sign: 'c2ln', alipay_cert_sn })),
    );
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    expect(downloads() - before).toBe(8);
    await expect(
      alipay.verifyNotification({ notify_id: '1', sign: 'c2ln', alipay_cert_sn: 'no number' }),
    ).rejects.toMatchObject({ code: 'ERR_ALIPAY_SIGNATURE' });
    gateway.rotateCertificate();
    expect((await create(alipay, 'after-flood')).data['code']).toBe('10000');
  });

  test('verifies a notification of a certificate that it has to fetch, and remembers it', async () => {
    const alipay = client();
    gateway.rotateCertificate();
    const before = downloads();
    const { body } = await gateway.notifications.write({ notify_id: '1', notify_type: 'trade_status_sync' });
    for (let nth = 0; nth < 3; nth++) expect(await alipay.verifyNotification(body)).toMatchObject({ notify_id: '1' });
    expect(downloads() - before).toBe(1);
  });

  test('fails with the certificate as the cause where the download fails, and tries again later', async () => {
    const clock = createTestClock(Date.now(), { auto: true });
    const alipay = createAlipay({
      ...gateway.certificateCredentials,
      gateway: gateway.url,
      clock,
      retry: { maxAttempts: 1 },
    });
    gateway.rotateCertificate();
    gateway.on('alipay.open.app.alipaycert.download').reply(refused('40002', 'isv.alipay-cert-not-exist'));
    const before = downloads();
    for (let nth = 0; nth < 3; nth++) {
      await expect(create(alipay, 'later')).rejects.toMatchObject({ code: 'ERR_ALIPAY_SIGNATURE', outcome: 'unknown' });
    }
    expect(downloads() - before).toBe(1);
    await clock.advance(10_000);
    expect((await create(alipay, 'later')).data['code']).toBe('10000');
  });

  test('waits for a certificate no longer than the call has time', async () => {
    gateway.rotateCertificate();
    gateway.on('alipay.open.app.alipaycert.download').reply(silent());
    const alipay = client();
    const call = alipay.execute('alipay.trade.query', { out_trade_no: '1' }, { deadlineMs: 200 });
    await expect(call).rejects.toMatchObject({ code: 'ERR_ALIPAY_DEADLINE', outcome: 'unknown' });
    await alipay.close();
  });
});
