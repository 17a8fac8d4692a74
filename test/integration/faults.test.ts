import type { AddressInfo, LookupFunction } from 'node:net';
import { createServer } from 'node:net';
import type { AlipayError, AlipayInstance, AlipayOptions } from 'alipay-axios';
import { createAlipay } from 'alipay-axios';
import type { Fault, FaultServer } from 'alipay-axios/testing';
import { createTestClock, faults, RETRY_AFTER_FORMS, startFaultServer } from 'alipay-axios/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemAlarm } from '../../src/runtime/clock.js';
import { closeTransports, TRANSPORTS } from '../support/transports.js';
import { testCredentials } from '../support/world.js';

const SEND = 'demo.message.send';
const MOVE = 'demo.money.move';
const TO_PAY = { out_trade_no: 'p-1', total_amount: '8.80', subject: 'tea', auth_code: '28763443825664394' };

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer({ credentials: testCredentials(), methods: [SEND, MOVE] });
});
afterEach(async () => {
  await closeTransports();
  await server.close();
});

// Waits take no time, and an attempt's own time is real.
function client(options: Partial<AlipayOptions> = {}): AlipayInstance {
  const { now, sleep } = createTestClock(Date.now(), { auto: true });
  return createAlipay({
    ...server.credentials,
    gateway: server.url,
    clock: { now, sleep },
    random: () => 0.5,
    methods: { [SEND]: { repeat: 'never' } },
    ...options,
  });
}

const FAULT_MS = 400;

// The attempt that meets the fault has that long; those after it have time, however busy the machine is.
function shortOnce(): NonNullable<AlipayOptions['clock']> {
  const { now, sleep } = createTestClock(Date.now(), { auto: true });
  let isOver = false;
  const alarm = (ms: number, ring: () => void, inBackground?: boolean): (() => void) => {
    const longer = isOver && ms === FAULT_MS ? 20_000 : ms;
    isOver ||= ms === FAULT_MS;
    return systemAlarm(longer, ring, inBackground);
  };
  return { now, sleep, alarm };
}

/** One method of each kind. */
const KINDS = {
  safe: ['alipay.trade.query', { out_trade_no: 'q-1' }],
  confirmed: ['alipay.trade.pay', TO_PAY],
  keyed: ['alipay.trade.create', { out_trade_no: 'c-1', total_amount: '1.00', subject: 'tea' }],
  never: [SEND, { text: 'hello' }],
  unlisted: [MOVE, { amount: '1.00' }],
} as const satisfies Record<string, readonly [method: string, content: object]>;

type Kind = keyof typeof KINDS;

/** How a call ended, and with how many sends of its own. */
async function endOf(alipay: AlipayInstance, kind: Kind): Promise<string> {
  const [method, content] = KINDS[kind];
  try {
    const { alipay: report } = await alipay.execute(method, content);
    return `${report.confirmedBy === undefined ? 'success' : 'confirmed'} after ${report.attempts.length}`;
  } catch (error) {
    const { outcome, attempts } = error as AlipayError;
    return `${outcome} after ${attempts.length}`;
  }
}

// What the fault leaves known, and so what each kind of call ends with.
const ENDS = {
  'it went well': {
    safe: 'success after 1',
    confirmed: 'success after 1',
    keyed: 'success after 1',
    never: 'success after 1',
    unlisted: 'success after 1',
  },
  'it may have run, and did not': {
    safe: 'success after 2',
    confirmed: 'success after 2',
    keyed: 'success after 2',
    never: 'unknown after 1',
    unlisted: 'unknown after 1',
  },
  'it may have run, and did': {
    safe: 'success after 2',
    confirmed: 'confirmed after 1',
    keyed: 'success after 2',
    never: 'unknown after 1',
    unlisted: 'unknown after 1',
  },
  'it was refused for the rate': {
    safe: 'success after 2',
    confirmed: 'success after 2',
    keyed: 'success after 2',
    never: 'success after 2',
    unlisted: 'success after 2',
  },
} as const satisfies Record<string, Record<Kind, string>>;

const FAULTS: readonly (readonly [fault: Fault, leaves: keyof typeof ENDS])[] = [
  [faults.pass(), 'it went well'],
  [faults.earlyHints(), 'it went well'],
  [faults.drip(0), 'it went well'],
  [faults.slowHead(1), 'it went well'],
  [faults.staleKeepAlive(), 'it went well'],
  [faults.idleClose(), 'it went well'],
  [faults.resetOnAccept(), 'it may have run, and did not'],
  [faults.resetAfterHead(), 'it may have run, and did not'],
  [faults.resetInBody(), 'it may have run, and did not'],
  [faults.resetAfterRequest({ run: false }), 'it may have run, and did not'],
  [faults.resetAfterRequest({ run: true }), 'it may have run, and did'],
  [faults.closeWithoutReply({ run: false }), 'it may have run, and did not'],
  [faults.closeWithoutReply({ run: true }), 'it may have run, and did'],
  [faults.silence({ run: false }), 'it may have run, and did not'],
  [faults.silence({ run: true }), 'it may have run, and did'],
  [faults.halfReply(), 'it may have run, and did'],
  [faults.headOnly(), 'it may have run, and did'],
  [faults.drip(20), 'it may have run, and did'],
  [faults.slowHead(5_000), 'it may have run, and did'],
  [faults.truncatedJson(), 'it may have run, and did'],
  [faults.wrongSignature(), 'it may have run, and did'],
  [faults.unsignedSuccess(), 'it may have run, and did'],
  [faults.shortLength(), 'it may have run, and did'],
  [faults.longLength(), 'it may have run, and did'],
  [faults.notHttp(), 'it may have run, and did'],
  [faults.status(418), 'it may have run, and did not'],
  [faults.http500(), 'it may have run, and did not'],
  [faults.http500({ run: true }), 'it may have run, and did'],
  [faults.badGateway(), 'it may have run, and did not'],
  [faults.badGateway({ run: true }), 'it may have run, and did'],
  [faults.redirect('http://127.0.0.1:1/'), 'it may have run, and did not'],
  [faults.oversized(10 * 1024 * 1024 + 1), 'it may have run, and did'],
  [faults.gzipBomb(10 * 1024 * 1024 + 1), 'it may have run, and did'],
  ...RETRY_AFTER_FORMS.map((form) => [faults.throttled(503, form), 'it may have run, and did not'] as const),
  ...RETRY_AFTER_FORMS.map((form) => [faults.throttled(429, form), 'it was refused for the rate'] as const),
];

// Whether it ends only because the attempt's time does.
function outlasts(fault: Fault): boolean {
  if (fault.kind === 'drip') return fault.everyMs > 0;
  return fault.kind === 'silence' || (fault.kind === 'slowHead' && fault.ms > 1_000);
}

test('every fault is tried', () => {
  const made = Object.values<(options: { readonly run: boolean }) => Fault>(faults as never).map(
    (make) => make({ run: true }).kind,
  );
  expect(new Set([...FAULTS.map(([{ kind }]) => kind), 'replay'])).toEqual(new Set(made));
});

const ROUNDS = TRANSPORTS.flatMap(({ name, connect }) =>
  (Object.keys(KINDS) as Kind[]).map((kind) => ({ kind, name, connect })),
);

describe.each(ROUNDS)('a call that is $kind, over $name,', ({ kind, connect }) => {
  test.each(FAULTS)('meets %j: %s', async (fault, leaves) => {
    const axios = connect();
    const alipay = outlasts(fault)
      ? client({ axios, attemptTimeoutMs: FAULT_MS, clock: shortOnce() })
      : client({ axios, attemptTimeoutMs: 20_000 });
    if (kind === 'safe') await client().execute('alipay.trade.create', { ...TO_PAY, out_trade_no: 'q-1' });
    server.next(fault);
    const end = await endOf(alipay, kind);
    // Whether a byte was written before this reset is a race of the system's, which the socket knows the end of.
    if (fault.kind === 'resetOnAccept') expect([ENDS[leaves][kind], 'success after 2']).toContain(end);
    else expect(end).toBe(ENDS[leaves][kind]);
    expect(server.log.at(kind === 'safe' ? 1 : 0)?.fault).toBe(fault.kind);
    expect(server.gateway.ledger.runs).toHaveLength(kind === 'confirmed' ? 1 : 0);
    await alipay.close();
  });
});

describe('a reply that is played back', () => {
  test('is no answer to another payment, which is asked after', async () => {
    const alipay = client();
    await alipay.execute('alipay.trade.pay', { ...TO_PAY, out_trade_no: 'p-0', auth_code: '0' });
    server.next(faults.replay());
    expect(await endOf(alipay, 'confirmed')).toBe('success after 2');
    expect(server.gateway.ledger.runs.map(({ key }) => key)).toEqual(['p-0', 'p-1']);
  });
});

describe.each(TRANSPORTS)('a connection over $name', ({ connect }) => {
  test.each(Object.keys(KINDS) as Kind[])('that is refused proves that nothing was sent: %s', async (kind) => {
    await server.down();
    expect(await endOf(client({ axios: connect() }), kind)).toBe('not_sent after 3');
    const alipay = client({ axios: connect() });
    alipay.events.on('retry', () => void server.up());
    if (kind === 'safe') server.gateway.on('alipay.trade.query').reply({ kind: 'paid', fields: {} });
    expect(await endOf(alipay, kind)).toMatch(/^success after [23]$/);
  });

  test.each(['alert', 'garbage', 'silence', 'untrusted'] as const)(
    'whose handshake meets %s never sent anything',
    async (tls) => {
      server.tls(tls);
      const alipay = client({
        axios: connect(),
        gateway: server.tlsUrl,
        connectTimeoutMs: tls === 'silence' ? 100 : 5_000,
        attemptTimeoutMs: 10_000,
      });
      const error = (await alipay.execute(SEND, {}).catch((caught: unknown) => caught)) as AlipayError;
      expect(error).toMatchObject({ code: 'ERR_ALIPAY_NETWORK', outcome: 'not_sent', attempts: { length: 3 } });
      expect(new Set(error.attempts.map(({ cause }) => cause))).toEqual(
        new Set([tls === 'silence' ? 'connect-timeout' : 'tls']),
      );
    },
  );

  test('that takes longer than the attempt may was not sent either', async () => {
    server.tls('silence');
    const alipay = client({ axios: connect(), gateway: server.tlsUrl, connectTimeoutMs: 5_000, attemptTimeoutMs: 50 });
    const error = (await alipay.execute(SEND, {}).catch((caught: unknown) => caught)) as AlipayError;
    expect(error).toMatchObject({ outcome: 'not_sent', attempts: [{ cause: 'connect-timeout' }, {}, {}] });
  });

  test('that is broken off by the caller before it is there was not sent', async () => {
    server.tls('silence');
    const controller = new AbortController();
    const calling = client({ axios: connect(), gateway: server.tlsUrl, attemptTimeoutMs: 5_000 }).execute(
      SEND,
      {},
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 30);
    const error = (await calling.catch((caught: unknown) => caught)) as AlipayError;
    expect(error).toMatchObject({ code: 'ERR_ALIPAY_CANCELED', outcome: 'not_sent', attempts: [] });
  });

  test.each([
    [faults.halfReply(), 'reset'],
    [faults.headOnly(), 'reset'],
    [faults.longLength(), 'reset'],
    [faults.oversized(10 * 1024 * 1024 + 1), 'too-large'],
    [faults.gzipBomb(10 * 1024 * 1024 + 1), 'too-large'],
  ])('on which a reply comes as %j is said to have met a %s', async (fault, cause) => {
    server.next(fault);
    const alipay = client({ axios: connect(), attemptTimeoutMs: 20_000 });
    const error = (await alipay.execute(SEND, {}).catch((caught: unknown) => caught)) as AlipayError;
    expect(error).toMatchObject({ outcome: 'unknown', attempts: [{ cause }] });
  });

  test('that was kept alive and is gone may have been written to', async () => {
    const alipay = client({ axios: connect({ maxSockets: 1 }) });
    server.next(faults.staleKeepAlive());
    await alipay.execute(MOVE, {});
    expect(await endOf(alipay, 'never')).toBe('unknown after 1');
    expect(server.gateway.log).toHaveLength(1);
  });

  test('that another request holds was not written to', async () => {
    const alipay = client({ axios: connect({ maxSockets: 1 }) });
    server.next(faults.silence({ run: false }));
    const held = new AbortController();
    const holding = alipay.execute(MOVE, {}, { timeout: 20_000, signal: held.signal }).catch(() => undefined);
    await vi.waitFor(() => expect(server.log).toHaveLength(1));
    const error = (await alipay.execute(SEND, {}, { timeout: 50 }).catch((caught: unknown) => caught)) as AlipayError;
    expect(error).toMatchObject({ outcome: 'not_sent', attempts: [{ cause: 'not-written' }, {}, {}] });
    held.abort();
    await holding;
  });

  test('to a name that is not there was not made', async () => {
    const lookup: LookupFunction = (_host, _options, done) => {
      done(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), '');
    };
    const alipay = client({ gateway: 'https://gateway.example', axios: connect({ lookup }) });
    const error = (await alipay.execute(SEND, {}).catch((caught: unknown) => caught)) as AlipayError;
    expect(error).toMatchObject({ outcome: 'not_sent', attempts: [{ cause: 'dns' }, {}, {}] });
  });

  test('that comes late within its time goes well, and leaves no alarm behind', async () => {
    const slow = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const { port } = slow.address() as AddressInfo;
    slow.close();
    const set = new Set<object>();
    const { now, sleep } = createTestClock(Date.now(), { auto: true });
    const alarm = (ms: number, ring: () => void) => {
      const one = { ms, ring };
      set.add(one);
      return () => set.delete(one);
    };
    const watched = client({ axios: connect(), clock: { now, sleep, alarm } });
    expect(await endOf(watched, 'keyed')).toBe('success after 1');
    const refused = client({ axios: connect(), clock: { now, sleep, alarm }, gateway: `http://127.0.0.1:${port}` });
    expect(await endOf(refused, 'never')).toBe('not_sent after 3');
    await vi.waitFor(() => expect(set.size).toBe(0));
  });
});

test('a connection through a transport of node:http of the user’s is watched all the same', async () => {
  const { default: http } = await import('node:http');
  let made = 0;
  const transport = {
    request: (...args: Parameters<typeof http.request>) => {
      made++;
      return http.request(...args);
    },
  };
  const alipay = client({ axios: { transport } });
  server.next(faults.resetAfterRequest({ run: false }));
  expect(await endOf(alipay, 'never')).toBe('unknown after 1');
  await server.down();
  expect(await endOf(alipay, 'never')).toBe('not_sent after 3');
  expect(made).toBe(4);
});
