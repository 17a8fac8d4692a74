import type { AlipayOptions, StaleToken } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import { createTestClock } from 'alipay-axios/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { World } from '../support/world.js';
import { failureOf, openWorld, testCredentials } from '../support/world.js';

const SHARE = 'alipay.user.info.share';
const OWNER = '2088102150527498';

let world: World;
afterEach(() => world.close());

const RECORD = { kind: 'auth_token', owner: OWNER, value: 'v' } as const;

describe('put refuses', () => {
  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /"record" must be an object, got undefined/],
    ['a text', 'token', /"record" must be an object, got a string/],
    [
      'a misspelled member',
      { ...RECORD, refresh_token: 'r' },
      /"record\.refresh_token" is not an option; did you mean/,
    ],
    ['a record without a kind', { ...RECORD, kind: undefined }, /"record\.kind" is missing/],
    ['another kind', { ...RECORD, kind: 'access_token' }, /"record\.kind" must be one of app_auth_token, auth_token/],
    ['a record without an owner', { ...RECORD, owner: undefined }, /"record\.owner" is missing/],
    ['an empty owner', { ...RECORD, owner: '' }, /"record\.owner" must be a text, got an empty string/],
    [
      'an owner with half a character',
      { ...RECORD, owner: '\ud800' },
      /"record\.owner" is a text that has no UTF-8 form/,
    ],
    [
      'a record without a value',
      { kind: 'auth_token', owner: OWNER },
      /"record\.value" must be the token's text.*got undefined/,
    ],
    ['an empty value', { ...RECORD, value: '' }, /"record\.value" must be the token's text.*got an empty string/],
    ['a value with half a character', { ...RECORD, value: 'x\udfff' }, /"record\.value" must be the token's text/],
    [
      'a refresh token that is no text',
      { ...RECORD, refreshToken: null },
      /"record\.refreshToken" must be the token's text.*got null/,
    ],
    [
      'seconds as a text',
      { ...RECORD, expiresAtMs: '1296000' },
      /"record\.expiresAtMs" must be an instant in milliseconds/,
    ],
    [
      'an end that is no number',
      { ...RECORD, refreshExpiresAtMs: Number.NaN },
      /"record\.refreshExpiresAtMs" must be an instant/,
    ],
    ['half a generation', { ...RECORD, generation: 0.5 }, /"record\.generation" must be a whole number of at least 1/],
    ['no generation at all', { ...RECORD, generation: null }, /"record\.generation" must be a whole number/],
  ])('%s, and what was there stays', async (_title, record, complaint) => {
    world = await openWorld();
    await world.alipay.tokens.put({ ...RECORD, value: 'the old one' });
    const before = await world.alipay.tokens.find('auth_token', OWNER);
    const putting = world.alipay.tokens.put(record as never);
    await expect(putting).rejects.toThrow(complaint);
    await expect(putting).rejects.toBeInstanceOf(TypeError);
    await expect(putting).rejects.toThrow(/[\u4e00-\u9fff]/);
    expect(await world.alipay.tokens.find('auth_token', OWNER)).toEqual(before);
  });
});

describe('grant and find refuse', () => {
  test.each<[string, (tokens: World['alipay']['tokens']) => Promise<unknown>, RegExp]>([
    ['no kind', (tokens) => tokens.grant(undefined as never, 'c'), /"kind" is missing/],
    ['another kind', (tokens) => tokens.grant('token' as never, 'c'), /"kind" must be one of/],
    ['no code', (tokens) => tokens.grant('auth_token', undefined as never), /"code" is missing/],
    ['an empty code', (tokens) => tokens.grant('auth_token', ''), /"code" must be a text, got an empty string/],
    [
      'an owner that is no text',
      (tokens) => tokens.grant('auth_token', 'c', { owner: 7 as never }),
      /"options\.owner" must be a text/,
    ],
    [
      'an unknown option',
      (tokens) => tokens.grant('auth_token', 'c', { user: 'x' } as never),
      /"options\.user" is not an option/,
    ],
    ['to find nobody', (tokens) => tokens.find('auth_token', ''), /"owner" must be a text/],
  ])('%s, before anything is sent', async (_title, work, complaint) => {
    world = await openWorld();
    await expect(work(world.alipay.tokens)).rejects.toThrow(complaint);
    expect(world.gateway.log).toEqual([]);
  });
});

describe('a call refuses', () => {
  test.each<[string, unknown]>([
    ['an empty owner', { owner: '' }],
    ['an owner that is no text', { owner: 7 }],
    ['more than an owner', { owner: OWNER, kind: 'auth_token' }],
    ['an object without an owner', {}],
    ['a list', [OWNER]],
  ])('%s, in its options and on the wire, before anything is sent', async (_title, source) => {
    world = await openWorld();
    const words = /must be the token's text, or \{ owner: '2088\.\.\.' \}/;
    await expect(world.alipay.execute(SHARE, undefined, { authToken: source as never })).rejects.toThrow(words);
    await expect(world.alipay.post('/gateway.do', { method: SHARE, auth_token: source })).rejects.toThrow(words);
    expect(world.gateway.log).toEqual([]);
  });
});

describe('the options refuse', () => {
  test.each<[string, unknown, RegExp]>([
    ['a store that is none', { store: {} }, /"tokens\.store" must be a token store.*without read, compareAndSet/],
    ['a Redis client for a store', { store: { get: () => {}, set: () => {} } }, /createRedisTokenStore\(client\)/],
    ['null for a store', { store: null }, /"tokens\.store" must be a token store.*got null/],
    ['a negative time ahead', { refreshAheadMs: -1 }, /"tokens\.refreshAheadMs" must be a whole number of at least 0/],
    [
      'another word for a store that is down',
      { whenStoreIsDown: 'ignore' },
      /"tokens\.whenStoreIsDown" must be one of wait, fail/,
    ],
    ['an unknown option', { refreshAhead: 1 }, /"tokens\.refreshAhead" is not an option; did you mean/],
  ])('%s', async (_title, tokens, complaint) => {
    world = await openWorld();
    const { appId, privateKey, alipayPublicKey } = testCredentials();
    const options: AlipayOptions = { appId, privateKey, alipayPublicKey, tokens: tokens as never };
    expect(() => createAlipay(options)).toThrow(complaint);
  });
});

describe('a callback for a managed token', () => {
  test.each<[string, (stale: StaleToken) => unknown, RegExp]>([
    ['that returns nothing', () => undefined, /returned neither a text nor/],
    ['that returns an empty text', () => '', /returned neither a text nor/],
    ['that returns a record without a value', () => ({ refreshToken: 'r' }), /returned neither a text nor/],
    ['that returns the token that was refused', ({ value }) => value, /returned the token that was refused/],
    ['that returns half a character', () => '\ud800', /has no UTF-8 form/],
    [
      'that returns a refresh token that is none',
      () => ({ value: 'x', refreshToken: '' }),
      /a refreshToken that is no text/,
    ],
    [
      'that returns an end that is none',
      () => ({ value: 'x', expiresAtMs: 'soon' }),
      /an expiresAtMs that is no number/,
    ],
    ['that throws', () => Promise.reject(new Error('down')), /tokens\.refresh threw/],
  ])('%s fails the call, and the old record stays', async (_title, answer, complaint) => {
    world = await openWorld({ alipay: { tokens: { refresh: answer as never } } });
    await world.alipay.tokens.put(RECORD);
    const before = await world.alipay.tokens.find('auth_token', OWNER);
    const error = await failureOf(world.alipay.execute(SHARE, undefined, { authToken: { owner: OWNER } }));
    expect([error.code, error.outcome]).toEqual(['ERR_ALIPAY_TOKEN', 'rejected']);
    expect(error.message).toMatch(complaint);
    expect(await world.alipay.tokens.find('auth_token', OWNER)).toEqual(before);
  });

  test('that never settles is ended after refreshTimeoutMs, and its signal is aborted', async () => {
    const clock = createTestClock();
    let given: AbortSignal | undefined;
    const refresh = ({ signal }: StaleToken): Promise<string> => {
      given = signal;
      return new Promise(() => {});
    };
    world = await openWorld({ gateway: { clock }, alipay: { clock, tokens: { refresh, refreshTimeoutMs: 700 } } });
    await world.alipay.tokens.put(RECORD);
    const before = await world.alipay.tokens.find('auth_token', OWNER);
    const begun = new Promise<void>((resolve) => {
      world.alipay.events.on('refresh', () => setImmediate(resolve));
    });
    const failing = failureOf(world.alipay.execute(SHARE, undefined, { authToken: { owner: OWNER } }));
    await begun;
    await clock.advance(699);
    expect(given?.aborted).toBe(false);
    await clock.advance(1);
    expect((await failing).message).toContain('tokens.refresh took longer than 700 ms');
    expect(given?.aborted).toBe(true);
    expect(await world.alipay.tokens.find('auth_token', OWNER)).toEqual(before);
  });
});
