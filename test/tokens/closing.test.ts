import type { AlipayInstance, TokenStore } from 'alipay-axios';
import { createAlipay, createMemoryTokenStore } from 'alipay-axios';
import type { TestClock, TestGateway } from 'alipay-axios/testing';
import { createTestClock, startGateway } from 'alipay-axios/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, testCredentials } from '../support/world.js';

const USER = '2088102150527498';

let gateway: TestGateway;
let clock: TestClock;
let asked: string[];

beforeEach(async () => {
  gateway = await startGateway({ credentials: testCredentials() });
  clock = createTestClock(Date.now());
  asked = [];
});
afterEach(() => gateway.close());

/** An instance whose store takes what it is asked, and never answers. */
function open(silent: readonly (keyof TokenStore)[]): AlipayInstance {
  const inner = createMemoryTokenStore(clock);
  const through = <Name extends keyof TokenStore>(name: Name): TokenStore[Name] =>
    ((...args: never[]) => {
      asked.push(name);
      if (silent.includes(name)) return new Promise(() => {});
      return (inner[name] as (...given: never[]) => unknown)(...args);
    }) as TokenStore[Name];
  const store: TokenStore = {
    read: through('read'),
    compareAndSet: through('compareAndSet'),
    setAside: through('setAside'),
    acquireLease: through('acquireLease'),
    releaseLease: through('releaseLease'),
  };
  return createAlipay({ ...gateway.credentials, gateway: gateway.url, clock, random: () => 0, tokens: { store } });
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** How much time passes until an instance is closed, in milliseconds; 60 000 where that is not enough. */
async function closingTakes(alipay: AlipayInstance): Promise<number> {
  let isClosed = false;
  void alipay.close().then(() => {
    isClosed = true;
  });
  const beganMs = clock.now();
  for (let passedMs = 0; passedMs < 60_000; passedMs += 100) {
    await clock.advance(0);
    if (isClosed) break;
    await clock.advance(100);
  }
  return clock.now() - beganMs;
}

describe('a store that never answers keeps close() no longer than one of its operations may take', () => {
  test('while a token is fetched', async () => {
    const alipay = open(['read']);
    const call = failureOf(
      alipay.execute('alipay.user.info.share', undefined, { authToken: { owner: USER }, deadlineMs: 5_000 }),
    );
    await until(() => asked.length === 1);
    expect(await closingTakes(alipay)).toBeLessThanOrEqual(1_000);
    expect(await call).toMatchObject({ code: 'ERR_ALIPAY_CANCELED', outcome: 'not_sent' });
  });

  test('while a code waits to be sent', async () => {
    const alipay = open(['read']);
    const granting = failureOf(alipay.tokens.grant('auth_token', 'a-code'));
    await until(() => asked.length === 1);
    expect(await closingTakes(alipay)).toBeLessThanOrEqual(1_000);
    expect(await granting).toMatchObject({ code: 'ERR_ALIPAY_TOKEN', outcome: 'not_sent' });
  });

  test('but a token that is there is offered to it for ten seconds more', async () => {
    const alipay = open(['compareAndSet']);
    const granting = failureOf(alipay.tokens.grant('auth_token', gateway.tokens.codeForUser({ userId: USER })));
    await until(() => asked.includes('compareAndSet'));
    const tookMs = await closingTakes(alipay);
    expect(tookMs).toBeGreaterThanOrEqual(10_000);
    expect(tookMs).toBeLessThanOrEqual(13_000);
    expect(await granting).toMatchObject({ code: 'ERR_ALIPAY_TOKEN', outcome: 'unknown' });
  });
});
