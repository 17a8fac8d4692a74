import { findMethod } from '../../catalog/find-method.js';
import { METHODS } from '../../catalog/methods.js';
import type { CodeRow, Text } from '../../index.js';
import type { CommandSpec } from '../base/command.js';
import type { SpecCommand } from '../base/define-command.js';
import { defineCommand } from '../base/define-command.js';
import type { ExitCode } from '../base/exit-codes.js';
import { EXIT } from '../base/exit-codes.js';
import { nearestOf } from '../base/nearest.js';
import type { ReadArgs } from '../base/read-args.js';
import type { Session } from '../base/session.js';
import { UsageError } from '../base/usage-error.js';
import { ACTION_WORDS, TELLS_WORDS } from './action-words.js';
import type { Explanation, Question } from './look-up.js';
import { lookUp } from './look-up.js';

const SPEC: CommandSpec = {
  name: 'explain',
  summary: {
    en: 'What a code of the gateway means, what cures it, and what the library does about it',
    zh: '解释网关返回码：含义、处理办法，以及本库会怎么做',
  },
  operands: { usage: '[CODE] [SUB_CODE]', least: 1, most: 2 },
  options: {
    method: {
      value: 'NAME',
      text: {
        en: 'the API that answered so; some codes mean something else for each',
        zh: '返回该码的接口；有些码因接口而异',
      },
    },
  },
  examples: [
    {
      line: 'alipay-axios explain 40002 isv.invalid-signature',
      text: { en: 'a code and its sub_code', zh: 'code 与 sub_code' },
    },
    {
      line: 'alipay-axios explain 40004 ACQ.TRADE_HAS_SUCCESS --method alipay.trade.pay',
      text: { en: 'for one method', zh: '针对某个接口' },
    },
    {
      line: 'alipay-axios explain invalid-app-auth-token',
      text: { en: 'a code of v3, or a sub_code alone', zh: 'v3 错误码，或只给 sub_code' },
    },
  ],
};

/** `alipay-axios explain CODE SUB_CODE`. */
export const EXPLAIN: SpecCommand = defineCommand(SPEC, explainCode);

async function explainCode(args: ReadArgs, session: Session): Promise<ExitCode> {
  const question = readQuestion(args);
  const found = lookUp(question);
  const exitCode = found.isKnown ? EXIT.ok : EXIT.refused;
  if (session.json) {
    const { code, subCode, isKnown: known, rows, nearest } = found;
    session.print({ ok: known, exitCode, code, subCode, known, rows, nearest });
    return exitCode;
  }
  if (!found.isKnown) sayUnknown(found, session);
  else if (found.rows.length > 1) session.out(session.say(SEVERAL));
  for (const row of found.rows) session.out(describe(row, question.method, session));
  warnOfMethod(question.method, session);
  return exitCode;
}

function readQuestion(args: ReadArgs): Question {
  const [first = '', second] = args.operands;
  const method = args.text('method');
  const named = method === undefined ? {} : { method };
  // Codes are echoed, and what is none may be anything.
  if (![first, second ?? 'none', method ?? 'none'].every((one) => /^[\w.,:/-]{1,128}$/.test(one))) throw NO_CODE;
  if (/^\d+$/.test(first)) return { code: first, ...(second === undefined ? {} : { subCode: second }), ...named };
  if (second === undefined) return { subCode: first, ...named };
  throw NO_CODE;
}

const NO_CODE: UsageError = new UsageError({
  en: 'A code is five digits (40002), a sub_code a word (isv.invalid-signature); a code of v3 stands alone (invalid-app-auth-token)',
  zh: 'code 是五位数字（40002），sub_code 是一个词（isv.invalid-signature）；v3 错误码单独给出（invalid-app-auth-token）',
});

const SEVERAL: Text = {
  en: 'It means something else for each method; --method NAME picks one.\n',
  zh: '它的含义因接口而异；可用 --method NAME 指定接口。\n',
};

function sayUnknown({ code, subCode, nearest, rows }: Explanation, session: Session): void {
  const name = subCode === undefined ? code : `${code} ${subCode}`;
  const isClassKnown = rows.some((row) => row.code === code && row.subCode === null) && subCode !== undefined;
  session.out(
    session.paint(
      'yellow',
      session.say({ en: `${name} is unknown: it is in no table.`, zh: `未知的返回码 ${name}：不在任何码表里。` }),
    ),
  );
  if (nearest.length > 0) {
    session.out(
      session.say({ en: `The nearest known: ${nearest.join(', ')}`, zh: `最接近的已知码：${nearest.join('、')}` }),
    );
  }
  if (isClassKnown) {
    session.out(session.say({ en: `\nWhat is known of ${code} as a whole:`, zh: `\n以下是对 ${code} 这一类的说明：` }));
  }
}

function describe(row: CodeRow, method: string | undefined, session: Session): string {
  const { say, paint } = session;
  const title = row.subCode === null ? row.code : `${row.code} ${row.subCode}`;
  const only = row.methods === undefined ? '' : `  (${row.methods.join(', ')})`;
  const words = session.lang === 'zh' ? ZH : EN;
  const confirm = row.action === 'confirm' && method !== undefined ? findMethod(method)?.confirm : undefined;
  return [
    `${paint('bold', title)}${only}`,
    `  ${words.meaning}${say(row.meaning)}`,
    `  ${words.cure}${say(row.cure)}`,
    `  ${words.action}${row.action}${words.colon}${say(ACTION_WORDS[row.action])}${confirm === undefined ? '' : ` (${confirm})`}`,
    `  ${words.tells}${say(TELLS_WORDS[row.tells])}`,
    `  ${words.reason}${say(row.reason)}`,
    '',
  ].join('\n');
}

const EN = {
  meaning: 'meaning    ',
  cure: 'cure       ',
  action: 'library    ',
  tells: 'the call   ',
  reason: 'why        ',
  colon: ': ',
} as const;
const ZH: Readonly<Record<keyof typeof EN, string>> = {
  meaning: '含义  ',
  cure: '处理  ',
  action: '本库  ',
  tells: '请求  ',
  reason: '原因  ',
  colon: '：',
};

function warnOfMethod(method: string | undefined, session: Session): void {
  if (method === undefined || findMethod(method) !== undefined) return;
  const [near] = nearestOf(
    method,
    METHODS.map((row) => row.method),
    1,
  );
  if (near === undefined) return;
  session.err(
    session.say({
      en: `The catalog does not list ${method}; did you mean ${near}?`,
      zh: `接口表里没有 ${method}，是否想写 ${near}？`,
    }),
  );
}
