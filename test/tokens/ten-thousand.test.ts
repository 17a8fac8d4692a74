import { Agent } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { World } from '../support/world.js';
import { openWorld } from '../support/world.js';

const OWNER = '2088102150527498';
const CALLS = 10_000;

let world: World;
afterEach(() => world.close());

test('a stale token of 10,000 parallel calls is renewed once, and all of them succeed', async () => {
  const httpAgent = new Agent({ keepAlive: true, maxSockets: 64 });
  world = await openWorld({
    gateway: { logLimit: 0 },
    alipay: { bulkhead: { maxWaiting: CALLS }, axios: { httpAgent } },
  });
  const { token: value, refreshToken } = world.gateway.tokens.issueUser();
  await world.alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value, refreshToken });
  world.gateway.tokens.expire(value);

  const share = async (): Promise<string | undefined> => {
    const { alipay } = await world.alipay.execute('alipay.user.info.share', undefined, { authToken: { owner: OWNER } });
    return alipay.code;
  };
  const codes = await Promise.all(Array.from({ length: CALLS }, share));
  httpAgent.destroy();

  expect(codes).toEqual(Array(CALLS).fill('10000'));
  expect(world.gateway.tokens.refreshCount).toBe(1);
  expect(world.told.map(({ name }) => name).filter((name) => name.startsWith('refresh'))).toEqual([
    'refresh',
    'refreshed',
  ]);
}, 180_000);
