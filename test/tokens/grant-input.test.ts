import { describe, expect, test } from 'vitest';
import { checkStore } from '../../src/runtime/tokens/check-store.js';
import { readKind, readName, readPut } from '../../src/runtime/tokens/grant-input.js';
import { createMemoryTokenStore } from '../../src/runtime/tokens/memory-store.js';
import { readOwner } from '../../src/runtime/tokens/read-owner.js';

const PUT = { kind: 'auth_token', owner: 'o', value: 'v' } as const;

describe('a record that is put', () => {
  test('is read with what was given, and nothing else', () => {
    expect(readPut(PUT)).toStrictEqual({ kind: 'auth_token', owner: 'o', token: { value: 'v' } });
    const more = { refreshToken: 'r', expiresAtMs: 1, refreshExpiresAtMs: 0, generation: 1 };
    expect(readPut({ ...PUT, ...more })).toStrictEqual({
      kind: 'auth_token',
      owner: 'o',
      token: { value: 'v', ...more },
    });
    const undone = { refreshToken: undefined, expiresAtMs: undefined, refreshExpiresAtMs: undefined };
    expect(readPut({ ...PUT, ...undone, generation: undefined })).toStrictEqual(readPut(PUT));
  });

  test.each<[what: string, more: object, en: string, zh: string]>([
    ['a generation of 0', { generation: 0 }, 'got a number; leave it out for', '应为不小于 1 的整数，收到的是数字'],
    ['a negative generation', { generation: -1 }, '"record.generation" must be a whole number of at least 1', '“'],
    ['a generation as a text', { generation: '1' }, 'got a string; leave it out for a token that is new', '新令牌无需'],
    [
      'a value that is none',
      { value: 7 },
      `"record.value" must be the token's text`,
      '应为网关返回的令牌文本，收到的是',
    ],
    ['a refresh token that is none', { refreshToken: '' }, `"record.refreshToken" must be the token's`, '应为网关返回'],
    [
      'an end before the epoch',
      { expiresAtMs: -1 },
      '"record.expiresAtMs" must be an instant',
      '应为毫秒时间戳，即收到',
    ],
    ['a last end as a text', { refreshExpiresAtMs: '1' }, 'expires_in * 1000, got a string', '应为毫秒时间戳，即收到'],
    ['half an owner', { owner: '\ud800' }, '"record.owner" is a text that has no UTF-8 form', '不是合法的文本（无法'],
  ])('is not read with %s', (_what, more, en, zh) => {
    expect(() => readPut({ ...PUT, ...more })).toThrow(TypeError);
    expect(() => readPut({ ...PUT, ...more })).toThrow(en);
    expect(() => readPut({ ...PUT, ...more })).toThrow(zh);
  });
});

test('a kind and a name are read, or missed by their names', () => {
  expect(['app_auth_token', 'auth_token'].map((kind) => readKind(kind, 'kind'))).toEqual([
    'app_auth_token',
    'auth_token',
  ]);
  expect(() => readKind('token', 'kind')).toThrow('"kind" must be one of app_auth_token, auth_token');
  expect(() => readKind(undefined, 'kind')).toThrow('"kind" is missing');
  expect(readName('名', 'code')).toBe('名');
  expect(() => readName(undefined, 'code')).toThrow('"code" is missing');
  expect(() => readName('\udc00', 'code')).toThrow('"code" is a text that has no UTF-8 form');
});

describe('whose token a call asks for', () => {
  test('is named by an owner and nothing else', () => {
    expect(readOwner({ owner: '2088' }, 'authToken')).toBe('2088');
  });

  test.each<[what: string, value: unknown, en: string, zh: string]>([
    ['nothing', undefined, 'undefined', ' undefined'],
    ['null', null, 'null', ' null'],
    ['a number', 7, 'a number', '数字'],
    ['a function with an owner', Object.assign(() => {}, { owner: '2088' }), 'a function', '函数'],
    ['an object without one', {}, 'an object', '对象'],
    [
      'an empty one',
      { owner: '' },
      'an owner that is an empty string, or more than that',
      '对象，其 owner 是空字符串，或另有其他字段',
    ],
    [
      'one that is no text',
      { owner: 7 },
      'an owner that is a number, or more than that',
      '对象，其 owner 是数字，或另有其他字段',
    ],
    [
      'more',
      { owner: '2088', kind: 'auth_token' },
      'an owner that is a string, or more than that',
      '对象，其 owner 是字符串，或另有其他字段',
    ],
  ])('is not named by %s', (_what, value, en, zh) => {
    expect(() => readOwner(value, 'authToken')).toThrow(
      `"authToken" must be the token's text, or { owner: '2088...' } to have it looked up in tokens.store, got ${en}`,
    );
    expect(() => readOwner(value, 'authToken')).toThrow(`从 tokens.store 中查取，收到的是${zh}`);
  });

  test('is not named by half a character', () => {
    expect(() => readOwner({ owner: '\ud800' }, 'authToken')).toThrow('"authToken" holds half of a surrogate pair');
  });
});

describe('a store', () => {
  const store = createMemoryTokenStore();

  test('has the five methods of one', () => {
    expect(checkStore(store, 'tokens.store')).toBe(store);
  });

  test.each(Object.keys(store))('is none without %s', (name) => {
    const check = () => checkStore({ ...store, [name]: undefined }, 'tokens.store');
    expect(check).toThrow(
      `"tokens.store" must be a token store, as createRedisTokenStore(client) of alipay-axios/redis makes one, got an object without ${name}`,
    );
    expect(check).toThrow(`应为令牌存储，例如 alipay-axios/redis 的 createRedisTokenStore(client)，收到的是`);
  });

  test('is none where it has none of them, or is no object', () => {
    expect(() => checkStore({}, 'x')).toThrow('without read, compareAndSet, setAside, acquireLease, releaseLease');
    expect(() => checkStore(null, 'x')).toThrow('got null');
    expect(() =>
      checkStore(
        Object.assign(() => {}, store),
        'x',
      ),
    ).toThrow('got a function');
  });
});
