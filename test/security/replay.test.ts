import type { AlipayInstance } from 'alipay-axios';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemorySeen } from '../../src/runtime/notifications/seen.js';
import type { World } from '../support/world.js';
import { openWorld } from '../support/world.js';

let world: World;
let alipay: AlipayInstance;
beforeAll(async () => {
  world = await openWorld();
  alipay = world.alipay as AlipayInstance;
});
afterAll(() => world.close());

const post = (body: string) => new Request('http://shop.example/notify', { method: 'POST', body });
const write = async (fields: Record<string, string>) => (await world.gateway.notifications.write(fields)).body;

describe('a notification that is played back', () => {
  test('is answered and not worked off again, in whatever order its fields come and whatever is added', async () => {
    const done: string[] = [];
    const handler = alipay.notificationHandler({
      onNotification: ({ notify_id }) => void done.push(String(notify_id)),
    });
    const body = await write({ notify_id: 'n-1', out_trade_no: '1', trade_status: 'TRADE_SUCCESS' });
    for (const played of [body, body, body.split('&').toReversed().join('&'), `${body}&_url=%2Fx`]) {
      const response = await handler(post(played));
      expect(await response.text()).toBe('success');
    }
    expect(done).toEqual(['n-1']);
  });

  test('under a number of the attacker’s own is not believed at all', async () => {
    const done: unknown[] = [];
    const handler = alipay.notificationHandler({ onNotification: (one) => void done.push(one), onError: () => {} });
    const body = await write({ notify_id: 'n-2', out_trade_no: '2' });
    for (const played of [
      body.replace('n-2', 'n-3'),
      `${body}&notify_id=n-3`,
      body.replace('notify_id=n-2', ''),
      body.replace('notify_id', 'Notify_id'),
    ]) {
      expect(await (await handler(post(played))).text()).toBe('fail');
    }
    expect(done).toEqual([]);
  });

  test('a hundred at once are worked off once', async () => {
    let done = 0;
    const handler = alipay.notificationHandler({ onNotification: async () => void done++ });
    const body = await write({ notify_id: 'n-4' });
    await Promise.all(Array.from({ length: 100 }, () => handler(post(body))));
    expect(done).toBe(1);
  });

  test('a flood of others does not make it forgotten while the gateway still repeats it', async () => {
    let nowMs = 0;
    const seen = createMemorySeen({ now: () => nowMs });
    await seen.begin('first');
    await seen.done('first');
    // Nobody without Alipay's key gets as far as this; and for those that do there is room for a hundred thousand.
    for (let nth = 0; nth < 99_000; nth++) {
      await seen.begin(`x${nth}`);
      await seen.done(`x${nth}`);
    }
    nowMs = 25 * 3_600_000;
    expect(await seen.begin('first')).toBe('done');
  });
});
