import { parseArgs } from 'node:util';
import type { CommandSpec, OptionSpec } from './command.js';
import { COMMON_OPTIONS } from './command.js';
import { nearestOf } from './nearest.js';
import { UsageError } from './usage-error.js';

/** The arguments of a command, read. */
export interface ReadArgs {
  readonly operands: readonly string[];
  /** Whether an option without a value was given. */
  flag(name: string): boolean;
  /** An option's value; `undefined` where it was not given. */
  text(name: string): string | undefined;
  /** All values of an option that can be given more than once. */
  all(name: string): readonly string[];
}

/**
 * Reads the arguments of a command.
 *
 * @throws UsageError for an option that there is not, with the nearest that there is; for a value that is missing or too many;
 * never with a value in it, as that may be a secret in the wrong place
 */
export function readArgs(args: readonly string[], spec: CommandSpec): ReadArgs {
  const options = { ...COMMON_OPTIONS, ...spec.options };
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(Object.entries(options).map(([name, option]) => [name, parserTerms(option)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value);
    if (token.kind !== 'option') continue;
    const known = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (known === undefined) throw noSuchOption(token.rawName, token.name, Object.keys(options));
    const value = readValue(token, known);
    const earlier = given.get(token.name) ?? [];
    if (earlier.length > 0 && known.value !== undefined && known.multiple !== true) throw givenTwice(token.rawName);
    given.set(token.name, [...earlier, value]);
  }
  const said = given.get('lang')?.at(-1);
  if (said !== undefined && said !== 'zh' && said !== 'en') throw LANGUAGE;
  if (!given.has('help')) checkCount(operands, spec);
  return {
    operands,
    flag: (name) => given.has(name),
    text: (name) => given.get(name)?.at(-1),
    all: (name) => given.get(name) ?? [],
  };
}

function parserTerms({ value, short }: OptionSpec): { type: 'string' | 'boolean'; multiple: true; short?: string } {
  const type = value === undefined ? 'boolean' : 'string';
  return { type, multiple: true, ...(short === undefined ? {} : { short }) };
}

interface OptionToken {
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function readValue({ rawName, value, inlineValue }: OptionToken, option: OptionSpec): string {
  if (option.value === undefined) {
    if (value === undefined) return '';
    throw new UsageError({ en: `${rawName} takes no value`, zh: `${rawName} 不带值` });
  }
  // An option in the place of a value is a value that was forgotten; one that does begin so is written with "=".
  const isForgotten = value === undefined || value === '' || (inlineValue !== true && /^-./.test(value));
  if (!isForgotten) return value;
  throw new UsageError({
    en: `${rawName} needs a value: ${rawName} ${option.value}`,
    zh: `${rawName} 缺少值：${rawName} ${option.value}`,
  });
}

function noSuchOption(rawName: string, name: string, known: readonly string[]): UsageError {
  // What looks like no option's name may be a secret that lost its quotes.
  const shown = /^--?[\w-]{1,40}$/.test(rawName) ? rawName : '-…';
  const [near] = nearestOf(name, known, 1);
  const all = known.map((one) => `--${one}`);
  return new UsageError({
    en: `${shown} is not an option${near === undefined ? '.' : `; did you mean --${near}?`} There are: ${all.join(', ')}`,
    zh: `没有 ${shown} 这个选项${near === undefined ? '。' : `，是否想写 --${near}？`}可用的有：${all.join('、')}`,
  });
}

function givenTwice(rawName: string): UsageError {
  return new UsageError({ en: `${rawName} is given twice`, zh: `${rawName} 写了两次` });
}

function checkCount({ length }: readonly string[], { operands, name }: CommandSpec): void {
  if (length >= operands.least && length <= operands.most) return;
  const en = length < operands.least ? 'Something is missing' : 'That is too much';
  const zh = length < operands.least ? '缺少参数' : '参数过多';
  const usage = `alipay-axios ${name} ${operands.usage}`.trimEnd();
  throw new UsageError({ en: `${en}: ${usage}`, zh: `${zh}：${usage}` });
}

const LANGUAGE: UsageError = new UsageError({ en: '--lang must be zh or en', zh: '--lang 应为 zh 或 en' });
