import type { AlipayOptions } from 'alipay-axios';
import type { ScriptedReply } from 'alipay-axios/testing';
import { forged, hangUp, httpStatus, lost, ok, raw, refused, unsigned } from 'alipay-axios/testing';
import { expect, test } from 'vitest';
import { failureOf, testCredentials } from '../support/world.js';
import { openInstrumented } from './telemetry.js';

const METHOD = 'demo.secret.send';

/** Each in a place of its own; the keys' are slices of the real ones. */
const SECRETS = {
  privateKey: testCredentials().privateKey.slice(200, 240),
  publicKey: testCredentials().alipayPublicKey.slice(60, 100),
  appAuthToken: 'canary-app-auth-token-4711',
  authToken: 'canary-auth-token-4712',
  freshToken: 'canary-fresh-token-4713',
  content: 'canary-buyer-name-4714',
  nested: 'canary-id-card-4715',
  param: 'canary-refresh-token-4716',
  notify: 'canary-notify-secret-4717',
  header: 'canary-authorization-4718',
  owner: 'canary-owner-4721',
  replied: 'canary-reply-content-4722',
  quoted: 'canary-sub-msg-4723',
} as const;

const REPLIES: readonly ScriptedReply[] = [
  ok({ secret: SECRETS.replied }),
  refused('40002', 'isv.invalid-parameter', { sub_msg: SECRETS.quoted }),
  refused('40004', 'ACQ.INVALID_PARAMETER', { sub_msg: SECRETS.content }),
  refused('20001', 'aop.app-auth-token-time-out'),
  forged(ok({ secret: SECRETS.replied })),
  unsigned(ok({ secret: SECRETS.replied })),
  raw(`<html>${SECRETS.replied}</html>`),
  httpStatus(502, `<h1>Bad gateway</h1> ${SECRETS.content}`),
  hangUp(),
];

const TOKENS: readonly AlipayOptions['tokens'][] = [
  { refresh: () => SECRETS.freshToken },
  {
    refresh: ({ value }) => {
      throw new Error(`the store said ${value}`);
    },
  },
];

test('no key, token, signature, content or owner is in a span or a metric', async () => {
  let signatures = 0;
  for (const tokens of TOKENS) {
    const world = await openInstrumented({
      gateway: { methods: [METHOD] },
      alipay: { ...(tokens === undefined ? {} : { tokens }), axios: { headers: { Authorization: SECRETS.header } } },
    });
    const { gateway, alipay } = world;
    const call = (options: object): Promise<unknown> =>
      alipay.post(
        '/gateway.do',
        {
          method: METHOD,
          biz_content: { name: SECRETS.content, deep: [{ id: SECRETS.nested }] },
          refresh_token: SECRETS.param,
        },
        {
          alipay: {
            authToken: SECRETS.authToken,
            notifyUrl: `https://shop.example/n?key=${SECRETS.notify}`,
            ...options,
          },
        },
      );
    for (const reply of REPLIES) {
      gateway.on(METHOD).clear().reply(reply, reply, reply);
      await call({ appAuthToken: SECRETS.appAuthToken, repeat: 'safe' }).catch(() => {});
    }
    await failureOf(call({ appAuthToken: { owner: SECRETS.owner } }));
    gateway.on('alipay.trade.pay').reply(lost());
    const sale = { out_trade_no: SECRETS.nested, auth_code: '280000000000000001', total_amount: '1.00' };
    await alipay.execute('alipay.trade.pay', { ...sale, subject: SECRETS.content });
    const text = await world.everything();
    expect(text).toContain(METHOD);
    expect(text).toContain('alipay.client.token.refreshes');
    for (const [name, secret] of Object.entries(SECRETS)) expect(text.includes(secret), name).toBe(false);
    for (const { params } of gateway.log) {
      const sign = params['sign'] ?? '';
      if (sign !== '') signatures++;
      expect(sign === '' || !text.includes(sign.slice(0, 40))).toBe(true);
    }
    await world.close();
  }
  expect(signatures).toBeGreaterThan(20);
});
