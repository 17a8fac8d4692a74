import type { CodeRow } from './rows.js';
import { LOCKED_BY_ANOTHER } from './verdicts.js';

const LOCKED: Omit<CodeRow, 'subCode'> = {
  code: '40004',
  meaning: {
    zh: '另一个请求正在修改同一份数据。',
    en: 'Another request is changing the same record at this moment.',
  },
  cure: {
    zh: '稍等片刻用原单号重发；经常出现就把针对同一用户或同一单子的请求改成串行。',
    en: 'Repeat it with the same key after a moment; if it happens often, send the calls for one user or record one after the other.',
  },
  ...LOCKED_BY_ANOTHER,
};

/** Business codes of two writers who met. Source: protocol.md 6.4, disposition RETRY (jitter). */
export const BUSINESS_LOCK: readonly CodeRow[] = [
  { ...LOCKED, subCode: 'LOCK_ERROR' },
  { ...LOCKED, subCode: 'COMMON_LOCK_CONFLICT' },
  { ...LOCKED, subCode: 'ACQUIRE_USER_LOCK_FAIL' },
  { ...LOCKED, subCode: 'BALANCE_USER_LOCK_COLLISION' },
  { ...LOCKED, subCode: 'CONCURRENT_OPERATION_ERROR' },
  { ...LOCKED, subCode: 'NOT_ALLOWED_CONCURRENT_MODIFY' },
  {
    ...LOCKED,
    subCode: 'OPEN_CARD_CONCURRENTLY',
    meaning: {
      zh: '同一用户正有另一个开卡请求在处理。',
      en: 'Another request to open a card for the same user is in progress.',
    },
  },
  {
    ...LOCKED,
    subCode: 'QUOTA_LOCKED',
    meaning: { zh: '额度正被另一个请求锁定。', en: 'The quota is held by another request at this moment.' },
  },
];
