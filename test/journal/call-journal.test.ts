import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AlipayOptions, Intent, Journal, RecoveredCall } from 'alipay-axios';
import { createAlipay, createFileJournal } from 'alipay-axios';
import type { TestGateway } from 'alipay-axios/testing';
import { createTestClock, hangUp, httpStatus, lost, pending, refused, startGateway } from 'alipay-axios/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AFTER_DEADLINE_MS, KEEP_MS } from '../../src/runtime/journal/call-journal.js';
import { failureOf, testCredentials } from '../support/world.js';

const PAY = 'alipay.trade.pay';
const QUERY = 'alipay.trade.query';
const ORDER = { out_trade_no: 'p-1', total_amount: '8.80', subject: 'tea', auth_code: '28763443825664394' };

/** A journal in memory that tells what it was asked. */
interface TestJournal extends Journal {
  readonly left: Map<string, Intent>;
  readonly asked: string[];
}

function createTestJournal(): TestJournal {
  const left = new Map<string, Intent>();
  const asked: string[] = [];
  return {
    left,
    asked,
    open: async (intent) => {
      asked.push(`open ${intent.method}`);
      left.set(intent.id, structuredClone(intent));
    },
    close: async (id) => {
      asked.push(`close ${left.get(id)?.method}`);
      left.delete(id);
    },
    pending: async () => [...left.values()],
  };
}

let gateway: TestGateway;
let journal: TestJournal;
const clock = createTestClock(undefined, { auto: true });
beforeEach(async () => {
  gateway = await startGateway({ credentials: testCredentials(), clock });
  journal = createTestJournal();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await gateway.close();
});

const client = (options: Partial<AlipayOptions> = {}) =>
  createAlipay({ ...gateway.credentials, gateway: gateway.url, clock, random: () => 0.5, journal, ...options });

const statusOf = (calls: readonly RecoveredCall[]) => calls.map(({ status }) => status);

describe('a money call', () => {
  test('is written down before it is sent, and struck out when its outcome is known', async () => {
    let logged = -1;
    const open = journal.open;
    const watched: Journal = {
      ...journal,
      open: async (intent) => {
        logged = gateway.log.length;
        await open(intent);
      },
    };
    const alipay = client({ journal: watched });
    await alipay.execute(PAY, ORDER);
    await alipay.close();
    expect([logged, journal.asked, journal.left.size]).toEqual([0, [`open ${PAY}`, `close ${PAY}`], 0]);
  });

  test('leaves nothing behind but its key, its amount and times: no code, no name, no token', async () => {
    gateway.on(PAY).reply(pending());
    const { token } = gateway.tokens.issueMerchant();
    const began = clock.now();
    await client({ deadlineMs: 5_000 }).execute(PAY, { ...ORDER, buyer_id: '2088' }, { appAuthToken: token });
    expect([...journal.left.values()]).toEqual([
      {
        id: expect.stringMatching(/^[\da-f-]{36}$/),
        appId: gateway.credentials.appId,
        gateway: gateway.url,
        method: PAY,
        content: { out_trade_no: 'p-1', total_amount: '8.80' },
        tokens: { app_auth_token: 'text' },
        openedAtMs: began,
        deadlineAtMs: began + 5_000 + AFTER_DEADLINE_MS,
      },
    ]);
  });

  test('is written once, however often it is sent', async () => {
    gateway.on(PAY).reply(hangUp(), refused('40005', 'isv.app-call-limited'));
    const alipay = client();
    await alipay.execute(PAY, ORDER);
    await alipay.close();
    expect(journal.asked).toEqual([`open ${PAY}`, `close ${PAY}`]);
  });

  test('that is refused, or never sent, is struck out', async () => {
    const alipay = client();
    gateway.on(PAY).reply(refused('40004', 'ACQ.BUYER_BALANCE_NOT_ENOUGH'));
    await failureOf(alipay.execute(PAY, ORDER));
    await gateway.close();
    await failureOf(alipay.execute(PAY, ORDER));
    await alipay.close();
    expect(journal.left.size).toBe(0);
  });

  test('whose outcome is unknown, or whose buyer thinks, stays', async () => {
    const alipay = client();
    gateway.on(PAY).reply(lost(), pending());
    gateway.on(QUERY).reply(...Array.from({ length: 99 }, () => httpStatus(502)));
    expect((await failureOf(alipay.execute(PAY, ORDER))).outcome).toBe('unknown');
    gateway.on(QUERY).clear();
    await alipay.execute(PAY, { ...ORDER, out_trade_no: 'p-2', auth_code: '28763443825664395' });
    expect([...journal.left.values()].map(({ content }) => content['out_trade_no'])).toEqual(['p-1', 'p-2']);
  });

  test('that is settled is struck out when it is paid or closed, with what other calls of this number left', async () => {
    const alipay = client();
    gateway.on(PAY).reply(pending());
    gateway.on(QUERY).reply(pending());
    const settling = alipay.settlePayment(ORDER, { withinMs: 20_000 });
    gateway.on(QUERY).reply({ kind: 'paid', fields: {} });
    expect((await settling).status).toBe('paid');
    await alipay.close();
    expect(journal.left.size).toBe(0);
  });

  test('reads and calls without a key are not written', async () => {
    const alipay = client();
    vi.spyOn(process, 'emitWarning').mockReturnValue();
    await alipay.execute(PAY, ORDER);
    await alipay.execute(QUERY, { out_trade_no: 'p-1' });
    await alipay.execute('alipay.trade.refund', { out_trade_no: 'p-1', refund_amount: '8.80' });
    await alipay.close();
    expect(journal.asked).toEqual([`open ${PAY}`, `close ${PAY}`]);
  });
});

describe('a journal that fails', () => {
  const notSent = { code: 'ERR_ALIPAY_JOURNAL', outcome: 'not_sent', attempts: [] };

  test.each<[what: string, open: () => Promise<void>]>([
    ['rejects', () => Promise.reject(Object.assign(new Error('full'), { code: 'ERR_JOURNAL_WRITE' }))],
    [
      'throws',
      () => {
        throw new Error('full');
      },
    ],
  ])('by an opening that %s keeps the call from being sent', async (_what, open) => {
    const error = await failureOf(client({ journal: { ...journal, open } }).execute(PAY, ORDER));
    expect(error).toMatchObject({ ...notSent, cause: { message: 'full' } });
    expect(error.message).toMatch(/the journal could not write it down.*写不进日志/);
    expect(gateway.log).toHaveLength(0);
  });

  test('by never answering ends the call at its deadline, and what is written late is struck out', async () => {
    const manual = createTestClock();
    let written: (() => void) | undefined;
    const open = (intent: Intent) =>
      new Promise<void>((resolve) => {
        written = () => {
          journal.left.set(intent.id, intent);
          resolve();
        };
      });
    const alipay = client({ journal: { ...journal, open }, clock: manual });
    const failing = failureOf(alipay.execute(PAY, ORDER));
    while (written === undefined) await new Promise(setImmediate);
    await manual.advance(30_000);
    expect(await failing).toMatchObject(notSent);
    written();
    await new Promise(setImmediate);
    expect([journal.left.size, gateway.log.length]).toEqual([0, 0]);
  });

  test.each([
    ['that is damaged', 'ERR_JOURNAL_CORRUPT', (path: string) => writeFileSync(path, 'x\ny\n')],
    ['whose folder is gone', 'ERR_JOURNAL_WRITE', (path: string) => rmSync(dirname(path), { recursive: true })],
  ])('as a file %s keeps every payment from being sent', async (_what, code, spoil) => {
    const path = join(mkdtempSync(join(tmpdir(), 'journal-')), 'shop.journal');
    spoil(path);
    const alipay = client({ journal: createFileJournal(path) });
    const error = await failureOf(alipay.execute(PAY, ORDER));
    expect(error).toMatchObject({ ...notSent, cause: { code } });
    expect((await alipay.settlePayment(ORDER)).status).toBe('closed');
    await expect(alipay.recover()).rejects.toMatchObject({ code });
    expect(gateway.log).toHaveLength(0);
  });

  test('while the caller breaks it off is no failure of the journal', async () => {
    const controller = new AbortController();
    const open = () =>
      new Promise<void>(() => {
        setImmediate(() => controller.abort());
      });
    const alipay = client({ journal: { ...journal, open } });
    const error = await failureOf(alipay.execute(PAY, ORDER, { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_CANCELED', outcome: 'not_sent' });
  });

  test('by a closing that fails costs no call, and is told as a warning', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const alipay = client({ journal: { ...journal, close: () => Promise.reject(new Error('full')) } });
    await alipay.execute(PAY, ORDER);
    await alipay.close();
    expect(warned).toHaveBeenCalledWith(
      expect.stringContaining('full'),
      expect.objectContaining({ code: 'ALIPAY_JOURNAL' }),
    );
  });

  test.each([null, 7, {}, { open() {}, close() {} }])('to be one (%j) is refused at creation', (wrong) => {
    expect(() => client({ journal: wrong as unknown as Journal })).toThrow(/"journal".*createFileJournal/);
  });
});

describe('recover', () => {
  const leave = async (): Promise<void> => {
    gateway.on(QUERY).reply(...Array.from({ length: 99 }, () => httpStatus(502)));
    await failureOf(client().execute(PAY, ORDER));
    gateway.on(QUERY).clear();
  };

  test('finds out what ran, and strikes it out', async () => {
    gateway.on(PAY).reply(lost());
    await leave();
    const alipay = client();
    const [call] = await alipay.recover();
    expect(call).toMatchObject({
      method: PAY,
      status: 'ran',
      content: { out_trade_no: 'p-1' },
      data: { trade_status: 'TRADE_SUCCESS' },
    });
    expect(await alipay.recover()).toEqual([]);
    // A process that dies before it has written that down finds it once more.
    expect(statusOf(await client().recover())).toEqual(['ran']);
    await alipay.close();
    expect(journal.left.size).toBe(0);
    expect(await client().recover()).toEqual([]);
  });

  test('finds a call once more whose process died right after it had heard of it, but not one of long ago', async () => {
    const alipay = client();
    await alipay.execute(PAY, ORDER);
    expect(journal.left.size).toBe(1);
    expect(await alipay.recover()).toEqual([]);
    expect(statusOf(await client().recover())).toEqual(['ran']);
    await clock.sleep(KEEP_MS);
    await alipay.execute(PAY, { ...ORDER, out_trade_no: 'p-2', auth_code: '2' });
    expect([...journal.left.values()].map(({ content }) => content['out_trade_no'])).toEqual(['p-2']);
    await alipay.close();
    expect(journal.left.size).toBe(0);
  });

  test('says that nothing ran only when the call’s time is over', async () => {
    gateway.on(PAY).reply(hangUp());
    await leave();
    const opened = [...journal.left.values()][0]?.openedAtMs ?? 0;
    const early = createTestClock(opened + 1_000, { auto: true });
    const alipay = client({ clock: early });
    expect(statusOf(await alipay.recover())).toEqual(['did_not_run']);
    expect(early.now() - opened).toBeGreaterThanOrEqual(32_000);
    await alipay.close();
    expect(journal.left.size).toBe(0);
  });

  test('does not wait for ever where the clock was set back', async () => {
    gateway.on(PAY).reply(hangUp());
    await leave();
    const early = createTestClock(0, { auto: true });
    expect(statusOf(await client({ clock: early }).recover())).toEqual(['did_not_run']);
    expect(early.now()).toBeLessThan(60_000);
  });

  test('leaves open what still runs and what nobody knows', async () => {
    gateway.on(PAY).reply(pending());
    const alipay = client();
    await alipay.execute(PAY, ORDER);
    expect(statusOf(await client().recover({ deadlineMs: 2_000 }))).toEqual(['running']);
    gateway.on(QUERY).reply(...Array.from({ length: 99 }, () => httpStatus(502)));
    expect(statusOf(await client().recover({ deadlineMs: 2_000 }))).toEqual(['unknown']);
    expect(journal.left.size).toBe(1);
    gateway.on(QUERY).clear();
    gateway.ledger.buyerPays('p-1');
    expect(statusOf(await client().recover())).toEqual(['ran']);
  });

  test('does not ask about calls under way, about other apps, or other gateways', async () => {
    gateway.on(PAY).reply(pending());
    const alipay = client();
    let during: readonly RecoveredCall[] | undefined;
    alipay.events.on('attempt', async () => {
      during ??= await alipay.recover();
    });
    await alipay.execute(PAY, ORDER);
    await vi.waitFor(() => expect(during).toEqual([]));
    const [intent] = [...journal.left.values()];
    journal.left.clear();
    for (const [name, value] of [
      ['appId', '2021000000000001'],
      ['gateway', 'https://openapi.alipay.com'],
    ])
      journal.left.set(name ?? '', { ...intent, id: name, [name ?? '']: value } as Intent);
    expect(await client().recover()).toEqual([]);
    expect(journal.left.size).toBe(2);
  });

  test('asks with the merchant’s token: looked up by its owner, or given again', async () => {
    const { token, owner, expiresAtMs } = gateway.tokens.issueMerchant();
    gateway.on(PAY).reply(pending(), pending());
    const alipay = client();
    await alipay.tokens.put({ kind: 'app_auth_token', owner, value: token, expiresAtMs });
    await alipay.execute(PAY, ORDER, { appAuthToken: { owner } });
    await alipay.execute(PAY, { ...ORDER, out_trade_no: 'p-2', auth_code: '2' }, { appAuthToken: token });
    gateway.ledger.buyerPays('p-1', owner);
    gateway.ledger.buyerPays('p-2', owner);

    const first = await alipay.recover();
    expect(statusOf(first)).toEqual(['ran', 'unknown']);
    expect(first[1]?.because).toContain('recover({ tokens })');
    for (const tokens of [() => undefined, () => ({ appAuthToken: '' }), () => Promise.reject(new Error('mine'))])
      expect(statusOf(await alipay.recover({ tokens }))).toEqual(['unknown']);
    expect(statusOf(await alipay.recover({ tokens: () => ({ appAuthToken: {} as never }) }))).toEqual(['unknown']);
    const tokens = vi.fn(async () => ({ appAuthToken: token }));
    expect(statusOf(await alipay.recover({ tokens }))).toEqual(['ran']);
    expect(tokens).toHaveBeenCalledWith(
      expect.objectContaining({ method: PAY, content: { out_trade_no: 'p-2', total_amount: '8.80' } }),
    );
  });

  test('reports what it cannot ask about', async () => {
    gateway.on(PAY).reply(lost());
    await leave();
    const [intent] = [...journal.left.values()];
    journal.left.set('x', { ...(intent as Intent), id: 'x', method: 'alipay.trade.create' });
    const calls = await client().recover();
    expect(statusOf(calls)).toEqual(['ran', 'unknown']);
    expect(calls[1]?.because).toBe('this method has no way to ask');
  });

  test('asks about many at once without a warning of Node’s', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    gateway.on(PAY).reply(...Array.from({ length: 20 }, () => pending()));
    const alipay = client();
    for (let nth = 0; nth < 20; nth++)
      await alipay.execute(PAY, { ...ORDER, out_trade_no: `m-${nth}`, auth_code: `${nth}` });
    expect(
      new Set(
        statusOf(
          await createAlipay({ ...gateway.credentials, gateway: gateway.url, journal }).recover({ deadlineMs: 1_500 }),
        ),
      ),
    ).toEqual(new Set(['running']));
    expect(warned).not.toHaveBeenCalled();
  });

  test('is broken off by close()', async () => {
    gateway.on(PAY).reply(pending());
    await client().execute(PAY, ORDER);
    const alipay = client();
    alipay.events.on('confirm', () => void alipay.close());
    expect(statusOf(await alipay.recover())).toEqual(['unknown']);
    expect(journal.left.size).toBe(1);
  });

  test('needs a journal, and options that are some', async () => {
    const { journal: _, ...bare } = { journal };
    const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url, ...bare });
    await expect(alipay.recover()).rejects.toThrow(/"journal".*createFileJournal/);
    for (const wrong of [{ deadlineMs: 0 }, { tokens: 'x' }, { signal: 1 }])
      await expect(client().recover(wrong as never)).rejects.toThrow(TypeError);
    await expect(
      client({ journal: { ...journal, pending: () => Promise.reject(new Error('damaged')) } }).recover(),
    ).rejects.toThrow('damaged');
  });
});

test('a call without its key is told of once, by a warning that names the key', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const alipay = client();
  await alipay.execute(PAY, ORDER);
  expect(warned).not.toHaveBeenCalled();
  for (let nth = 0; nth < 2; nth++) {
    await alipay.execute('alipay.trade.refund', { out_trade_no: 'p-1', refund_amount: '8.80' }).catch(() => undefined);
  }
  expect(warned).toHaveBeenCalledTimes(1);
  expect(warned).toHaveBeenCalledWith(
    expect.stringMatching(/^alipay\.trade\.refund was called without out_request_no.*缺少 out_request_no/),
    { code: 'ALIPAY_NO_KEY', type: 'AlipayWarning' },
  );
});

test('a journal that never answers keeps close() no longer than ten seconds', async () => {
  const still = createTestClock(Date.now());
  journal.close = () => new Promise(() => {});
  const alipay = client({ clock: still });
  await alipay.execute(PAY, { ...ORDER, out_trade_no: 'p-silent' });
  let isClosed = false;
  const closing = alipay.close().then(() => {
    isClosed = true;
  });
  await still.advance(9_999);
  expect(isClosed).toBe(false);
  await still.advance(1);
  await closing;
});
