import type { MethodRow } from './method-row.js';
import { METHODS } from './methods.js';

const BY_NAME: ReadonlyMap<string, MethodRow> = new Map(METHODS.map((row) => [row.method, row]));

// This reading of names was never audited over all of the gateway's methods, so the table is asked first and a caller may overrule both.
const READING_SEGMENTS: ReadonlySet<string> = new Set([
  'query',
  'batchquery',
  'get',
  'list',
  'consult',
  'detail',
  'count',
  'download',
]);

/** The row of a method, or `undefined` where the table does not know it. Source: protocol.md 8.7. */
export function findMethod(method: string): MethodRow | undefined {
  return BY_NAME.get(method);
}

/** Whether a method's last segment says that it only reads; meant for methods that `findMethod` does not know. Source: protocol.md 8.7, fallback heuristic. */
export function looksReadOnly(method: string): boolean {
  return READING_SEGMENTS.has(method.slice(method.lastIndexOf('.') + 1));
}
