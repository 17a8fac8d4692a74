import { findCode } from '../catalog/find-code.js';
import { findReplyState } from '../catalog/reply-states.js';
import type { Action, CodeRow, TokenKind } from '../catalog/rows.js';
import type { ReplyNode } from '../protocol/open-reply.js';

/**
 * A rule of the user's: it comes before the catalog's rows. What is left out matches everything.
 *
 * @example
 * { subCode: 'ACQ.SELLER_BALANCE_NOT_ENOUGH', method: 'alipay.trade.refund', then: 'retry', because: 'topped up hourly' }
 */
export interface Rule {
  /** The gateway's `code`, such as `40004`. */
  readonly code?: string;
  /** The gateway's `sub_code`, such as `ACQ.SYSTEM_ERROR`. */
  readonly subCode?: string;
  /** The method's dotted name. */
  readonly method?: string;
  /**
   * What to do. `accept` makes a signed reply the result. Whether the call may have run stays what the catalog says, so
   * `retry` sends again only what may be repeated.
   */
  readonly then: Action;
  /** Shown in attempt records, events and errors. */
  readonly because: string;
}

/**
 * The row that is used for a reply: the first rule of the user's that matches, over the catalog's row.
 *
 * @param node the business node of a signed reply, whose fields can say more than its code
 */
export function rowFor(
  rules: readonly Rule[],
  code: string,
  subCode: string | undefined,
  method: string | undefined,
  node?: ReplyNode,
): CodeRow {
  const row = stateOf(code, subCode, method, node) ?? findCode(code, subCode, method);
  const rule = rules.find((one) => matches(one, code, subCode, method));
  return rule === undefined ? row : overruled(row, rule, subCode);
}

function stateOf(
  code: string,
  subCode: string | undefined,
  method: string | undefined,
  node: ReplyNode | undefined,
): CodeRow | undefined {
  if (code !== '10000' || subCode !== undefined || method === undefined || node === undefined) return undefined;
  return findReplyState(method, node);
}

function matches(rule: Rule, code: string, subCode: string | undefined, method: string | undefined): boolean {
  return (
    (rule.code === undefined || rule.code === code) &&
    (rule.subCode === undefined || rule.subCode === subCode) &&
    (rule.method === undefined || rule.method === method)
  );
}

function overruled(row: CodeRow, rule: Rule, subCode: string | undefined): CodeRow {
  const { token, clock: _clock, seenBefore: _seen, ...rest } = row;
  return {
    ...rest,
    subCode: row.subCode ?? subCode ?? null,
    action: rule.then,
    reason: { zh: rule.because, en: rule.because },
    ...(rule.then === 'refresh' ? { token: token ?? tokenOf(subCode) } : {}),
  };
}

function tokenOf(subCode: string | undefined): TokenKind {
  return subCode?.includes('app-auth') ? 'app_auth_token' : 'auth_token';
}
