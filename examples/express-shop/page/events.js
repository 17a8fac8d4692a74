// @ts-check
import { byId, el, follow } from './dom.js';

/** @typedef {Record<string, string | number | undefined> & { name: string, atMs: number, callId: string, method: string, attempt: number }} Row */

const KEPT = 300;
const list = byId('rows');

/** How a row is coloured. @param {Row} row */
function toneOf({ name, outcome, to }) {
  if (name === 'success' || outcome === 'succeeded') return 'good';
  if (name === 'failure' || name === 'refreshFailed' || to === 'open') return 'bad';
  return name === 'start' || name === 'refreshed' || name === 'confirmed' ? 'plain' : 'warn';
}

/** What is said beyond the columns. @param {Row} row */
function restOf({ delayMs, cause, code, subCode, gatewayCode, status, verdict, by, confirmedBy, from, to }) {
  return [
    delayMs === undefined ? '' : `wait ${Math.round(Number(delayMs))} ms`,
    cause === undefined || cause === 'answered' ? '' : `${cause}`,
    [code, gatewayCode, subCode].filter((part) => part !== undefined).join(' '),
    status === undefined ? '' : `HTTP ${status}`,
    verdict === undefined ? '' : `${verdict}`,
    by ?? confirmedBy ?? '',
    from === undefined ? '' : `${from} > ${to}`,
  ].filter((part) => part !== '');
}

/** @param {Row} row */
function show(row) {
  const time = new Date(row.atMs).toTimeString().slice(0, 8);
  const line = el(
    'article',
    `row ${toneOf(row)}`,
    el('code', 'call', row.callId),
    el('span', 'when quiet', time),
    el('b', 'name', row.name),
    el('code', 'method', `${row.method} #${row.attempt}`),
    el('span', 'outcome', String(row['outcome'] ?? '')),
    el('span', 'decision', String(row['decision'] ?? '')),
    el('span', 'rest quiet', restOf(row).join(', ')),
  );
  line.dataset['call'] = row.callId;
  if (row['because'] !== undefined) line.title = String(row['because']);
  return line;
}

follow({
  hello: ({ rows }) => {
    if (rows.length > 0) list.replaceChildren(...rows.map(show).reverse());
  },
  row: (row) => {
    list.querySelector('p')?.remove();
    list.prepend(show(row));
    while (list.childElementCount > KEPT) list.lastElementChild?.remove();
  },
});
