import type { Clock } from '../../../src/runtime/clock.js';
import { Interruption } from '../../../src/runtime/interruption.js';
import type { Settings } from '../../../src/runtime/settings.js';
import type { StopSignal } from '../../../src/runtime/stop-signal.js';
import { createStopSignal } from '../../../src/runtime/stop-signal.js';
import { withTimeLimit } from '../../../src/runtime/time-limit.js';
import type { Asker, HeldToken } from '../../../src/runtime/tokens/held-token.js';
import { RefreshFailed } from '../../../src/runtime/tokens/held-token.js';
import { createMemoryTokenStore } from '../../../src/runtime/tokens/memory-store.js';
import type { TokenDesk } from '../../../src/runtime/tokens/token-desk.js';
import { createTokenDesk } from '../../../src/runtime/tokens/token-desk.js';
import type { TokenStore } from '../../../src/runtime/tokens/token-store.js';
import { putToken } from '../../../src/runtime/tokens/write-record.js';
import type { TestClock } from '../../../src/testing/test-clock.js';
import { createTestClock } from '../../../src/testing/test-clock.js';
import type { ModelGateway, TradePlan } from './model-gateway.js';
import { createModelGateway } from './model-gateway.js';

export const PROCESSES = 3;

/** One process of the fleet; its clock may jump and its life may end. */
interface Process {
  readonly desk: TokenDesk;
  readonly clock: Clock;
  isAlive: boolean;
  aheadMs: number;
}

/** Three processes with one store and one gateway, under a test clock. */
export interface Fleet {
  readonly clock: TestClock;
  readonly gateway: ModelGateway;
  readonly processes: readonly Process[];
  /** What must never have happened. */
  readonly faults: string[];
  /** Until when the store fails, and whether it does so by never answering. */
  away: { readonly untilMs: number; readonly hangs: boolean };
}

/** A call of one process; `isOver` where it was served or refused, or its caller left. */
export interface Call {
  readonly process: Process;
  readonly stop: StopSignal;
  end: 'served' | 'failed' | 'left' | undefined;
}

const OWNER = 'user';
const ASKER: Asker = {
  callId: 'c',
  method: 'm',
  observe: () => ({ started: () => {}, succeeded: () => {}, failed: () => {} }),
};

/** Opens a fleet whose user has been granted a token for an hour. */
export async function openFleet(
  plans: readonly TradePlan[],
  draws: readonly number[],
  createStore: typeof createMemoryTokenStore = createMemoryTokenStore,
): Promise<Fleet> {
  const clock = createTestClock();
  const gateway = createModelGateway(clock, plans);
  const inner = createStore(clock);
  const processes: Process[] = [];
  const fleet: Fleet = { clock, gateway, processes, faults: [], away: { untilMs: 0, hangs: false } };
  let drawn = 0;
  const random = (): number => draws[drawn++ % draws.length] ?? 0.5;
  for (let index = 0; index < PROCESSES; index++) processes.push(openProcess(fleet, inner, random));
  await keepGrant(fleet, 0, { value: 'v0', refreshToken: 'r0' });
  return fleet;
}

function openProcess(fleet: Fleet, inner: TokenStore, random: () => number): Process {
  const base = fleet.clock;
  const clock: Clock = {
    now: () => base.now() + process.aheadMs,
    elapsed: () => base.now(),
    sleep: base.sleep,
    alarm: base.alarm,
  };
  const settings = {
    appId: 'app',
    gateway: 'https://gateway.example',
    deadlineMs: 30_000,
    clock,
    random,
    tokens: {
      store: storeOf(fleet, inner, () => process.isAlive),
      refreshTimeoutMs: 5_000,
      refreshAheadMs: 300_000,
      whenStoreIsDown: 'wait',
    },
  } as const satisfies Partial<Settings>;
  const isWritten = async (refreshToken: string): Promise<boolean> => {
    const { appId, gateway } = settings;
    const found = await inner.read({ appId, gateway, kind: 'auth_token', owner: OWNER });
    return found?.refreshToken !== refreshToken;
  };
  const ask = fleet.gateway.askFor(() => process.isAlive, isWritten);
  const desk = createTokenDesk(settings as unknown as Settings, ask);
  const process: Process = { desk, clock, isAlive: true, aheadMs: 0 };
  return process;
}

// To the process a store that is away throws or does not answer; a dead process hears nothing of anybody.
function storeOf(fleet: Fleet, inner: TokenStore, isAlive: () => boolean): TokenStore {
  const reach = async <T>(work: () => Promise<T>): Promise<T> => {
    const { untilMs, hangs } = fleet.away;
    const isAway = fleet.clock.now() < untilMs;
    if (!isAlive() || (isAway && hangs)) return new Promise(() => {});
    if (isAway) throw new Error('away');
    const answer = await work();
    return isAlive() ? answer : new Promise(() => {});
  };
  return {
    read: (key) => reach(() => inner.read(key)),
    compareAndSet: (...args) => reach(() => inner.compareAndSet(...args)),
    setAside: (...args) => reach(() => inner.setAside(...args)),
    acquireLease: (...args) => reach(() => inner.acquireLease(...args)),
    releaseLease: (...args) => reach(() => inner.releaseLease(...args)),
  };
}

/** The user authorises again, and one process keeps what that brings. */
export async function keepGrant(
  { processes, faults }: Fleet,
  index: number,
  granted: { readonly value: string; readonly refreshToken: string },
): Promise<void> {
  const process = processes[index];
  if (process === undefined) throw new Error(`There is no process ${index}`);
  const { desk, clock } = process;
  const issuedAtMs = clock.now();
  const token = { ...granted, issuedAtMs, expiresAtMs: issuedAtMs + 3_600_000 };
  await putToken(desk.records, desk.keyOf('auth_token', OWNER), token).catch((error: unknown) => {
    if (!(error instanceof RefreshFailed)) faults.push(String(error));
  });
}

/** Makes a call: its token is on its way for `sendMs`, and is replaced where it is refused, by the rules of the loop. */
export function makeCall(fleet: Fleet, index: number, sendMs: number): Call {
  const process = fleet.processes[index];
  if (process === undefined) throw new Error(`There is no process ${index}`);
  const call: Call = { process, stop: createStopSignal(), end: undefined };
  runCall(fleet, call, sendMs).then(
    (end) => {
      call.end = end;
    },
    (error: unknown) => {
      if (error instanceof Interruption) call.end = 'left';
      else if (error instanceof RefreshFailed) call.end = 'failed';
      else fleet.faults.push(`a call ended with ${String(error)}`);
    },
  );
  return call;
}

async function runCall(
  { clock, gateway }: Fleet,
  { process, stop }: Call,
  sendMs: number,
): Promise<'served' | 'failed'> {
  const { desk } = process;
  const wait = <T>(work: Promise<T>): Promise<T> => {
    // A call that is over before it waits leaves nobody to hear of a failure.
    work.catch(() => {});
    return withTimeLimit(process.clock, 30_000, stop, () => work);
  };
  const found = await wait(Promise.resolve(desk.current({ auth_token: { owner: OWNER } }, ASKER)));
  let held: HeldToken = found.auth_token ?? { value: '', generation: 0 };
  let isCaughtUp = false;
  for (let isRefreshed = false; ; ) {
    const sentAt = desk.failures;
    await clock.sleep(sendMs);
    if (gateway.accepts(held.value)) return 'served';
    if (isRefreshed) return 'failed';
    const refused = { kind: 'auth_token', held, subCode: 'aop.auth-token-time-out' } as const;
    const replacement = await wait(desk.replace(refused, 'refused', sentAt, ASKER));
    if (replacement.wasThere && !isCaughtUp) isCaughtUp = true;
    else isRefreshed = true;
    held = replacement.held;
  }
}
