// @ts-check
// The same over real sockets: a fault server in front of a gateway. Waits take no time, attempts and connections real time. Of two
// schedules one goes over axios's own adapter and one over undici.

import { Agent } from 'node:http';
import { createAlipay } from 'alipay-axios';
import { faults, startFaultServer, startGateway } from 'alipay-axios/testing';
import { createUndiciAdapter } from 'alipay-axios/undici';
import { NO_BRAKES } from './brakes.mjs';
import { makeCall, NEVER, openBase, UNLISTED } from './calls.mjs';
import { createChance } from './chance.mjs';
import { endOf, MAX_ATTEMPTS } from './virtual-world.mjs';

/** @import { AlipayOptions } from 'alipay-axios' */
/** @import { Fault, TestCredentials } from 'alipay-axios/testing' */
/** @import { Chance } from './chance.mjs' */
/** @import { MoneyCall } from './calls.mjs' */
/** @import { Truth } from './oracle.mjs' */

const ATTEMPT_MS = 60;

/** @param {TestCredentials} credentials */
export async function openSocketWorld(credentials) {
  const gateway = await startGateway({
    credentials,
    listen: false,
    clockToleranceMs: Number.POSITIVE_INFINITY,
    methods: [NEVER, UNLISTED],
    logLimit: 100_000,
  });
  const server = await startFaultServer({ gateway });
  const agent = new Agent({ keepAlive: true });
  const adapter = createUndiciAdapter({ proxy: false });
  let waitedMs = 0;
  /** @type {() => number} */
  let random = () => 0.5;
  /** @type {AlipayOptions} */
  const options = {
    ...gateway.credentials,
    gateway: server.url,
    signType: 'RSA',
    clock: {
      now: () => Date.now() + waitedMs,
      sleep: async (ms, signal) => {
        waitedMs += ms;
        if (signal?.aborted) throw signal.reason;
      },
    },
    random: () => random(),
    retry: { maxAttempts: MAX_ATTEMPTS },
    methods: { [NEVER]: { repeat: 'never' } },
    ...NO_BRAKES,
  };
  const overAxios = createAlipay({ ...options, axios: { httpAgent: agent, proxy: false } });
  const overUndici = createAlipay({ ...options, axios: { adapter } });
  const base = await openBase(overAxios);

  /**
   * @param {number} seed
   * @param {number} nth
   */
  const play = async (seed, nth) => {
    const chance = createChance(seed, nth);
    const alipay = nth % 2 === 0 ? overAxios : overUndici;
    const call = makeCall(chance, `s${nth}`, base);
    random = chance.draw;
    const trouble = chance.draw();
    for (let send = 0; send < 5; send++) {
      server.on(call.method).next(chance.draw() < trouble ? pickFault(chance, call.method) : faults.pass());
      if (call.by !== undefined)
        server.on(call.by).next(chance.draw() < trouble ? pickFault(chance, call.by) : faults.pass());
    }
    const controller = new AbortController();
    const isDown = chance.isOneIn(40);
    if (isDown) await server.down();
    const timer = chance.isOneIn(4) ? setTimeout(() => controller.abort(), chance.under(30)) : undefined;
    const end = await endOf(
      alipay.execute(call.method, call.content, { signal: controller.signal, timeout: ATTEMPT_MS, deadlineMs: 30_000 }),
    );
    clearTimeout(timer);
    if (isDown) await server.up();
    server.clear();
    // What was on its way when the call was broken off may still arrive: the truth is known when all is over.
    const truth = () => truthOf(gateway, call, controller.signal.aborted);
    return { call, end, truth };
  };
  return {
    play,
    /** Until nothing more arrives. */
    quiet: () => new Promise((resolve) => setTimeout(resolve, 2 * ATTEMPT_MS)),
    close: async () => {
      agent.destroy();
      await Promise.all([overAxios.close(), overUndici.close(), adapter.close()]);
      await Promise.all([server.close(), gateway.close()]);
    },
  };
}

/**
 * @param {import('alipay-axios/testing').TestGateway} gateway
 * @param {MoneyCall} call
 * @param {boolean} isAborted
 * @returns {Truth}
 */
function truthOf({ log, ledger }, { method, key, isKeyed }, isAborted) {
  const arrived = log.filter(
    (entry) => entry.method === method && entry.params['biz_content']?.includes(`"${key}"`),
  ).length;
  const runs = ledger.runs.filter((run) => run.method === method && run.key === key).length;
  return { runs, arrived, worked: isKeyed ? 0 : arrived, isAborted };
}

// Only these repeat the request's number in their replies. An old signed reply to any other cannot be told from a new one: v2
// has nothing else to tell it by, and TLS is what keeps others from playing it back.
const ECHOING = /pay$|transfer$|freeze$|query$/;

/** @param {Chance} chance @param {string} method @returns {Fault} */
function pickFault(chance, method) {
  const run = chance.isOneIn(2);
  return chance.pick([
    () => faults.resetAfterHead(),
    () => faults.resetInBody(),
    () => faults.resetAfterRequest({ run }),
    () => faults.resetAfterRequest({ run }),
    () => faults.closeWithoutReply({ run }),
    () => (chance.isOneIn(4) ? faults.silence({ run }) : faults.pass()),
    () => faults.halfReply(),
    () => faults.headOnly(),
    () => (chance.isOneIn(4) ? faults.slowHead(ATTEMPT_MS * 2) : faults.slowHead(1)),
    () => faults.truncatedJson(),
    () => faults.wrongSignature(),
    () => faults.unsignedSuccess(),
    () => (ECHOING.test(method) ? faults.replay() : faults.pass()),
    () => faults.staleKeepAlive(),
    () => faults.idleClose(),
    () => faults.shortLength(),
    () => faults.longLength(),
    () => faults.notHttp(),
    () => faults.earlyHints(),
    () => faults.http500({ run }),
    () => faults.badGateway({ run }),
    () => faults.redirect('http://127.0.0.1:1/'),
    () => faults.throttled(503, '2'),
  ])();
}
