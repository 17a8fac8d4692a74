import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../src/protocol/canonical-text.js';
import { FRAME_NAMES, frameParams, GATEWAY_PATH, wireRequest } from '../../src/protocol/request.js';
import { encodeParams } from '../../src/protocol/wire-params.js';

const FRAME = {
  appId: '2021000000000000',
  method: 'alipay.trade.pay',
  signType: 'RSA2',
  timestamp: '2026-11-23 08:00:00',
} as const;

const names = (form: string) => [...new URLSearchParams(form).keys()];

describe('GATEWAY_PATH', () => {
  it('is where the v2 protocol is spoken', () => {
    expect(GATEWAY_PATH).toBe('/gateway.do');
  });
});

describe('frameParams', () => {
  it('adds what every request says about itself', () => {
    expect(frameParams(FRAME, { biz_content: '{}' })).toEqual({
      biz_content: '{}',
      app_id: '2021000000000000',
      charset: 'utf-8',
      format: 'JSON',
      method: 'alipay.trade.pay',
      sign_type: 'RSA2',
      timestamp: '2026-11-23 08:00:00',
      version: '1.0',
    });
  });

  it('cannot be overruled by a parameter of the caller', () => {
    const own = Object.fromEntries([...FRAME_NAMES].filter((name) => name !== 'sign').map((name) => [name, 'forged']));
    expect(frameParams(FRAME, own)).toEqual(frameParams(FRAME, {}));
    expect(frameParams(FRAME, {}, own)).toEqual(frameParams(FRAME, {}));
  });

  it('carries the tokens, which come before parameters of the caller under their names', () => {
    const params = frameParams(FRAME, { app_auth_token: 'stale', scope: 'a' }, { app_auth_token: 'fresh' });
    expect(params).toEqual({ ...frameParams(FRAME, {}), scope: 'a', app_auth_token: 'fresh' });
  });

  it('carries a parameter that is called __proto__ like any other', () => {
    const params = frameParams(FRAME, encodeParams(JSON.parse('{"__proto__":"x"}')));
    expect(Object.entries(params)).toContainEqual(['__proto__', 'x']);
  });
});

describe('wireRequest', () => {
  const own = {
    biz_content: '{"out_trade_no":"1"}',
    app_auth_token: 'merchant-token',
    auth_token: 'user-token',
    notify_url: 'https://shop.example/notify?a=1&b=2',
    return_url: 'https://shop.example/',
    encrypt_type: 'AES',
    grant_type: 'authorization_code',
  };
  const params = frameParams({ ...FRAME, certificates: { appCertSn: 'a', rootCertSn: 'b' } }, own);
  const wire = wireRequest(params, 'c2ln+/==');

  it('puts the frame, with the charset, and the signature into the query', () => {
    expect(names(wire.query)).toEqual(expect.arrayContaining([...FRAME_NAMES]));
    expect(new URLSearchParams(wire.query).get('charset')).toBe('utf-8');
    expect(new URLSearchParams(wire.query).get('sign')).toBe('c2ln+/==');
  });

  it('puts nothing into the query but the parameters of the system', () => {
    expect(names(wire.query).sort()).toEqual([...FRAME_NAMES, 'auth_token', 'notify_url', 'return_url'].sort());
  });

  it('puts the content, the token of the merchant and every other parameter into the body', () => {
    expect(names(wire.body).sort()).toEqual(['app_auth_token', 'biz_content', 'encrypt_type', 'grant_type']);
  });

  it('sends every parameter exactly once', () => {
    const sent = [...names(wire.query), ...names(wire.body)];
    expect(sent).toHaveLength(new Set(sent).size);
    expect(sent.sort()).toEqual([...Object.keys(own), ...FRAME_NAMES].sort());
  });

  it.each(['1 + 1', 'a=b&c=d', '100%', '%41', '中文', '🧧', "it's (fine)*!~", 'a\r\nb', '"\\/"', '#?;,'])(
    'survives the form encoding: %j',
    (value) => {
      const { query, body } = wireRequest({ notify_url: value, biz_content: value, [value]: 'name' }, value);
      expect(new URLSearchParams(query).get('notify_url')).toBe(value);
      expect(new URLSearchParams(query).get('sign')).toBe(value);
      expect(new URLSearchParams(body).get('biz_content')).toBe(value);
      expect(new URLSearchParams(body).get(value)).toBe('name');
    },
  );

  it('never sends the word undefined', () => {
    // No type allows it; the cast stands for a caller of the function who went around them.
    expect(wireRequest({ scope: undefined as unknown as string }, 's').body).toBe('scope=');
  });

  it('gives an empty body where there is nothing to put into it', () => {
    expect(wireRequest(frameParams(FRAME, {}), 's').body).toBe('');
  });

  it('sends what was signed, wherever it stands', () => {
    const sent = Object.fromEntries(new URLSearchParams(`${wire.query}&${wire.body}`));
    expect(canonicalText(sent)).toBe(canonicalText(params));
  });
});
