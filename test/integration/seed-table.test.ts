import type { AlipayError } from 'alipay-axios';
import { explain, isAlipayError } from 'alipay-axios';
import { refused } from 'alipay-axios/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { World } from '../support/world.js';
import { openWorld, tamperingAdapter } from '../support/world.js';
import type { Provocation, SeedRow } from './seed-rows.js';
import { PROVOCATIONS, SEED_ROWS } from './seed-rows.js';

const QUERY = 'alipay.trade.query';
const ORDER = { out_trade_no: '20261123-1', total_amount: '8.88', subject: 'tea', buyer_id: '2088102150527498' };

interface Counts {
  readonly sends: number;
  readonly refreshes: number;
  readonly waits: number;
}

const COUNTS: Readonly<Record<string, Counts>> = {
  accept: { sends: 1, refreshes: 0, waits: 0 },
  retry: { sends: 3, refreshes: 0, waits: 2 },
  refresh: { sends: 2, refreshes: 1, waits: 0 },
  fail: { sends: 1, refreshes: 0, waits: 0 },
};

let world: World;
let refreshes: string[] = [];

afterEach(() => world.close());

async function provoke(row: SeedRow, how: Provocation): Promise<unknown> {
  refreshes = [];
  world = await openWorld({
    ...(how.gateway === undefined ? {} : { gateway: how.gateway }),
    alipay: {
      tokens: {
        refresh: ({ kind, value }) => {
          refreshes.push(kind);
          return `${value}-fresh`;
        },
      },
      ...(how.tamper === undefined ? {} : { axios: { adapter: tamperingAdapter(how.tamper) } }),
    },
  });
  const { gateway, alipay } = world;
  const method = how.method ?? QUERY;
  if (how.scripted)
    gateway.on(method).reply(...Array.from({ length: 5 }, () => refused(row.code, String(row.sub_code))));
  if (row.code === '10000') await alipay.execute('alipay.trade.create', ORDER);
  gateway.clearLog();
  const tokens = {
    app_auth_token: gateway.tokens.issueMerchant().token,
    auth_token: gateway.tokens.issueUser().token,
  };
  const wanted = row.code === '10000' || row.code === '40004' ? {} : tokens;
  return alipay
    .post('/gateway.do', { method, biz_content: { out_trade_no: ORDER.out_trade_no }, ...wanted, ...how.params })
    .catch((error: unknown) => error);
}

function provocationOf(row: SeedRow): Provocation {
  return row.sub_code === null ? {} : (PROVOCATIONS[row.sub_code] ?? { method: 'no recipe' });
}

describe('each row of the founding table, over HTTP', () => {
  test('there are 39 rows, and each with a sub_code has a recipe', () => {
    world = { close: async () => {} } as World;
    expect(SEED_ROWS).toHaveLength(39);
    for (const row of SEED_ROWS) if (row.sub_code !== null) expect(PROVOCATIONS).toHaveProperty([row.sub_code]);
  });

  test.each(SEED_ROWS.map((row) => [`${row.code} ${row.sub_code ?? ''} -> ${row.action}`, row] as const))(
    '%s',
    async (_title, row) => {
      const came = await provoke(row, provocationOf(row));
      const action = row.action.split(' ')[0] ?? '';
      const counts = { sends: world.gateway.log.length, refreshes: refreshes.length, waits: world.clock.sleeps.length };
      expect(counts).toEqual(COUNTS[action]);
      expect(explain(row.code, row.sub_code ?? undefined, QUERY).action).toBe(action);
      if (action === 'accept') {
        expect(came).toMatchObject({ data: { code: '10000' }, alipay: { code: '10000', pending: false } });
        return;
      }
      expectRow(came as AlipayError, row, action);
    },
  );

  test('a token row is refreshed in its own kind, and the call goes on with the new token', async () => {
    for (const row of SEED_ROWS.filter(({ action }) => action.startsWith('refresh'))) {
      await provoke(row, { scripted: true });
      expect(refreshes).toEqual([row.action.split(' ')[1]]);
      const name = row.action.split(' ')[1] ?? '';
      expect(world.gateway.log.map(({ params }) => params[name]?.endsWith('-fresh'))).toEqual([false, true]);
      await world.close();
    }
    world = { close: async () => {} } as World;
  });

  test('the rows that must never reach the refresh callback do not', async () => {
    for (const subCode of ['aop.invalid-app-auth-token-no-api', 'aop.no-product-reg-by-partner']) {
      const row = SEED_ROWS.find(({ sub_code }) => sub_code === subCode);
      const error = (await provoke(row as SeedRow, { scripted: true })) as AlipayError;
      expect(error.outcome).toBe('rejected');
      expect(refreshes).toEqual([]);
      await world.close();
    }
    world = { close: async () => {} } as World;
  });
});

function expectRow(error: AlipayError, row: SeedRow, action: string): void {
  expect(isAlipayError(error), String(error)).toBe(true);
  expect(error.gatewayCode).toBe(row.code);
  if (row.sub_code !== null) expect(error.subCode).toBe(row.sub_code);
  const { cure } = explain(row.code, error.subCode, QUERY);
  // Behind what was found out about this very call, where anything was.
  expect(error.advice.zh.endsWith(cure.zh)).toBe(true);
  expect(error.advice.en.endsWith(cure.en)).toBe(true);
  if (error.findings === undefined) expect(error.advice).toMatchObject(cure);
  expect(error.message).toContain(cure.zh);
  expect(error.message).toContain(cure.en);
  expect(error.outcome).toBe(row.code === '20000' ? 'unknown' : 'rejected');
  expect(error.code).toBe(codeOf(row, action));
  expect(error.attempts.map(({ subCode }) => subCode)).toEqual(error.attempts.map(() => error.subCode));
}

function codeOf(row: SeedRow, action: string): string {
  if (action === 'refresh') return 'ERR_ALIPAY_TOKEN';
  return row.code === '40004' ? 'ERR_ALIPAY_BUSINESS' : 'ERR_ALIPAY_REJECTED';
}
