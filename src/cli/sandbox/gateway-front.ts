import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TestGateway } from '../../testing/index.js';
import { MAX_BODY_BYTES } from '../../testing/read-request.js';
import { sendReply } from '../../testing/send-answer.js';
import { readBody } from './read-body.js';
import type { OpenRequest, RequestBook } from './request-book.js';
import type { Switches } from './switches.js';
import type { Trouble } from './views.js';

/** What stands in front of the gateway: it writes down, and makes trouble. */
export interface GatewayFrontOptions {
  readonly gateway: TestGateway;
  readonly switches: Switches;
  readonly book: RequestBook;
  readonly now: () => number;
  /** Ended early when the sandbox closes. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Told when a request is over. */
  readonly done: () => void;
}

/** Serves one request to the gateway. */
export async function serveGateway(
  message: IncomingMessage,
  response: ServerResponse,
  { gateway, switches, book, now, sleep, done }: GatewayFrontOptions,
): Promise<void> {
  const cameAtMs = now();
  const body = await readBody(message, MAX_BODY_BYTES);
  if (body === undefined) return void message.socket.destroy();
  const { method: httpMethod = 'GET', url = '/' } = message;
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));

  const { busyLeft, lostLeft } = switches.view;
  const before = lostLeft === 0 ? '' : textOfLedger(gateway);
  const opened: OpenRequest[] = [];
  const replying = gateway.handle({ httpMethod, url, headers, body, seen: (entry) => opened.push(book.open(entry)) });
  // The gateway does its work at once and only writes the reply later, so what has changed by now is this request's doing.
  const isBusy = switches.view.busyLeft < busyLeft;
  const isLost = before !== '' && before !== textOfLedger(gateway) && switches.loseOne();

  const reply = await replying;
  const { latencyMs } = switches.view;
  if (latencyMs > 0 && !isLost) await sleep(latencyMs);
  response.sendDate = false;
  sendReply(isLost ? { kind: 'cut' } : reply, response);
  const troubles: readonly (readonly [Trouble, boolean])[] = [
    ['busy', isBusy],
    ['lost', isLost],
    ['late', latencyMs > 0 && !isLost],
  ];
  const names = troubles.filter(([, isOn]) => isOn).map(([name]) => name);
  opened[0]?.close(now() - cameAtMs, names);
  done();
}

function textOfLedger({ ledger }: TestGateway): string {
  const { codes, trades, transfers, freezes, settlements, runs } = ledger;
  return JSON.stringify([codes, trades, transfers, freezes, settlements, runs.length]);
}
