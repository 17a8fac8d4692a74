import { crc32 } from 'node:zlib';
import type { Intent } from './journal.js';

/** What a journal's text says. */
export type Reading =
  | {
      readonly ok: true;
      /** The open intents with their lines, in the order in which they were opened. */
      readonly open: Map<string, OpenIntent>;
      /** How many bytes of the text count; what comes after is a record that was cut off while it was written. */
      readonly bytes: number;
    }
  | { readonly ok: false; readonly line: number };

/** An open intent, and the line that opened it. */
export interface OpenIntent {
  readonly intent: Intent;
  readonly line: string;
}

type Entry = { readonly open: Intent } | { readonly close: string };

/** The line that opens an intent: a checksum, JSON and a line feed. */
export function openLine(intent: Intent): string {
  return lineOf({ open: intent });
}

/** The line that strikes an intent out. */
export function closeLine(id: string): string {
  return lineOf({ close: id });
}

function lineOf(entry: Entry): string {
  const text = JSON.stringify(entry);
  return `${checksumOf(text)} ${text}\n`;
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

/**
 * Reads a journal's bytes. A last line without its line feed, or whose checksum does not fit, was cut off by a crash: what it
 * was to record never happened. Any other line that cannot be read is damage.
 */
export function readLines(bytes: Buffer): Reading {
  const open = new Map<string, OpenIntent>();
  let at = 0;
  for (let line = 1; at < bytes.length; line++) {
    const end = bytes.indexOf('\n', at);
    if (end < 0) break;
    const text = bytes.toString('utf8', at, end + 1);
    const entry = readEntry(text);
    if (entry === undefined) {
      if (end + 1 === bytes.length) break;
      return { ok: false, line };
    }
    if ('open' in entry) open.set(entry.open.id, { intent: entry.open, line: text });
    else open.delete(entry.close);
    at = end + 1;
  }
  return { ok: true, open, bytes: at };
}

function readEntry(line: string): Entry | undefined {
  const text = line.slice(9, -1);
  if (line.charAt(8) !== ' ' || checksumOf(text) !== line.slice(0, 8)) return undefined;
  try {
    const entry: unknown = JSON.parse(text);
    const { open, close } = Object(entry) as { readonly open?: Partial<Intent>; readonly close?: unknown };
    if (typeof open?.id === 'string' && typeof open.method === 'string') return { open: open as Intent };
    return typeof close === 'string' ? { close } : undefined;
  } catch {
    return undefined;
  }
}
