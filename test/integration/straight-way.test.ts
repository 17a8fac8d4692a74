import type { AlipayResponse } from 'alipay-axios';
import { ok, refused } from 'alipay-axios/testing';
import type { AxiosRequestConfig, InternalAxiosRequestConfig } from 'axios';
import { AxiosHeaders } from 'axios';
import { describe, expect, test } from 'vitest';
import type { Change } from '../support/straight-way.js';
import { clientAt, METHOD, NOW, openTeaGateway, wentStraight } from '../support/straight-way.js';

const gateway = await openTeaGateway();

const viaCore: Change = (alipay) => alipay.interceptors.response.use((response) => response);
type Seen = Readonly<Record<string, unknown>>;

/** Everything of a config, headers in their order; functions by what they are, since two clients have two of some. */
function fieldsOf(config: InternalAxiosRequestConfig | undefined): Seen {
  const named = Object.entries(config ?? {}).map(([name, value]) => [
    name,
    typeof value === 'function' ? 'function' : value,
  ]);
  return {
    ...Object.fromEntries(named),
    headers: Object.entries(config?.headers ?? {}),
    adapter: undefined,
    signal: undefined,
  };
}

interface End {
  readonly went: 'straight' | 'through the core';
  readonly sent: readonly Seen[];
  readonly told: Seen;
}

/** One call and all that a caller can tell of it. */
async function endOf(change: Change, defaults: AxiosRequestConfig, content: unknown, options: object): Promise<End> {
  const { alipay, seen } = clientAt(gateway, defaults);
  change(alipay);
  const ended = await alipay.execute(METHOD, content as object, options).catch((error: unknown) => error);
  await alipay.close();
  const {
    config,
    response,
    message,
    data,
    status,
    headers,
    alipay: report,
  } = ended as AlipayResponse & {
    readonly response?: AlipayResponse;
    readonly message?: string;
  };
  const told = {
    isError: ended instanceof Error,
    keys: keysOf(ended as object),
    responseKeys: keysOf(response ?? {}),
    config: fieldsOf(config),
    headers: Object.keys(headers ?? response?.headers ?? {}),
    ...{ message, data, status, report },
  };
  const went = wentStraight(config) ? 'straight' : 'through the core';
  return { went, ...comparable({ told, sent: seen.map(fieldsOf) }) };
}

// axios before 1.21 does not say how long a response took.
function keysOf(value: object): readonly string[] {
  return Object.keys(value)
    .filter((key) => key !== 'duration')
    .sort();
}

// Functions are two clients' own, and the gateway numbers what it answers.
function comparable<T>(value: T): T {
  return JSON.parse(JSON.stringify(value).replaceAll(/\b[0-9a-f]{16}\d{12}\b/g, 'trace'));
}

const TEA = { name: '奶茶', cups: 2, parts: [{ leaf: 'oolong' }, null], extra: { sweet: true, note: undefined } };

class Order {
  readonly id = 'o-1';
  toJSON() {
    return { id: this.id };
  }
}

const MONEY: object = Object.defineProperty({ amount: '1.00', [Symbol.toStringTag]: 'Money' }, 'toJSON', {
  value: () => ({ amount: '2.00' }),
});

const CONTENTS: readonly (readonly [what: string, content: unknown])[] = [
  ['a plain object', TEA],
  ['an object without a prototype', Object.assign(Object.create(null), { id: 'o-1' })],
  ['an instance of a class', new Order()],
  ['JSON text', '{"id":"o-1"}'],
  ['a date within', { at: new Date(NOW), order: new Order() }],
  [
    'names that reach prototypes',
    JSON.parse('{"constructor":{"prototype":1},"__proto__":{"x":1},"a":{"prototype":2}}'),
  ],
  ['what says by a symbol what it is', MONEY],
  ['nothing', undefined],
  ['a number', 5],
  ['what JSON cannot hold', { cups: Number.NaN }],
];

interface Case {
  readonly what: string;
  readonly defaults?: AxiosRequestConfig;
  readonly change?: Change;
}

const CHANGES: readonly Case[] = [
  { what: 'no defaults of the user' },
  {
    what: 'headers of each kind',
    defaults: {
      headers: { common: { 'X-Shop': '1', 'x-tea': 'a' }, post: { 'X-Tea': 'b' }, 'X-Own': 'c', get: { 'X-No': '1' } },
    } as never,
  },
  { what: 'a type of the content', defaults: { headers: { 'Content-Type': 'text/plain' } } },
  { what: 'headers set later', change: ({ defaults }) => Object.assign(defaults.headers.common, { 'X-Late': '1' }) },
  {
    what: 'headers as AxiosHeaders',
    change: ({ defaults }) => Object.assign(defaults.headers, { common: new AxiosHeaders({ 'x-a': '1' }) }),
  },
  { what: 'a list as a header', change: ({ defaults }) => Object.assign(defaults.headers, { 'X-List': ['1', '2'] }) },
  {
    what: 'a header taken away',
    change: ({ defaults }) => Reflect.deleteProperty(defaults.headers.common, 'Accept'),
  },
  { what: 'a timeout', defaults: { timeout: 5_000 } },
  { what: 'a timeout set later', change: ({ defaults }) => Object.assign(defaults, { timeout: 4_321 }) },
  { what: 'bounds', defaults: { maxContentLength: 1e6, maxBodyLength: 1e6, decompress: false } },
  { what: 'no proxy', defaults: { proxy: false } },
  { what: 'fields that axios does not know', defaults: { shop: { nested: { id: 1 } }, list: [1, { a: 1 }] } as never },
  { what: 'absolute URLs forbidden', defaults: { allowAbsoluteUrls: false } },
  { what: 'a status check', defaults: { validateStatus: () => false } },
  { what: 'another transitional', defaults: { transitional: { clarifyTimeoutError: true } } },
  { what: 'transforms', defaults: { transformRequest: [() => 'x'], transformResponse: () => 'y' } },
];

describe('a call of execute past axios’s core cannot be told from one through it', () => {
  const reply = (): unknown =>
    gateway
      .on(METHOD)
      .clear()
      .reply(ok({ ready: true }), ok({ ready: true }));

  test.each(CONTENTS)('with %s as its content', async (_what, content) => {
    reply();
    const [straight, core] = [await endOf(() => {}, {}, content, {}), await endOf(viaCore, {}, content, {})];
    expect(straight.told).toEqual(core.told);
    expect(straight.sent).toEqual(core.sent);
    expect(core.went).toBe('through the core');
  });

  test.each(CHANGES)('with $what', async ({ defaults = {}, change = () => {} }) => {
    reply();
    const straight = await endOf(change, defaults, TEA, {
      notifyUrl: 'https://shop.example/n',
      params: { a: { b: 1 } },
    });
    const both: Change = (alipay) => [change(alipay), viaCore(alipay)];
    const core = await endOf(both, defaults, TEA, { notifyUrl: 'https://shop.example/n', params: { a: { b: 1 } } });
    expect([straight.went, core.went]).toEqual(['straight', 'through the core']);
    expect(straight.told).toEqual(core.told);
    expect(straight.sent).toEqual(core.sent);
    expect(straight.sent).toHaveLength(1);
  });

  test.each(['40002', '40004'])('where the gateway answers %s', async (code) => {
    const no = refused(code, code === '40002' ? 'isv.invalid-parameter' : 'ACQ.TRADE_NOT_EXIST');
    gateway.on(METHOD).clear().reply(no, no);
    const [straight, core] = [await endOf(() => {}, {}, TEA, {}), await endOf(viaCore, {}, TEA, {})];
    expect([straight.went, core.went]).toEqual(['straight', 'through the core']);
    expect(straight.told).toMatchObject({ isError: true });
    expect(straight.told).toEqual(core.told);
  });
});
