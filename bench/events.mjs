// @ts-check
// The section `events`: what telling an event costs, and what `instrumentAlipay` adds to a call. An event is told by the hub
// as the engine tells it, to nobody and to somebody. Calls are whole ones without HTTP, with and without spans and metrics of
// OpenTelemetry's SDK that go nowhere, in short slices that take turns; that figure has the noise of signing in it.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { NodeTracerProvider, NoopSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { createAlipay } from 'alipay-axios';
import { instrumentAlipay } from 'alipay-axios/otel';
import { createTestCredentials } from 'alipay-axios/testing';
import { createEventHub } from '../build/runtime/events.js';
import { tellTurn } from './processes.mjs';
import { goalTable, spreadText, table } from './report.mjs';
import { answerAtOnce, METHOD, microsSince, takeTurn } from './slices.mjs';
import { spreadOf } from './summary.mjs';

/** @import { EventHub } from '../build/runtime/events.js' */
/** @import { Counts } from './sections.mjs' */
/** @import { Goal, Spread } from './summary.mjs' */

const EVENTS_EACH = 50_000;
const MOST_MICROS = 1;

/**
 * @typedef {object} EventsSummary
 * @property {Counts} settings
 * @property {{ nobody: Spread, listener: Spread, channel: Spread }} event microseconds of CPU, an event
 * @property {{ plain: Spread, instrumented: Spread, difference: Spread }} call microseconds of CPU, a call
 * @property {Goal[]} goals
 */

/** @param {Counts} counts @returns {Promise<EventsSummary>} */
export async function measureEvents(counts) {
  const both = openBoth();
  /** @type {(ReturnType<typeof tellEvents> & { plain: number, instrumented: number })[]} */
  const turns = [];
  tellEvents();
  await takeTurn(both, Math.min(counts.calls, 1_000), counts.inFlight);
  while (turns.length < counts.turns) {
    tellTurn('events', turns.length, counts.turns);
    turns.push({ ...tellEvents(), ...(await takeTurn(both, counts.calls, counts.inFlight)) });
  }
  const spread = (/** @type {(turn: typeof turns[number]) => number} */ read) => spreadOf(turns.map(read));
  const nobody = spread((turn) => turn.nobody);
  const met = nobody.median < MOST_MICROS;
  return {
    settings: counts,
    event: { nobody, listener: spread((turn) => turn.listener), channel: spread((turn) => turn.channel) },
    call: {
      plain: spread((turn) => turn.plain),
      instrumented: spread((turn) => turn.instrumented),
      difference: spread((turn) => turn.instrumented - turn.plain),
    },
    goals: [{ name: 'CPU of an event that nobody hears, us', goal: `< ${MOST_MICROS}`, got: nobody, met }],
  };
}

function openBoth() {
  const { appId, privateKey, alipayPublicKey, alipayPrivateKey } = createTestCredentials();
  const adapter = answerAtOnce(alipayPrivateKey);
  const open = () => createAlipay({ appId, privateKey, alipayPublicKey, axios: { adapter } });
  const instrumented = open();
  const tracerProvider = new NodeTracerProvider({ spanProcessors: [new NoopSpanProcessor()] });
  instrumentAlipay(instrumented, { tracerProvider, meterProvider: new MeterProvider() });
  return { plain: open(), instrumented };
}

function tellEvents() {
  const hub = createEventHub();
  const nobody = eventMicros(hub);
  let heard = 0;
  const stop = hub.on('attempt', () => void heard++);
  const listener = eventMicros(hub);
  stop();
  const hear = () => void heard++;
  subscribe('alipay-axios:attempt', hear);
  const channel = eventMicros(hub);
  unsubscribe('alipay-axios:attempt', hear);
  if (heard !== 2 * EVENTS_EACH) throw new Error(`${heard} events were heard`);
  return { nobody, listener, channel };
}

/** @param {EventHub} hub */
function eventMicros(hub) {
  const call = { callId: 'bench-1', method: METHOD };
  const before = process.cpuUsage();
  for (let nth = 0; nth < EVENTS_EACH; nth++) {
    hub.emit('attempt', () => ({
      ...call,
      attempt: 1,
      atMs: nth,
      gateway: 'https://openapi.alipay.com',
      verb: 'POST',
      startedAtMs: nth,
      durationMs: 1,
      outcome: 'succeeded',
      decision: 'accept',
      because: 'it went well',
    }));
  }
  return microsSince(before) / EVENTS_EACH;
}

/** @param {EventsSummary} summary */
export function renderEvents({ settings: { calls, turns, inFlight }, event, call, goals }) {
  return [
    `Events, ${turns} turns of ${EVENTS_EACH} events and ${calls} calls, ${inFlight} in flight; medians, in brackets the lowest and the highest`,
    '',
    ...table([
      ['CPU us an event', 'nobody listens', 'one listener', 'one subscriber of the channel'],
      ['', spreadText(event.nobody, 3), spreadText(event.listener, 3), spreadText(event.channel, 3)],
    ]),
    '',
    ...table([
      ['CPU us a call without HTTP', 'plain', 'with instrumentAlipay', 'difference'],
      ['', spreadText(call.plain, 0), spreadText(call.instrumented, 0), spreadText(call.difference, 1)],
    ]),
    '',
    ...goalTable(goals),
  ].join('\n');
}
