import { BUSINESS_CODES } from '../../src/catalog/business-codes.js';
import { GATEWAY_CODES } from '../../src/catalog/gateway-codes.js';
import { PUBLIC_CODES } from '../../src/catalog/public-codes.js';
import type { CodeRow } from '../../src/catalog/rows.js';

/** All rows of the three tables, in the order in which they are looked up. */
export const ALL_CODES: readonly CodeRow[] = [...GATEWAY_CODES, ...PUBLIC_CODES, ...BUSINESS_CODES];

/** A row's name in a test report. */
export function nameOf(row: CodeRow): string {
  return [row.code, row.subCode ?? '(whole code)', ...(row.methods ?? [])].join(' ');
}
