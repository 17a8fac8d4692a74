import { CODES_10000_20000 } from './codes-10000-20000.js';
import { CODES_20001 } from './codes-20001.js';
import { CODES_40001 } from './codes-40001.js';
import { CODES_40002_ARGUMENTS } from './codes-40002-arguments.js';
import { CODES_40002_SECURITY } from './codes-40002-security.js';
import { CODES_40004_40006 } from './codes-40004-40006.js';
import type { CodeRow } from './rows.js';

/** The 39 rows of the founding table, in its order. Source: test/fixtures/gateway-codes.json; where protocol.md 6.2 differs from it, the founding table stands. */
export const GATEWAY_CODES: readonly CodeRow[] = [
  ...CODES_10000_20000,
  ...CODES_20001,
  ...CODES_40001,
  ...CODES_40002_ARGUMENTS,
  ...CODES_40002_SECURITY,
  ...CODES_40004_40006,
];
