import { inspect } from 'node:util';
import type { AlipayOptions, TokenStore } from 'alipay-axios';
import { createMemoryTokenStore } from 'alipay-axios';
import { createTestClock, lost, refused } from 'alipay-axios/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { World } from '../support/world.js';
import { failureOf, openWorld } from '../support/world.js';

const SHARE = 'alipay.user.info.share';
const TRADE = 'alipay.system.oauth.token';
const OWNER = '2088102150527498';

let world: World;
afterEach(() => world.close());

interface Secrets {
  readonly value: string;
  readonly refreshToken: string;
}

async function open(tokens: NonNullable<AlipayOptions['tokens']>): Promise<Secrets> {
  world = await openWorld({ alipay: { tokens } });
  const { token: value, refreshToken } = world.gateway.tokens.issueUser({ userId: OWNER });
  await world.alipay.tokens.put({ kind: 'auth_token', owner: OWNER, value, refreshToken });
  world.gateway.tokens.expire(value);
  return { value, refreshToken };
}

const share = () => world.alipay.execute(SHARE, undefined, { authToken: { owner: OWNER } });

/** Everything that a log could show of an error, its causes and all events. */
function everythingOf(error: Error): string {
  const texts: string[] = [inspect(world.told, { depth: Number.POSITIVE_INFINITY })];
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    texts.push(one.message, String(one.stack), JSON.stringify(one), inspect(one, { depth: Number.POSITIVE_INFINITY }));
    // Of the caller's own request they are there for whoever asks; of the engine's own calls they are not.
    const hidden = one === error ? [] : ['config', 'request', 'response'];
    for (const name of hidden) texts.push(inspect(Reflect.get(one, name), { depth: 9, showHidden: true }));
  }
  return texts.join('\n');
}

describe('no token, old or new, and no refresh token shows', () => {
  test('where the store throws the command that failed', async () => {
    const inner = createMemoryTokenStore(createTestClock());
    let isUp = true;
    const store: TokenStore = {
      ...inner,
      compareAndSet: async (key, expected, next, fence) => {
        if (isUp) return inner.compareAndSet(key, expected, next, fence);
        throw Object.assign(new Error('ERR no'), { command: { name: 'eval', args: [JSON.stringify(next)] } });
      },
    };
    await open({ store, whenStoreIsDown: 'fail' });
    isUp = false;
    const put = { kind: 'auth_token', owner: OWNER, value: 'a-new-token', refreshToken: 'a-new-refresh' } as const;
    const shown = everythingOf(await failureOf(world.alipay.tokens.put(put)));
    expect(shown).toContain('tokens.store.compareAndSet threw');
    expect(shown).not.toMatch(/a-new-token|a-new-refresh/);
  });

  test('where the callback throws what it was given', async () => {
    const { value, refreshToken } = await open({
      refresh: (stale) => {
        throw Object.assign(new Error(`no luck with ${stale.refreshToken}`), { stale });
      },
    });
    const shown = everythingOf(await failureOf(share()));
    expect(shown).toContain('tokens.refresh threw');
    expect(shown).not.toContain(refreshToken);
    expect(shown).not.toContain(value);
  });

  test('where the gateway quotes the request', async () => {
    const { value, refreshToken } = await open({});
    const quoting = refused('40002', 'isv.refreshed-token-invalid', { sub_msg: `no: ${refreshToken} of ${OWNER}` });
    world.gateway.on(TRADE).reply(quoting);
    const shown = everythingOf(await failureOf(share()));
    expect(shown).toContain('isv.refreshed-token-invalid');
    expect(shown).not.toContain(refreshToken);
    expect(shown).not.toContain(value);
  });

  test('where a code is refused', async () => {
    await open({});
    const error = await failureOf(world.alipay.tokens.grant('auth_token', 'the-secret-code'));
    expect(everythingOf(new Error('outer', { cause: error }))).not.toContain('the-secret-code');
  });

  test('where the reply to the refresh is lost', async () => {
    const { value, refreshToken } = await open({});
    world.gateway.on(TRADE).reply(lost());
    const shown = everythingOf(await failureOf(share()));
    expect(shown).not.toContain(refreshToken);
    expect(shown).not.toContain(value);
  });
});
