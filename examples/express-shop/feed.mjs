// @ts-check

/** @import { AlipayInstance, EventName } from 'alipay-axios' */
/** @import { Request, Response } from 'express' */
/** @import { Order } from './orders.mjs' */

/** @type {readonly EventName[]} */
const NAMES = [
  ...['start', 'attempt', 'retry', 'throttle', 'refresh', 'refreshed', 'refreshFailed'],
  ...['confirm', 'confirmed', 'clockSkew', 'breaker', 'success', 'failure'],
].map((name) => /** @type {EventName} */ (name));

/** What the page shows of an event. There is nothing secret in one; a list of what is wanted keeps it so. */
const SHOWN = [
  ...[
    'atMs',
    'callId',
    'method',
    'attempt',
    'decision',
    'delayMs',
    'outcome',
    'cause',
    'code',
    'subCode',
    'gatewayCode',
  ],
  ...['status', 'because', 'by', 'verdict', 'durationMs', 'confirmedBy', 'from', 'to'],
];

const KEPT = 300;
const MOST_PAGES = 16;
/** A page that reads so slowly that this much waits for it, in bytes, is let go; it comes back by itself. */
const MOST_WAITING = 1024 * 1024;

/** @typedef {ReturnType<typeof createFeed>} Feed */

/**
 * Hands the engine's events, and the orders, to the open pages as server-sent events.
 *
 * @param {AlipayInstance} alipay
 * @param {() => readonly Order[]} orders
 * @param {boolean} isTrial whether the page can play the buyer, too
 */
export function createFeed(alipay, orders, isTrial) {
  /** @type {Record<string, unknown>[]} */
  const kept = [];
  /** @type {Set<Response>} */
  const pages = new Set();
  let isClosed = false;

  /** @param {string} name @param {unknown} data */
  const send = (name, data) => {
    // JSON has no line breaks of its own, so one line holds it.
    const text = `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const page of pages) {
      if (page.writableLength > MOST_WAITING) page.destroy();
      else page.write(text);
    }
  };

  const offs = NAMES.map((name) =>
    alipay.events.on(name, (event) => {
      const row = { name, ...Object.fromEntries(Object.entries(event).filter(([key]) => SHOWN.includes(key))) };
      kept.push(row);
      if (kept.length > KEPT) kept.shift();
      send('row', row);
    }),
  );

  return {
    rows: kept,
    /** @param {Order} order */
    tell: (order) => send('order', order),
    /** @param {Request} _request @param {Response} response */
    open(_request, response) {
      if (isClosed || pages.size >= MOST_PAGES) return void response.status(503).end();
      pages.add(response);
      response.on('close', () => pages.delete(response));
      // Its connection ends with it, so that no page comes back on it while the shop closes.
      response.writeHead(200, { 'Content-Type': 'text/event-stream;charset=utf-8', Connection: 'close' });
      response.write(`event: hello\ndata: ${JSON.stringify({ rows: kept, orders: orders(), isTrial })}\n\n`);
    },
    close() {
      isClosed = true;
      for (const off of offs) off();
      for (const page of pages) page.end();
    },
  };
}
