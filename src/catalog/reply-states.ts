import type { CodeRow } from './rows.js';

/**
 * One row on what a 10000 of a method says beyond its code. It is used where the field holds one of the values in `is`, or
 * none of those in `unless`.
 */
export interface StateRow {
  readonly methods: readonly string[];
  readonly field: string;
  readonly is?: readonly string[];
  readonly unless?: readonly string[];
  readonly row: CodeRow;
}

const TRANSFER = ['alipay.fund.trans.uni.transfer'];
const PRE_AUTHORISATION = ['alipay.fund.auth.order.freeze', 'alipay.fund.auth.order.unfreeze'];

const SUCCESS = { code: '10000', subCode: null } as const;

/**
 * Successes that are none by their code alone. Source: protocol.md 8.2 (`retry_flag`), 8.4 (`fund_change`), 8.5 (the states of a
 * transfer and of a pre-authorisation).
 */
export const REPLY_STATES: readonly StateRow[] = [
  {
    methods: ['alipay.trade.refund'],
    field: 'fund_change',
    unless: ['Y'],
    row: {
      ...SUCCESS,
      meaning: {
        zh: '退款请求被接受，但本次没有发生资金变动（fund_change 不是 Y）：可能之前已经退过，也可能还没有退。',
        en: 'The refund was accepted, but this call moved no money (fund_change is not Y): it was refunded before, or is not refunded yet.',
      },
      cure: {
        zh: '用 alipay.trade.fastpay.refund.query 按 out_request_no 查询，refund_status 为 REFUND_SUCCESS 才算退款成功。',
        en: 'Ask alipay.trade.fastpay.refund.query by out_request_no: only refund_status REFUND_SUCCESS means that it is refunded.',
      },
      action: 'confirm',
      tells: 'unknown',
      reason: {
        zh: '退款成功与否看 fund_change，只有 10000 不能证明钱已经退回。',
        en: 'Whether a refund succeeded is told by fund_change; a 10000 alone does not prove that the money went back.',
      },
    },
  },
  {
    methods: ['alipay.trade.cancel'],
    field: 'retry_flag',
    is: ['Y'],
    row: {
      ...SUCCESS,
      meaning: {
        zh: '撤销没有完成，网关要求再撤销一次（retry_flag 为 Y）。',
        en: 'The cancellation was not carried out, and the gateway asks for it to be sent again (retry_flag Y).',
      },
      cure: {
        zh: '用同一单号再次撤销，直到 retry_flag 为 N；一直不成功就转人工，这笔钱的去向还没有定。',
        en: 'Cancel again under the same number until retry_flag is N; if it never is, have a person look at it: where the money is stays open.',
      },
      action: 'retry',
      tells: 'unknown',
      reason: {
        zh: '撤销按单号幂等，网关自己要求重试。',
        en: 'A cancellation is the same call under the same number, and the gateway itself asks for the repeat.',
      },
    },
  },
  {
    methods: TRANSFER,
    field: 'status',
    is: ['DEALING', 'INIT', 'WAIT_PAY'],
    row: {
      ...SUCCESS,
      meaning: {
        zh: '转账单已受理，还在处理中（status 为 DEALING 等）。',
        en: 'The transfer was taken in and is still being processed (status DEALING or the like).',
      },
      cure: {
        zh: '用 alipay.fund.trans.common.query 按 out_biz_no 查询，直到成功或失败；期间不要换单号再转一笔。',
        en: 'Ask alipay.fund.trans.common.query by out_biz_no until it succeeded or failed; do not transfer under a new number meanwhile.',
      },
      action: 'confirm',
      tells: 'unknown',
      reason: {
        zh: '受理不等于到账，结果要去查。',
        en: 'Taken in is not the same as arrived; the result has to be asked for.',
      },
    },
  },
  {
    methods: TRANSFER,
    field: 'status',
    is: ['FAIL', 'CLOSED'],
    row: {
      ...SUCCESS,
      meaning: {
        zh: '请求成功，但这笔转账失败了（status 为 FAIL）。',
        en: 'The request succeeded, but the transfer failed (status FAIL).',
      },
      cure: {
        zh: '看 error_code 和 fail_reason 找出原因，处理之后再转。',
        en: 'Find the cause in error_code and fail_reason, put it right, then transfer again.',
      },
      action: 'fail',
      tells: 'refused',
      reason: {
        zh: '10000 只说明请求被处理，钱没有转出去。',
        en: 'The 10000 says only that the request was processed; no money moved.',
      },
    },
  },
  {
    methods: PRE_AUTHORISATION,
    field: 'status',
    is: ['INIT'],
    row: {
      ...SUCCESS,
      meaning: {
        zh: '这笔预授权操作还没有完成（status 为 INIT）。',
        en: 'The pre-authorisation is not through yet (status INIT).',
      },
      cure: {
        zh: '用 alipay.fund.auth.operation.detail.query 按 out_request_no 查询，直到成功或关闭。',
        en: 'Ask alipay.fund.auth.operation.detail.query by out_request_no until it succeeded or was closed.',
      },
      action: 'confirm',
      tells: 'unknown',
      reason: {
        zh: '受理不等于完成，结果要去查。',
        en: 'Taken in is not the same as done; the result has to be asked for.',
      },
    },
  },
  {
    methods: PRE_AUTHORISATION,
    field: 'status',
    is: ['CLOSED'],
    row: {
      ...SUCCESS,
      meaning: {
        zh: '这笔预授权操作已经关闭，没有成功（status 为 CLOSED）。',
        en: 'The pre-authorisation was closed without success (status CLOSED).',
      },
      cure: {
        zh: '还需要的话，用新的 out_request_no 重新发起。',
        en: 'If it is still wanted, start it again under a new out_request_no.',
      },
      action: 'fail',
      tells: 'refused',
      reason: {
        zh: '10000 只说明请求被处理，资金没有变动。',
        en: 'The 10000 says only that the request was processed; no money was frozen or released.',
      },
    },
  },
];

/** The row for a 10000 of this method whose fields say more than its code; `undefined` where the code says it all. */
export function findReplyState(method: string, node: Readonly<Record<string, unknown>>): CodeRow | undefined {
  return REPLY_STATES.find(({ methods, field, is, unless }) => {
    if (!methods.includes(method)) return false;
    const value = String(node[field]);
    return is === undefined ? unless?.includes(value) === false : is.includes(value);
  })?.row;
}
