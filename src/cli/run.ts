import type { CliIo, Command } from './base/command.js';
import { EXIT } from './base/exit-codes.js';
import { mainHelp } from './base/help.js';
import type { Language } from './base/language.js';
import { pickLanguage } from './base/language.js';
import { nearestOf } from './base/nearest.js';
import { UsageError } from './base/usage-error.js';
import { COMMANDS } from './commands.js';

/**
 * Runs the command that the arguments name; resolves to the exit code and never rejects.
 *
 * @param args what stands behind `alipay-axios`
 * @example
 * process.exitCode = await runCli(process.argv.slice(2), systemIo());
 */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const lang = pickLanguage(args, io);
  try {
    return await dispatch(args, io, lang);
  } catch (error) {
    return reportThrown(error, { args, io, lang });
  }
}

async function dispatch(args: readonly string[], io: CliIo, lang: Language): Promise<number> {
  const { command: name, rest } = splitName(args);
  if (name === '--version' || name === '-V') {
    io.out(`${io.version}\n`);
    return EXIT.ok;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const [about] = rest.filter((one) => !one.startsWith('-') && one !== 'zh' && one !== 'en');
    if (about !== undefined) return findCommand(about).run(['--help', '--lang', lang], io);
    io.out(`${mainHelp(COMMANDS, lang)}\n`);
    return EXIT.ok;
  }
  if (name === undefined) {
    io.err(`${mainHelp(COMMANDS, lang)}\n`);
    return EXIT.usage;
  }
  return findCommand(name).run(rest, io);
}

// `--lang zh` and `--json` may also stand before the command's name.
function splitName(args: readonly string[]): {
  readonly command: string | undefined;
  readonly rest: readonly string[];
} {
  let at = 0;
  while (args[at] === '--json' || args[at] === '--lang' || args[at]?.startsWith('--lang=')) {
    at += args[at] === '--lang' ? 2 : 1;
  }
  return { command: args[at], rest: [...args.slice(at + 1), ...args.slice(0, at)] };
}

function findCommand(name: string): Command {
  const found = COMMANDS.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = COMMANDS.map((one) => one.name);
  const [near] = nearestOf(name, names, 1);
  const shown = /^[\w-]{1,40}$/.test(name) ? `"${name}"` : '…';
  throw new UsageError({
    en: `There is no command ${shown}${near === undefined ? '.' : `; did you mean "${near}"?`} There are: ${names.join(', ')}`,
    zh: `没有 ${shown} 这个命令${near === undefined ? '。' : `，是否想写“${near}”？`}可用的有：${names.join('、')}`,
  });
}

interface Scene {
  readonly args: readonly string[];
  readonly io: CliIo;
  readonly lang: Language;
}

function reportThrown(error: unknown, { args, io, lang }: Scene): number {
  if (error instanceof UsageError) {
    const { command } = splitName(args);
    const known = COMMANDS.some(({ name }) => name === command) ? ` ${command}` : '';
    const hint = `alipay-axios${known} --help`;
    if (args.includes('--json')) io.out(failureJson(EXIT.usage, 'usage', error.text));
    else io.err(`${error.text[lang]}\n${lang === 'zh' ? '用法见：' : 'See: '}${hint}\n`);
    return EXIT.usage;
  }
  // Its text is left out: nobody foresaw it, so nobody knows what it quotes.
  const name = error instanceof Error ? error.name : typeof error;
  const text = {
    en: `This is a bug of alipay-axios ${io.version} (${name}${whereOf(error)}). Please report it with the command, without its secrets.`,
    zh: `这是 alipay-axios ${io.version} 自身的缺陷（${name}${whereOf(error)}）。请附上所用命令（去掉其中的密钥）反馈给我们。`,
  };
  if (args.includes('--json')) io.out(failureJson(EXIT.bug, 'bug', text));
  else io.err(`${text[lang]}\n`);
  return EXIT.bug;
}

function whereOf(error: unknown): string {
  const [, file] = /([\w-]+\.[jt]s:\d+):\d+\)?$/m.exec(error instanceof Error ? (error.stack ?? '') : '') ?? [];
  return file === undefined ? '' : `, ${file}`;
}

function failureJson(exitCode: number, kind: 'usage' | 'bug', message: UsageError['text']): string {
  return `${JSON.stringify({ ok: false, exitCode, error: { kind, message } }, null, 2)}\n`;
}
