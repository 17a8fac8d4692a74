import type { CodeRow } from './rows.js';
import { FEWER_CALLS } from './verdicts.js';

const TOO_MANY_CALLS: Omit<CodeRow, 'subCode'> = {
  code: '40004',
  meaning: { zh: '这个接口被调用得太频繁。', en: 'This API was called too often.' },
  cure: {
    zh: '降低调用频率和并发，拉开间隔后再发。',
    en: 'Call it less often and less in parallel, and wait longer before the next try.',
  },
  ...FEWER_CALLS,
  scope: 'method',
};

const SYSTEM_BUSY: Omit<CodeRow, 'subCode'> = {
  ...TOO_MANY_CALLS,
  meaning: {
    zh: '业务系统繁忙，主动限制了流量。',
    en: 'The business system is busy and limits the traffic it takes.',
  },
  cure: {
    zh: '过一会儿再发，批量任务尽量避开高峰。',
    en: 'Send it again later, and keep batch jobs away from the busy hours.',
  },
};

const USER_TOO_FAST: Omit<CodeRow, 'subCode'> = {
  ...TOO_MANY_CALLS,
  scope: 'record',
  meaning: {
    zh: '同一用户或同一业务对象的操作过于频繁。',
    en: 'The same user or the same record was worked on too often.',
  },
  cure: {
    zh: '放慢针对这个用户或单子的操作，隔一会儿再试，前端按钮要防连点。',
    en: 'Slow down for this user or record and try again after a while; keep double clicks from becoming calls.',
  },
};

/** Business codes that ask for fewer calls. Source: protocol.md 6.4, disposition THROTTLE. */
export const BUSINESS_THROTTLE: readonly CodeRow[] = [
  {
    ...TOO_MANY_CALLS,
    subCode: 'ACQ.FREQUENCY_LIMITED',
    meaning: { zh: '分账请求发得太密。', en: 'Settlement requests came too close together.' },
    cure: {
      zh: '把分账请求排成队列逐笔发送，拉开间隔，并沿用原来的 out_request_no。',
      en: 'Queue settlements and send them one by one with a pause between, each under its own, unchanged out_request_no.',
    },
  },
  { ...SYSTEM_BUSY, subCode: 'SYSTEM_BUSY' },
  { ...SYSTEM_BUSY, subCode: 'SYSTEM_RATE_LIMIT' },
  { ...SYSTEM_BUSY, subCode: 'SYSTEM_LIMIT' },
  { ...SYSTEM_BUSY, subCode: 'SYSTEM_LIMIT_ERROR' },
  { ...SYSTEM_BUSY, subCode: 'APP_INVOKE_DEGRADE' },
  { ...USER_TOO_FAST, subCode: 'USER_RATE_LIMIT' },
  { ...USER_TOO_FAST, subCode: 'OPERATE_TOO_FAST' },
  { ...USER_TOO_FAST, subCode: 'OPERATION_FREQUENTLY' },
  { ...USER_TOO_FAST, subCode: 'FREQUENT_OPERATION_ERROR' },
  { ...USER_TOO_FAST, subCode: 'OP_FREQUENCY_LIMIT' },
  { ...TOO_MANY_CALLS, subCode: 'OVER_RATE_LIMIT' },
  { ...TOO_MANY_CALLS, subCode: 'RATE_LIMIT_ERROR' },
  { ...TOO_MANY_CALLS, subCode: 'MAX_VISIT_LIMIT' },
  { ...TOO_MANY_CALLS, subCode: 'CALL_LIMITED' },
  { ...TOO_MANY_CALLS, subCode: 'CALL_TOO_FREQUENCY' },
  { ...TOO_MANY_CALLS, subCode: 'FREQUENCY_LIMITED' },
  { ...TOO_MANY_CALLS, subCode: 'ACCESS_FREQUENCY_TOO_HIGH' },
  { ...TOO_MANY_CALLS, subCode: 'QUERY_TOO_FREQUENCY' },
];
