// @ts-check
import { styleText } from 'node:util';
import { describeEvent, EVENT_NAMES } from './describe-event.mjs';
import { wrap } from './wrap.mjs';

/** @import { AlipayEvents, EventName, EventSource } from 'alipay-axios' */
/** @import { Color, Row, ShownName } from './describe-event.mjs' */
/** @typedef {Color | 'bold' | 'dim'} Style */
/** @typedef {{ row: Row, atMs: number, times: number, durationsMs: number[] }} Group */

const PAINTED = process.stdout.isTTY === true && !process.env.NO_COLOR;
// Fifty calls side by side say the same thing fifty times; one line with a count says it once.
/** @type {ReadonlySet<ShownName>} */
const GROUPED = new Set(['attempt', 'success', 'failure']);

/** Prints what happens as it happens, and keeps the count. */
export function createTimeline() {
  const tally = { attempts: 0, refreshes: 0, waits: 0, asked: 0 };
  /** @type {Map<string, Group>} */
  const groups = new Map();
  let startedAtMs = Date.now();

  const flush = () => {
    for (const group of groups.values()) printGroup(group, startedAtMs);
    groups.clear();
  };
  /** @param {ShownName} name @param {AlipayEvents[ShownName]} event */
  const note = (name, event) => {
    count(tally, name);
    const row = describeEvent(name, event);
    const { durationMs, ...rest } = row;
    const key = JSON.stringify([name, rest]);
    if (!GROUPED.has(name)) flush();
    const group = groups.get(key) ?? { row, atMs: event.atMs, times: 0, durationsMs: [] };
    group.times++;
    if (durationMs !== undefined) group.durationsMs.push(durationMs);
    groups.set(key, group);
    if (!GROUPED.has(name)) flush();
  };

  return {
    tally,
    /** @param {EventSource} events */
    follow: (events) => {
      for (const name of EVENT_NAMES) events.on(name, (event) => note(name, event));
    },
    /** @param {string} title */
    begin: (title) => {
      startedAtMs = Date.now();
      print('');
      print(paint('bold', title));
    },
    /** @param {string} text */
    say: (text, label = '') => {
      flush();
      printWrapped(`           ${label}`, text);
    },
    /** @param {string} text */
    end: (text) => {
      flush();
      printWrapped('         ✓ ', text, 'green');
    },
  };
}

/** @param {ReturnType<typeof createTimeline>['tally']} tally @param {EventName} name */
function count(tally, name) {
  if (name === 'attempt') tally.attempts++;
  if (name === 'refreshed') tally.refreshes++;
  if (name === 'retry' || name === 'throttle') tally.waits++;
  if (name === 'confirmed') tally.asked++;
}

/** @param {Group} group @param {number} startedAtMs */
function printGroup({ row, atMs, times, durationsMs }, startedAtMs) {
  const label = times === 1 ? row.label : `${row.label} ×${times}`;
  const time = `+${Math.max(0, Math.round(atMs - startedAtMs))} ms`.padStart(9);
  const text = `${row.text}${rangeOf(durationsMs)}`;
  print(`${paint('dim', time)}  ${paint(row.color, label.padEnd(14))}${row.subject.padEnd(28)}${text}`);
  if (row.more !== undefined) printWrapped(`${' '.repeat(25)}-> `, row.more, 'dim');
}

/** @param {string} start @param {string} text @param {Style} [style] */
function printWrapped(start, text, style) {
  for (const [index, line] of wrap(text, start.length).entries()) {
    const whole = (index === 0 ? start : ' '.repeat(start.length)) + line;
    print(style === undefined ? whole : paint(style, whole));
  }
}

/** @param {number[]} durationsMs */
function rangeOf(durationsMs) {
  if (durationsMs.length === 0) return '';
  const shortest = Math.round(Math.min(...durationsMs));
  const longest = Math.round(Math.max(...durationsMs));
  return shortest === longest ? `, ${longest} ms` : `, ${shortest} to ${longest} ms`;
}

/** @param {Style} style @param {string} text */
export function paint(style, text) {
  return PAINTED ? styleText(style, text) : text;
}

/** @param {string} line */
export function print(line) {
  process.stdout.write(`${line}\n`);
}
