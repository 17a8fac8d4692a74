import type { AlipayInstance, AlipayResponse, ExecuteOptions } from '../../index.js';
import { createAlipay, isAlipayError } from '../../index.js';
import type { CommandSpec } from '../base/command.js';
import type { SpecCommand } from '../base/define-command.js';
import { defineCommand } from '../base/define-command.js';
import type { ExitCode } from '../base/exit-codes.js';
import { EXIT } from '../base/exit-codes.js';
import type { ReadArgs } from '../base/read-args.js';
import type { Session } from '../base/session.js';
import { UsageError } from '../base/usage-error.js';
import { throwAsUsage } from '../setup/complaint.js';
import { ENV_OPTION, fileTrouble, readSetup } from '../setup/read-setup.js';
import { readFiles, setupOptions } from '../setup/setup-options.js';
import { reportFailure, tellAttempts } from './report.js';
import { SECRET_REPLIES, withoutSecrets } from './secret-replies.js';

const SPEC: CommandSpec = {
  name: 'call',
  summary: { en: 'One call of an API; prints its data as JSON', zh: '发起一次接口调用，以 JSON 输出结果' },
  operands: { usage: 'METHOD [JSON | @FILE]', least: 1, most: 2 },
  options: {
    env: ENV_OPTION,
    param: {
      value: 'NAME=VALUE',
      multiple: true,
      text: {
        en: 'a further wire parameter, such as notify_url=…; can be given more than once',
        zh: '额外的请求参数，例如 notify_url=…；可重复',
      },
    },
    token: { value: 'TEXT', text: { en: 'the app_auth_token of a merchant', zh: '商户的 app_auth_token' } },
    'token-from': {
      value: 'VARIABLE',
      text: {
        en: 'the same out of a variable, which keeps it out of the history of the shell',
        zh: '同上，但从环境变量读取，不会留在命令历史里',
      },
    },
    verbose: { short: 'v', text: { en: 'tells every attempt on stderr', zh: '在 stderr 列出每一次发送' } },
  },
  examples: [
    {
      line: `alipay-axios call alipay.trade.query '{"out_trade_no":"20261123-7"}'`,
      text: { en: 'with the .env of this folder', zh: '使用当前目录的 .env' },
    },
    {
      line: 'alipay-axios call alipay.trade.query @query.json --env sandbox.env -v',
      text: { en: 'the content out of a file, every attempt told', zh: '从文件读取业务参数，并列出每一次发送' },
    },
    {
      line: `alipay-axios call alipay.trade.query '{"out_trade_no":"A-1"}' --token-from MERCHANT_TOKEN`,
      text: { en: 'for a merchant', zh: '代商户调用' },
    },
  ],
};

/** `alipay-axios call METHOD JSON`. */
export const CALL: SpecCommand = defineCommand(SPEC, call);

async function call(args: ReadArgs, session: Session): Promise<ExitCode> {
  const [method = '', typed] = args.operands;
  if (!/^\w+(?:\.\w+)+$/.test(method)) throw NO_METHOD;
  if (SECRET_REPLIES.has(method)) throw SECRET_REPLY;
  const options = readOptions(args, session);
  const content = typed === undefined ? undefined : readContent(typed, session);
  const alipay = open(args, session);
  if (args.flag('verbose')) tellAttempts(alipay, session);
  try {
    const response: AlipayResponse = await alipay.execute(method, content, options).catch((error: unknown) => {
      if (isAlipayError(error)) throw error;
      return throwAsUsage(error);
    });
    const data = withoutSecrets(response.data);
    session.print(session.json ? { ok: true, exitCode: EXIT.ok, data, alipay: response.alipay } : data);
    return EXIT.ok;
  } catch (error) {
    if (!isAlipayError(error)) throw error;
    return reportFailure(error, session);
  } finally {
    await alipay.close();
  }
}

function open(args: ReadArgs, session: Session): AlipayInstance {
  const { io } = session;
  const setup = readSetup(session, args.text('env'));
  const broken = setup.notes.find(({ level }) => level === 'wrong');
  if (broken !== undefined) throw new UsageError(broken.text);
  const files = readFiles(setup, io.readFile);
  for (const [name, file] of files)
    if ('trouble' in file) throw fileTrouble(name, Object.assign(new Error(), { code: file.trouble }));
  try {
    return createAlipay({ ...setupOptions(setup, files), clock: io.clock });
  } catch (error) {
    return throwAsUsage(error);
  }
}

function readOptions(args: ReadArgs, session: Session): ExecuteOptions {
  const { signal } = session.io;
  const params: Record<string, string> = {};
  for (const pair of args.all('param')) {
    const [, name, value] = /^([\w.]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw NO_PAIR;
    if (/token|secret|password/.test(name)) session.hide(value);
    params[name] = value;
  }
  const token = readToken(args, session);
  session.hide(token);
  return {
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(token === undefined ? {} : { appAuthToken: token }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function readToken(args: ReadArgs, { io }: Session): string | undefined {
  const from = args.text('token-from');
  if (from === undefined) return args.text('token');
  if (args.text('token') !== undefined) throw TWO_TOKENS;
  const token = io.env[from];
  if (token) return token;
  throw new UsageError({ en: 'The variable of --token-from is not set', zh: '--token-from 指定的环境变量没有设置' });
}

/** The JSON text as it is: it is what is signed and sent, and a number in it may be longer than one of JavaScript's. */
function readContent(typed: string, { io }: Session): string {
  const text = typed.startsWith('@') ? readText(typed.slice(1), io.readFile) : typed;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return text;
  } catch {
    // The parser's own words quote the text.
  }
  throw NO_JSON;
}

function readText(path: string, readFile: (path: string) => Uint8Array): string {
  try {
    return Buffer.from(readFile(path))
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trim();
  } catch (error) {
    throw fileTrouble('@FILE', error);
  }
}

const NO_METHOD: UsageError = new UsageError({
  en: 'METHOD must be the dotted name of an API, such as alipay.trade.query',
  zh: 'METHOD 应为接口名，例如 alipay.trade.query',
});
const SECRET_REPLY: UsageError = new UsageError({
  en: 'The reply of this method is a token or a key, and this command shows none; trade codes in with alipay.tokens.grant() of the library',
  zh: '该接口返回令牌或密钥，而本命令不输出它们；请在代码中用 alipay.tokens.grant() 换取令牌',
});
const NO_PAIR: UsageError = new UsageError({
  en: '--param must be NAME=VALUE, such as --param notify_url=https://shop.example/notify',
  zh: '--param 应为 NAME=VALUE，例如 --param notify_url=https://shop.example/notify',
});
const TWO_TOKENS: UsageError = new UsageError({
  en: '--token and --token-from are both given; one of them is enough',
  zh: '--token 与 --token-from 只需给出一个',
});
const NO_JSON: UsageError = new UsageError({
  en: `The content must be a JSON object, such as '{"out_trade_no":"20261123-7"}'. In cmd.exe write it to a file and pass @FILE`,
  zh: `业务参数应为 JSON 对象，例如 '{"out_trade_no":"20261123-7"}'。在 cmd.exe 中请写入文件并传入 @FILE`,
});
