import { PUBLIC_40001 } from './public-40001.js';
import { PUBLIC_40002 } from './public-40002.js';
import { PUBLIC_40003_40006 } from './public-40003-40006.js';
import { PUBLIC_CLASSES } from './public-classes.js';
import type { CodeRow } from './rows.js';
import { TOKEN_CODES } from './token-codes.js';

/** The public codes beyond the founding table: further sub_codes, the token exchange, and one row for each code as a whole. Source: protocol.md 6.1, 6.2 and 7.4. */
export const PUBLIC_CODES: readonly CodeRow[] = [
  ...PUBLIC_CLASSES,
  ...PUBLIC_40001,
  ...PUBLIC_40002,
  ...PUBLIC_40003_40006,
  ...TOKEN_CODES,
];
