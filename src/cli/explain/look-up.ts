import { ALL_CODES } from '../../catalog/find-code.js';
import { findV3Code } from '../../catalog/find-v3-code.js';
import type { CodeRow } from '../../index.js';
import { explain } from '../../index.js';
import { nearestOf } from '../base/nearest.js';

/** What was asked for. */
export interface Question {
  /** The five digits; `undefined` where only a sub_code, or a code of v3, was given. */
  readonly code?: string;
  readonly subCode?: string;
  readonly method?: string;
}

/** What the catalog has to say. */
export interface Explanation {
  readonly code: string;
  readonly subCode: string | undefined;
  /** Whether the code as it was given is in a table. */
  readonly isKnown: boolean;
  /** The row that is used; several where it depends on the method and none was given. */
  readonly rows: readonly CodeRow[];
  /** Known codes that look like it, as one would type them; only where it is not known. */
  readonly nearest: readonly string[];
}

/**
 * Looks a code up, of v2 or of v3.
 *
 * @example
 * lookUp({ code: '40002', subCode: 'isv.invalid-signature' }).isKnown; // true
 * lookUp({ subCode: 'invalid-app-auth-token' }).code; // '20001'
 */
export function lookUp({ code: given, subCode: typed, method }: Question): Explanation {
  const pair = given === undefined ? findV3Code(typed ?? '') : { code: given, subCode: typed };
  const { code, subCode } = pair;
  const exact = ALL_CODES.filter((row) => row.code === code && row.subCode === (subCode ?? null));
  const row = explain(code, subCode, method);
  const isKnown = exact.length > 0 || (subCode !== undefined && row.subCode === subCode);
  return {
    code,
    subCode,
    isKnown,
    rows: rowsOf(exact, row, method),
    nearest: isKnown ? [] : nearestCodes(code, subCode),
  };
}

function rowsOf(exact: readonly CodeRow[], row: CodeRow, method: string | undefined): readonly CodeRow[] {
  if (method !== undefined || exact.length === 0) return [row];
  return exact;
}

function nearestCodes(code: string, subCode: string | undefined): readonly string[] {
  if (subCode === undefined) return nearestOf(code, [...new Set(ALL_CODES.map((row) => row.code))], 3);
  const names = ALL_CODES.flatMap((row) => (row.subCode === null ? [] : [row.subCode]));
  const near = nearestOf(subCode, [...new Set(names)], 3);
  return near.flatMap((name) => [
    ...new Set(ALL_CODES.filter((row) => row.subCode === name).map((row) => `${row.code} ${name}`)),
  ]);
}
