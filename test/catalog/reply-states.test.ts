import { describe, expect, it } from 'vitest';
import { findMethod } from '../../src/catalog/find-method.js';
import { findReplyState, REPLY_STATES } from '../../src/catalog/reply-states.js';
import { rowFor } from '../../src/policy/rules.js';

const REFUND = 'alipay.trade.refund';
const CANCEL = 'alipay.trade.cancel';
const TRANSFER = 'alipay.fund.trans.uni.transfer';
const FREEZE = 'alipay.fund.auth.order.freeze';
const UNFREEZE = 'alipay.fund.auth.order.unfreeze';

describe('the states that a success can be in', () => {
  it.each([
    [REFUND, { fund_change: 'Y' }, undefined],
    [REFUND, { fund_change: 'N' }, 'confirm unknown'],
    [REFUND, {}, 'confirm unknown'],
    [REFUND, { fund_change: ['Y', 'N'] }, 'confirm unknown'],
    [CANCEL, { retry_flag: 'N' }, undefined],
    [CANCEL, {}, undefined],
    [CANCEL, { retry_flag: 'Y' }, 'retry unknown'],
    [TRANSFER, { status: 'SUCCESS' }, undefined],
    [TRANSFER, {}, undefined],
    [TRANSFER, { status: 'DEALING' }, 'confirm unknown'],
    [TRANSFER, { status: 'INIT' }, 'confirm unknown'],
    [TRANSFER, { status: 'FAIL' }, 'fail refused'],
    [FREEZE, { status: 'SUCCESS' }, undefined],
    [FREEZE, { status: 'INIT' }, 'confirm unknown'],
    [UNFREEZE, { status: 'CLOSED' }, 'fail refused'],
    ['alipay.trade.query', { status: 'FAIL', fund_change: 'N', retry_flag: 'Y' }, undefined],
  ])('%s %j: %s', (method, node, said) => {
    const row = findReplyState(method, node);
    expect(row && `${row.action} ${row.tells}`).toBe(said);
  });

  it('are of methods that the table knows, say where a 10000 stands, and mean something in both languages', () => {
    expect(REPLY_STATES.flatMap(({ methods }) => methods).map(findMethod)).not.toContain(undefined);
    for (const { row, is, unless } of REPLY_STATES) {
      expect([row.code, row.subCode, (is ?? unless)?.length]).toEqual(['10000', null, expect.any(Number)]);
      for (const { zh, en } of [row.meaning, row.cure, row.reason]) {
        expect(zh).toMatch(/[一-鿿]/);
        expect(en).toMatch(/^[A-Z]/);
      }
    }
  });

  it('come after the rules of the user’s, and before the row of the code', () => {
    const rule = { code: '10000', method: TRANSFER, then: 'accept', because: 'ours is a bank card' } as const;
    const node = { status: 'DEALING' };
    expect(rowFor([rule], '10000', undefined, TRANSFER, node)).toMatchObject({ action: 'accept', tells: 'unknown' });
    expect(rowFor([], '10000', undefined, TRANSFER, node).action).toBe('confirm');
    expect(rowFor([], '10000', undefined, TRANSFER).action).toBe('accept');
    expect(rowFor([], '10003', undefined, FREEZE, { status: 'INIT' }).action).toBe('accept');
    expect(rowFor([], '10000', 'X', TRANSFER, node).action).toBe('accept');
  });
});
