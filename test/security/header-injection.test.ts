import type { AlipayInstance } from 'alipay-axios';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { frameForm } from '../../src/protocol/multipart-form.js';
import type { World } from '../support/world.js';
import { openWorld } from '../support/world.js';

const BREAKS = [
  'a\r\nX-Evil: 1',
  'a\nX-Evil: 1',
  'a\rb',
  'a\u0000b',
  '\r\n\r\nbody',
  'a\u2028b',
  'é',
  '令牌',
  ' a',
  'a ',
];

let world: World;
let alipay: AlipayInstance;
beforeAll(async () => {
  world = await openWorld();
  alipay = world.alipay as AlipayInstance;
});
beforeEach(() => world.gateway.clearLog());
afterAll(() => world.close());

const refusal = async (call: Promise<unknown>): Promise<string> => {
  const error: unknown = await call.then(
    () => 'it went through',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TypeError);
  // Before anything was sent, and without a place that stays taken.
  expect(world.gateway.log).toHaveLength(0);
  expect(alipay.health().inFlight).toBe(0);
  return error instanceof Error ? error.message : '';
};

describe('a text that would begin another header', () => {
  test.each(BREAKS)('is refused as a merchant token of v3: %j', async (token) => {
    const message = await refusal(
      alipay.get('/v3/alipay/trade/query', { params: { out_trade_no: '1' }, alipay: { appAuthToken: token } }),
    );
    expect(message).toMatch(/^"alipay.appAuthToken" /);
    if (token.length > 3) expect(message).not.toContain(token);
  });

  test.each(BREAKS.slice(0, 5))('is refused as a merchant token that was kept: %j', async (token) => {
    await alipay.tokens.put({ kind: 'app_auth_token', owner: 'header', value: token });
    await refusal(
      alipay.get('/v3/alipay/trade/query', {
        params: { out_trade_no: '1' },
        alipay: { appAuthToken: { owner: 'header' } },
      }),
    );
  });

  test.each(BREAKS)('goes into the query of v3 as a text, where it is a user’s token: %j', async (token) => {
    await alipay
      .get('/v3/alipay/trade/query', { params: { out_trade_no: '1' }, alipay: { authToken: token } })
      .catch(() => undefined);
    expect(world.gateway.log.map(({ params }) => params['auth_token'])).toEqual([token]);
  });

  test.each(BREAKS)('goes into the body of v2 as a text, in whatever parameter: %j', async (text) => {
    const options = { appAuthToken: text, notifyUrl: text, params: { product_code: text } };
    await alipay.execute('alipay.trade.query', { out_trade_no: text }, options).catch(() => undefined);
    const [sent] = world.gateway.log;
    expect(sent?.signatureValid).toBe(true);
    expect(sent?.params).toMatchObject({ app_auth_token: text, notify_url: text, product_code: text });
    expect(Object.keys(sent?.params ?? {}).some((name) => /evil/i.test(name))).toBe(false);
  });

  test.each(['image/png\r\nX-Evil: 1', 'image/png\n', 'image', 'a/b; c="\r\n\r\n"', '', 'image/png\u0000'])(
    'is refused as the media type of a file: %j',
    async (contentType) => {
      const files = { file_content: { content: Buffer.from('abc'), filename: 'a.jpg', contentType } };
      const message = await refusal(alipay.execute('alipay.merchant.item.file.upload', { scene: 'x' }, { files }));
      expect(message).toMatch(/^"alipay.files.file_content.contentType" /);
    },
  );

  test.each(['a"\r\nX-Evil: 1\r\n\r\nb', 'a"; filename="b'])('is escaped as a name in a form: %j', (name) => {
    const { heads } = frameForm([{ field: name, text: 'x' }], [{ field: name, filename: name, size: 1 }], 'b');
    const lines = Buffer.concat(heads).toString().split('\r\n');
    expect(lines.filter((line) => /^X-Evil/.test(line))).toEqual([]);
    expect(
      lines.filter((line) => line.startsWith('Content-Disposition')).map((line) => line.match(/"/g)?.length),
    ).toEqual([2, 4]);
  });

  test.each(['a=1\r\nX: y', 'a=1, b=2', 'a=1,app_id=2\n'])(
    'is refused as additionalAuthInfo: %j',
    async (additionalAuthInfo) => {
      await expect(openWorld({ alipay: { additionalAuthInfo } })).rejects.toThrow('"additionalAuthInfo"');
    },
  );

  test.each(['2021\r\nX: y', '2021 1', '2021,nonce=1'])('is refused as the app’s id: %j', async (appId) => {
    await expect(openWorld({ alipay: { appId } })).rejects.toThrow('"appId"');
  });

  test('is refused as a method', async () => {
    expect(await refusal(alipay.execute('alipay.trade.query\r\nX: y', {}))).toMatch(/^"method" /);
  });
});
