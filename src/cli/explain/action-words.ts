import type { Action, Tells, Text } from '../../index.js';

/** What the library does on a code, in a sentence. */
export const ACTION_WORDS: Readonly<Record<Action, Text>> = {
  accept: { en: 'takes the reply for the result', zh: '把该应答作为结果返回' },
  retry: {
    en: 'waits a little and sends the call again, signed afresh, where a repeat does no harm',
    zh: '稍等片刻后重新签名再发一次，前提是重发无害',
  },
  throttle: { en: 'slows down and sends the call again', zh: '放慢速度后再发一次' },
  refresh: { en: 'gets a new token, once, and sends the call again', zh: '换取新令牌（只换一次），再发一次' },
  confirm: {
    en: 'asks the gateway what became of the call, where that can be asked',
    zh: '能查询的先查询该请求的结果，再决定下一步',
  },
  fail: { en: 'fails at once, with the cure in the error', zh: '立即失败，并在错误中给出处理办法' },
};

/** What a code tells about the call, in a sentence. */
export const TELLS_WORDS: Readonly<Record<Tells, Text>> = {
  succeeded: { en: 'it ran', zh: '已经执行' },
  refused: { en: 'it did not run', zh: '没有执行' },
  unknown: { en: 'it may have run', zh: '可能已经执行' },
};
