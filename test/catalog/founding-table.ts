import { readFileSync } from 'node:fs';

/** One row of the founding table, as it was handed over. */
export interface FoundingRow {
  readonly code: string;
  readonly sub_code: string | null;
  readonly sub_msg_zh: string | null;
  readonly solution_zh: string;
  readonly action: string;
  readonly because: string;
}

/** Where the project keeps its copy of the founding table. */
export const FOUNDING_FILE: URL = new URL('../fixtures/gateway-codes.json', import.meta.url);

/** The founding table: 39 rows. */
export const FOUNDING_ROWS: readonly FoundingRow[] = JSON.parse(readFileSync(FOUNDING_FILE, 'utf8'));
