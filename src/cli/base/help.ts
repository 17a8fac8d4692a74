import type { Command, CommandSpec, OptionSpec } from './command.js';
import { COMMON_OPTIONS } from './command.js';
import { EXIT_CODES } from './exit-codes.js';
import type { Language } from './language.js';

/** The help of one command: usage, options, examples, exit codes. */
export function commandHelp(spec: CommandSpec, lang: Language): string {
  const { name, summary, operands, options, examples } = spec;
  const words = WORDS[lang];
  return [
    summary[lang],
    '',
    `${words.usage}  alipay-axios ${`${name} ${operands.usage}`.trimEnd()} [${words.options}]`,
    '',
    words.optionsTitle,
    ...table(
      Object.entries({ ...options, ...COMMON_OPTIONS }).map(([key, one]) => [optionName(key, one), one.text[lang]]),
    ),
    '',
    words.examples,
    ...examples.flatMap(({ line, text }) => [`  # ${text[lang]}`, `  ${line}`]),
    '',
    ...exitCodes(lang),
  ].join('\n');
}

/** The help of the whole: which commands there are. */
export function mainHelp(commands: readonly Command[], lang: Language): string {
  const words = WORDS[lang];
  return [
    words.title,
    '',
    `${words.usage}  alipay-axios <${words.command}> [${words.options}]`,
    '',
    words.commands,
    ...table(commands.map(({ name, summary }) => [name, summary[lang]])),
    '',
    words.more,
    ...table([
      ['--help, -h', COMMON_OPTIONS['help']?.text[lang] ?? ''],
      ['--version, -V', words.version],
    ]),
    '',
    words.examples,
    '  alipay-axios explain 40002 isv.invalid-signature',
    '  alipay-axios doctor --env .env',
    '',
    ...exitCodes(lang),
  ].join('\n');
}

function exitCodes(lang: Language): readonly string[] {
  return [WORDS[lang].exitCodes, ...table(EXIT_CODES.map(({ code, text }) => [String(code), text[lang]]))];
}

function optionName(key: string, { short, value }: OptionSpec): string {
  return `--${key}${value === undefined ? '' : ` ${value}`}${short === undefined ? '' : `, -${short}`}`;
}

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([first]) => first.length)) + 2;
  return rows.map(([first, second]) => `  ${first.padEnd(width)}${second}`);
}

const WORDS = {
  en: {
    title: 'alipay-axios: what codes mean, what is wrong with a set-up, and one-off calls.',
    usage: 'Usage:',
    command: 'command',
    options: 'options',
    commands: 'Commands:',
    optionsTitle: 'Options:',
    more: 'Of every command: --json, --lang zh|en, --help with examples. Beside them:',
    version: 'the version of the package',
    examples: 'Examples:',
    exitCodes: 'Exit codes:',
  },
  zh: {
    title: 'alipay-axios：解释返回码、诊断接入配置、发起单次调用。',
    usage: '用法：',
    command: '命令',
    options: '选项',
    commands: '命令：',
    optionsTitle: '选项：',
    more: '每个命令都支持 --json、--lang zh|en，以及带示例的 --help。此外还有：',
    version: '显示版本号',
    examples: '示例：',
    exitCodes: '退出码：',
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>;
