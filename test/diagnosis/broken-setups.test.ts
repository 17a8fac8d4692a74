import { inspect, parseEnv } from 'node:util';
import type { AlipayError, AlipayOptions } from 'alipay-axios';
import { createAlipay, explain, isAlipayError } from 'alipay-axios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readComplaint } from '../../src/cli/setup/complaint.js';
import type { BrokenSetup } from '../cli/broken-setup.js';
import { SETUPS } from '../cli/setups.js';
import type { Outside } from '../cli/test-io.js';
import { QUICK_CLOCK } from '../cli/test-io.js';
import type { SetupWorld } from '../cli/world.js';
import { openSetupWorld } from '../cli/world.js';

let world: SetupWorld;
beforeAll(() => {
  world = openSetupWorld();
});
afterAll(() => world.close());

const BUYER = 'canary-buyer-4711';

/** The options as a program makes them of its environment. */
function optionsOf(env: Readonly<Record<string, string | undefined>>, { files = {} }: Outside): AlipayOptions {
  const file = (path: string | undefined) => {
    if (path === undefined) return undefined;
    const bytes = files[path];
    return bytes === undefined ? { path } : Buffer.from(bytes);
  };
  const certificates = {
    app: file(env['ALIPAY_APP_CERT']),
    alipay: file(env['ALIPAY_CERT']),
    root: file(env['ALIPAY_ROOT_CERT']),
  };
  const isCertified = Object.values(certificates).some((one) => one !== undefined);
  const container = file(env['ALIPAY_APP_KEY_CONTAINER']);
  return {
    appId: env['ALIPAY_APP_ID'],
    privateKey:
      container === undefined
        ? env['ALIPAY_APP_PRIVATE_KEY']
        : { pkcs12: container as Buffer, passphrase: env['ALIPAY_APP_KEY_PASSPHRASE'] as string },
    ...(isCertified ? { certificates } : {}),
    ...(isCertified && env['ALIPAY_PUBLIC_KEY'] === undefined ? {} : { alipayPublicKey: env['ALIPAY_PUBLIC_KEY'] }),
    encryptKey: env['ALIPAY_ENCRYPT_KEY'],
    gateway: env['ALIPAY_GATEWAY'],
  };
}

interface Failed {
  readonly error: unknown;
  /** What was told while it failed. */
  readonly events: string;
}

async function callWith({ make }: BrokenSetup): Promise<Failed> {
  const { text, ...outside } = await make(world);
  const told: unknown[] = [];
  try {
    const options = optionsOf(parseEnv(text) as Record<string, string>, outside);
    const alipay = createAlipay({ ...options, clock: outside.clock ?? QUICK_CLOCK });
    alipay.events.on('attempt', (event) => told.push(event));
    alipay.events.on('failure', (event) => told.push(event));
    const encrypt = options.encryptKey !== undefined;
    await alipay.execute('alipay.trade.query', { out_trade_no: 'canary-0', buyer: BUYER } as never, { encrypt });
    throw new Error('The call went through');
  } catch (error) {
    return { error, events: inspect(told, { depth: 9 }) };
  }
}

/** What an error says first. */
function causeOf(error: unknown): string | undefined {
  if (isAlipayError(error)) return error.findings?.[0]?.cause;
  return readComplaint(error)?.cause;
}

function expectNoSecret(text: string): void {
  const { own, other } = world;
  for (const key of [own, other].flatMap(({ privateKey, alipayPrivateKey }) => [privateKey, alipayPrivateKey])) {
    for (let at = 80; at + 24 < key.length; at += 12) expect(text).not.toContain(key.slice(at, at + 24));
  }
  expect(text).not.toMatch(/canary-(?:buyer|lock|passphrase|wrong)/);
  expect(text).not.toMatch(/BEGIN [A-Z ]*KEY-----|sign=/);
}

const TOLD = SETUPS.filter(({ called }) => called !== null);

test('more than twenty causes are told apart by the error of a call', () => {
  expect(TOLD.length).toBeGreaterThanOrEqual(30);
  expect(new Set(TOLD.map(({ cause, called = cause }) => called)).size).toBeGreaterThanOrEqual(25);
});

describe.each(TOLD)('$name', (setup) => {
  test('is named first by the error of a call, in both languages and without a secret', async () => {
    const { error, events } = await callWith(setup);
    expect(error).toBeInstanceOf(Error);
    expect(causeOf(error)).toBe(setup.called ?? setup.cause);
    const { message, stack } = error as Error;
    expect(message).toMatch(/\p{Script=Han}/u);
    expect(message).toMatch(/[a-z]{3} [a-z]/);
    if (isAlipayError(error)) expectToLead(error);
    for (const text of [message, stack ?? '', inspect(error, { depth: 9 }), JSON.stringify(error), events]) {
      expectNoSecret(text);
    }
  });
});

function expectToLead(error: AlipayError): void {
  const [first] = error.findings ?? [];
  for (const lang of ['zh', 'en'] as const) {
    expect(error.advice[lang].startsWith(first?.text[lang] ?? '?')).toBe(true);
    expect(error.advice[lang]).toContain(first?.cure[lang] ?? '?');
    // What the tables know of the code comes after it.
    const { cure } = explain(error.gatewayCode ?? '', error.subCode, error.method);
    if (error.gatewayCode !== undefined) expect(error.advice[lang].endsWith(cure[lang])).toBe(true);
    expect(error.message).toContain(error.advice[lang]);
  }
  expect(JSON.parse(JSON.stringify(error)).findings).toEqual(error.findings);
}

describe.each(SETUPS.filter(({ called }) => called === null))('$name', (setup) => {
  test('is nothing that the error of a call finds a cause for', async () => {
    const { error } = await callWith(setup);
    expect(isAlipayError(error)).toBe(true);
    expect((error as AlipayError).findings).toBeUndefined();
  });
});
