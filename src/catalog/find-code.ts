import { BUSINESS_CODES } from './business-codes.js';
import { GATEWAY_CODES } from './gateway-codes.js';
import { PUBLIC_CODES } from './public-codes.js';
import type { CodeRow } from './rows.js';

/** The rows of all code tables, the founding table first. */
export const ALL_CODES: readonly CodeRow[] = [...GATEWAY_CODES, ...PUBLIC_CODES, ...BUSINESS_CODES];

const BY_KEY: ReadonlyMap<string, CodeRow> = new Map(
  ALL_CODES.flatMap((row) =>
    (row.methods ?? [undefined]).map((method): [string, CodeRow] => [
      keyOf(row.code, row.subCode, method),
      deepFreeze(row),
    ]),
  ),
);

/**
 * The row that explains a `code`/`sub_code` pair and says what to do about it; there always is one.
 *
 * In this order: the pair's row for this method, the pair's general row, the row of SYSTEM_ERROR for its kin under 40004, the row of
 * the whole code, a row that says the code is in no table. Source: protocol.md 6.1, 6.2 and 6.4.
 *
 * @example
 * explain('40002', 'isv.invalid-signature').action; // 'fail'
 * explain('40004', 'ACQ.TRADE_HAS_SUCCESS', 'alipay.trade.pay').action; // 'confirm'
 */
export function findCode(code: string, subCode?: string | null, method?: string): CodeRow {
  const sub = subCode || null;
  return (
    findPair(code, sub, method) ??
    findSystemError(code, sub) ??
    BY_KEY.get(keyOf(code, null, undefined)) ??
    inNoTable(code)
  );
}

function findPair(code: string, subCode: string | null, method: string | undefined): CodeRow | undefined {
  const forMethod = method === undefined ? undefined : BY_KEY.get(keyOf(code, subCode, method));
  return forMethod ?? BY_KEY.get(keyOf(code, subCode, undefined));
}

// The only ending that is read as a pattern. Of 2719 business codes 197 have a word such as LIMIT, REPEAT, UNKNOWN or EXCEPTION
// in their names and most of those are plain refusals, so any further guess would send calls again that were answered for good.
// Source: protocol.md 6.4.
function findSystemError(code: string, subCode: string | null): CodeRow | undefined {
  if (code !== '40004' || subCode === null || !subCode.endsWith('SYSTEM_ERROR')) {
    return undefined;
  }
  const row = BY_KEY.get(keyOf(code, 'SYSTEM_ERROR', undefined));
  return row && { ...row, subCode };
}

function inNoTable(code: string): CodeRow {
  return {
    code,
    subCode: null,
    meaning: { zh: '这个返回码不在任何码表里。', en: 'This code is in no table.' },
    cure: {
      zh: '查阅所调 API 的文档；涉及资金的请求，先用查询接口确认结果。',
      en: "Look it up on the API's own page; where money moves, confirm the result with the query API first.",
    },
    action: 'fail',
    tells: 'unknown',
    reason: {
      zh: '含义不明的码，既不能当成功，也不能当作没有执行。',
      en: 'A code of unknown meaning may be taken neither for success nor for a call that did not run.',
    },
  };
}

// explain() hands the rows themselves out, and nobody may change a policy by writing into one.
function deepFreeze<T extends object>(value: T): T {
  for (const one of Object.values(value)) if (typeof one === 'object' && one !== null) deepFreeze(one);
  return Object.freeze(value);
}

function keyOf(code: string, subCode: string | null, method: string | undefined): string {
  // A NUL is in no code and no method, so no two triples share a text.
  return `${code}\0${subCode ?? ''}\0${method ?? ''}`;
}
