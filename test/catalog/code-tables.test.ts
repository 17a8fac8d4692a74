import { describe, expect, it } from 'vitest';
import { BUSINESS_CODES } from '../../src/catalog/business-codes.js';
import { METHODS } from '../../src/catalog/methods.js';
import { PUBLIC_CODES } from '../../src/catalog/public-codes.js';
import type { CodeRow } from '../../src/catalog/rows.js';
import { ALL_CODES, nameOf } from './all-codes.js';

function subCodes(rows: readonly CodeRow[], is: (row: CodeRow) => boolean): string[] {
  return rows.filter(is).map((row) => row.subCode ?? `${row.code} (whole code)`);
}

describe('the code tables together', () => {
  it('have one row for each code, sub_code and method', () => {
    const keys = ALL_CODES.flatMap((row) =>
      (row.methods ?? [null]).map((method) => JSON.stringify([row.code, row.subCode, method])),
    );
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('name a token exactly where a refresh cures', () => {
    expect(ALL_CODES.filter((row) => (row.action === 'refresh') !== (row.token !== undefined)).map(nameOf)).toEqual([]);
  });

  it('claim success exactly where the reply is accepted', () => {
    expect(ALL_CODES.filter((row) => (row.action === 'accept') !== (row.tells === 'succeeded')).map(nameOf)).toEqual(
      [],
    );
  });

  it('ask the gateway only where the result is unknown', () => {
    expect(ALL_CODES.filter((row) => row.action === 'confirm' && row.tells !== 'unknown').map(nameOf)).toEqual([]);
  });

  it('stop at once only where the call was refused', () => {
    expect(ALL_CODES.filter((row) => row.action === 'fail' && row.tells !== 'refused').map(nameOf)).toEqual([]);
  });

  it('slow down, refresh and correct the clock only where the call was refused', () => {
    const cautious = ALL_CODES.filter((row) => row.action === 'throttle' || row.action === 'refresh' || row.clock);
    expect(cautious.filter((row) => row.tells !== 'refused').map(nameOf)).toEqual([]);
  });

  it('speak of methods that are in the method table', () => {
    const known = new Set(METHODS.map((row) => row.method));
    expect(ALL_CODES.flatMap((row) => row.methods ?? []).filter((method) => !known.has(method))).toEqual([]);
  });

  it('have a row for each code as a whole', () => {
    const classes = ALL_CODES.filter((row) => row.subCode === null).map((row) => row.code);
    expect(classes.toSorted()).toEqual([
      '10000',
      '10003',
      '20000',
      '20001',
      '40001',
      '40002',
      '40003',
      '40004',
      '40005',
      '40006',
    ]);
  });
});

describe('the public codes', () => {
  it('throttle under 40005 and nowhere else', () => {
    expect(subCodes(PUBLIC_CODES, (row) => row.action === 'throttle')).toEqual([
      '40005 (whole code)',
      'isv.app-call-limited',
      'isv.method-call-limited',
    ]);
  });

  it('take an order that waits for its buyer as a success', () => {
    expect(subCodes(PUBLIC_CODES, (row) => row.action === 'accept')).toEqual(['10003 (whole code)']);
  });

  it('fail in all other cases, save 20000 of which nobody can say', () => {
    expect(subCodes(PUBLIC_CODES, (row) => !['accept', 'throttle', 'fail'].includes(row.action))).toEqual([
      '20000 (whole code)',
    ]);
  });
});

const UNKNOWN = `ACQ.SYSTEM_ERROR AQC.SYSTEM_ERROR SYSTEM_ERROR BANK_RESPONSE_ERROR PROCESS_FAIL REMOTE_SERVICE_ERROR
  SEND_RESULT_UNKNOWN PAY_UNKNOWN BIZ_UNKNOWN UNKNOW_SYSTEM_ERROR UNKNOWN_ERROR UNKNOWN_EXCEPTION INTERNAL_ERROR DB_ERROR
  THIRD_SYSTEM_ERROR RPC_INVOKE_ERROR APPSTORE_RPC_INVOKE_ERROR APPXPROD_RPC_INVOKE_ERROR MRCHPROD_RPC_INVOKE_ERROR
  OPENCORE_RPC_INVOKE_ERROR COMMON_RPC_ERROR SYSTEM_TIMEOUT_ERROR DATA_QUERY_TIMEOUT`;
const THROTTLE = `ACQ.FREQUENCY_LIMITED SYSTEM_BUSY SYSTEM_RATE_LIMIT USER_RATE_LIMIT OVER_RATE_LIMIT RATE_LIMIT_ERROR
  MAX_VISIT_LIMIT CALL_LIMITED CALL_TOO_FREQUENCY OPERATE_TOO_FAST OPERATION_FREQUENTLY FREQUENT_OPERATION_ERROR
  FREQUENCY_LIMITED ACCESS_FREQUENCY_TOO_HIGH QUERY_TOO_FREQUENCY OP_FREQUENCY_LIMIT SYSTEM_LIMIT SYSTEM_LIMIT_ERROR
  APP_INVOKE_DEGRADE`;
const LOCK = `LOCK_ERROR COMMON_LOCK_CONFLICT ACQUIRE_USER_LOCK_FAIL BALANCE_USER_LOCK_COLLISION CONCURRENT_OPERATION_ERROR
  NOT_ALLOWED_CONCURRENT_MODIFY OPEN_CARD_CONCURRENTLY QUOTA_LOCKED`;
const CONFIRM = `REQUEST_PROCESSING TRANS_ORDER_DEALING PROMO_TRANS_ORDER_DEALING ACQ.TRADE_HAS_SUCCESS FREEZE_ALREADY_SUCCESS
  ACQ.DUP_OUT_REQUEST_NO DUP_OUT_REQUEST_NO DUPLICATE_REQUEST REQUEST_REPEAT REQUEST_ID_REPEAT SUBMIT_REPEAT BIZ_ID_REPEAT`;
const FAIL = `ACQ.TRADE_HAS_SUCCESS ACQ.TRADE_HAS_CLOSE ACQ.TRADE_HAS_FINISHED ACQ.CONTEXT_INCONSISTENT ACQ.TRADE_BUYER_NOT_MATCH
  ACQ.TRADE_NOT_EXIST TRADE_NOT_EXIST ACQ.PAYMENT_AUTH_CODE_INVALID ACQ.PAYMENT_FAIL ACQ.BUYER_BALANCE_NOT_ENOUGH
  ACQ.PULL_MOBILE_CASHIER_FAIL ACQ.DISCORDANT_REPEAT_REQUEST ACQ.TRADE_STATUS_ERROR ACQ.REASON_TRADE_STATUS_INVALID
  ACQ.SELLER_BALANCE_NOT_ENOUGH ACQ.ALREADY_FINISH_ALLOC ACQ.TRADE_CANCEL_TIME_OUT BIZ_UNIQUE_EXCEPTION
  PAYMENT_INFO_INCONSISTENCY REP_INCONSISTENT ORDER_NOT_EXIST UNIQUE_VIOLATION NO_NEED_RETRY_ERROR`;

describe('the business codes', () => {
  it.each([
    ['may have run', 'retry', 'unknown', UNKNOWN],
    ['ask for fewer calls', 'throttle', 'refused', THROTTLE],
    ['met another writer', 'retry', 'refused', LOCK],
    ['have to be asked about', 'confirm', 'unknown', CONFIRM],
    ['are an idempotent hit', 'accept', 'succeeded', 'IDEMPOTENT_SUCCESS'],
    ['are final', 'fail', 'refused', FAIL],
  ])('that %s: %s, %s', (_what, action, tells, expected) => {
    const found = subCodes(BUSINESS_CODES, (row) => row.action === action && row.tells === tells);
    expect(found.toSorted()).toEqual(expected.split(/\s+/).toSorted());
  });

  it('all stand under 40004', () => {
    expect(BUSINESS_CODES.filter((row) => row.code !== '40004' || row.subCode === null)).toEqual([]);
  });

  it('send a refund again only under the same request number', () => {
    const row = BUSINESS_CODES.find((candidate) => candidate.subCode === 'ACQ.SYSTEM_ERROR')!;
    expect(row.cure.zh).toContain('out_request_no');
    expect(row.cure.en).toContain('out_request_no');
  });
});
