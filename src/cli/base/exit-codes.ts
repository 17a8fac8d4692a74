import type { Text } from '../../index.js';

/** The exit codes by their names. */
export const EXIT = {
  ok: 0,
  refused: 1,
  usage: 2,
  unknown: 3,
  unreachable: 4,
  bug: 70,
  interrupted: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each exit code means. */
export const EXIT_CODES: readonly { readonly code: ExitCode; readonly text: Text }[] = [
  { code: EXIT.ok, text: { en: 'all is well', zh: '一切正常' } },
  {
    code: EXIT.refused,
    text: {
      en: 'something is wrong: a finding, a code in no table, a call that the gateway refused',
      zh: '有问题：诊断发现错误、返回码不在码表里、调用被网关拒绝',
    },
  },
  {
    code: EXIT.usage,
    text: { en: 'the command was given wrongly; nothing was sent', zh: '命令用法有误；没有发送任何请求' },
  },
  {
    code: EXIT.unknown,
    text: {
      en: 'a call may have run: query before you send it again',
      zh: '调用可能已经执行：请先查询，再决定是否重发',
    },
  },
  {
    code: EXIT.unreachable,
    text: { en: 'the gateway was not reached; the call did not run', zh: '没有连上网关；调用没有执行' },
  },
  { code: EXIT.bug, text: { en: 'a bug of this command', zh: '本命令自身的缺陷' } },
  {
    code: EXIT.interrupted,
    text: { en: 'you broke it off before anything was sent', zh: '在发送之前被你中断' },
  },
];
