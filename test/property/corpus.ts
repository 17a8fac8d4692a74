import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A value that has once broken a law, or that was hard to get right; tried before all others. */
export interface Found {
  /** What it is, or when and how it was found. */
  readonly about: string;
  /** What leads to it again, where fast-check found it and its arbitraries are the same still. */
  readonly seed?: number;
  readonly path?: string;
  readonly value: unknown;
}

// Both vitest and npm scripts run in the folder of the package.
const FOLDER = join(process.cwd(), 'test/property/corpus');

/** What was ever found for a property. */
export function readCorpus(name: string, folder: string = FOLDER): readonly Found[] {
  const path = join(folder, `${name}.json`);
  if (!existsSync(path)) return [];
  const all = JSON.parse(readFileSync(path, 'utf8')) as readonly Found[];
  return all.map((one) => ({ ...one, value: revive(one.value) }));
}

/** Writes a counterexample down, unless it is there already; gives its path. */
export function addToCorpus(name: string, found: Found, folder: string = FOLDER): string {
  const path = join(folder, `${name}.json`);
  const all = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Found[]) : [];
  const entry = { ...found, value: preserve(found.value) };
  const isKnown = all.some(({ value }) => JSON.stringify(value) === JSON.stringify(entry.value));
  mkdirSync(folder, { recursive: true });
  if (!isKnown) writeFileSync(path, `${JSON.stringify([...all, entry], null, 2)}\n`);
  return path;
}

/** A value as JSON can hold it: what JSON would lose stands there as an object with the one member `$`. */
export function preserve(value: unknown): unknown {
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'bigint') return { $: 'bigint', text: String(value) };
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (value instanceof Uint8Array) return { $: 'bytes', base64: Buffer.from(value).toString('base64') };
  if (value instanceof Set) return { $: 'set', members: [...value].map(preserve) };
  if (Array.isArray(value)) return value.map(preserve);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, held]) => [key, preserve(held)]);
  return Object.hasOwn(value, '$') ? { $: 'object', entries } : Object.fromEntries(entries);
}

/** The value that `preserve` was given. */
export function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  const kept = value as { readonly [name: string]: unknown };
  switch (Object.hasOwn(kept, '$') ? kept['$'] : 'plain') {
    case 'undefined':
      return undefined;
    case 'bigint':
      return BigInt(String(kept['text']));
    case 'number':
      return Number(kept['text']);
    case 'bytes':
      return Buffer.from(String(kept['base64']), 'base64');
    case 'set':
      return new Set((kept['members'] as readonly unknown[]).map(revive));
    case 'object':
      return Object.fromEntries((kept['entries'] as [string, unknown][]).map(([key, held]) => [key, revive(held)]));
    default:
      return Object.fromEntries(Object.entries(kept).map(([key, held]) => [key, revive(held)]));
  }
}
