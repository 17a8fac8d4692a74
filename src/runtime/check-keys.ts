import { invalidInput, kindOf, quoteNumber, quoteSafe } from '../protocol/invalid-input.js';
import { bare } from './bare.js';

/**
 * Refuses a value that is no plain options object, and keys that it does not know: a misspelled option must not pass for
 * one that was set.
 *
 * @returns its own members, without those that somebody has put on `Object.prototype`
 * @throws TypeError that names the option, what came and what there is
 */
export function checkKeys(value: unknown, name: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidInput(name, {
      en: `must be an object, got ${kindOf(value).en}`,
      zh: `应为对象，收到的是${kindOf(value).zh}`,
    });
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    throw invalidInput(`${name}.${key}`, {
      en: `is not an option${near === undefined ? '.' : `; did you mean "${near}"?`} There are: ${known.join(', ')}`,
      zh: `不是可用的选项${near === undefined ? '。' : `，是否想写“${near}”？`}可用的有：${known.join('、')}`,
    });
  }
  // What an object of a class inherits is its own affair.
  return (Object.getPrototypeOf(value) === Object.prototype ? bare(value) : value) as Readonly<Record<string, unknown>>;
}

function nearest(key: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const begin = plain(key).slice(0, 6);
  return (
    known.find((one) => plain(one) === plain(key)) ?? known.find((one) => plain(one).startsWith(begin) && begin !== '')
  );
}

/**
 * Reads an option that must be a text with something in it; `undefined` where it is not set.
 *
 * @throws TypeError that names the option and what came
 */
export function readText(value: unknown, name: string): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw invalidInput(name, {
    en: `must be a text, got ${kindOf(value).en}`,
    zh: `应为非空字符串，收到的是${kindOf(value).zh}`,
  });
}

// Timers take no more; a longer one would ring at once.
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Reads an option that must be a whole number from `min` to 2 147 483 647 (as milliseconds, 24 days); the default where it
 * is not set.
 *
 * @throws TypeError that names the option, the bound and what came
 */
export function readWhole(value: unknown, name: string, min: number, byDefault: number): number {
  if (value === undefined) return byDefault;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= LONGEST_MS) {
    return value;
  }
  const isTooLong = typeof value === 'number' && value > LONGEST_MS;
  const came = quoteNumber(value);
  throw invalidInput(name, {
    en: `must be a whole number of at least ${min}${isTooLong ? ` and at most ${LONGEST_MS}` : ''}, got ${came.en}`,
    zh: `应为不小于 ${min}${isTooLong ? `、不大于 ${LONGEST_MS}` : ''} 的整数，收到的是${came.zh}`,
  });
}

/**
 * Reads an option that must be one of a few words; `undefined` where it is not set.
 *
 * @throws TypeError that names the option, the words and what came
 */
export function readWord<Word extends string>(value: unknown, name: string, words: readonly Word[]): Word | undefined {
  if (value === undefined) return undefined;
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const came = quoteSafe(value);
  throw invalidInput(name, {
    en: `must be one of ${words.join(', ')}, got ${came.en}`,
    zh: `应为 ${words.join('、')} 之一，收到的是${came.zh}`,
  });
}

/**
 * Reads an option that must be a function; `undefined` where it is not set.
 *
 * @throws TypeError that names the option and what came
 */
export function readFunction<Fn>(value: Fn | undefined, name: string): Fn | undefined {
  if (value === undefined || typeof value === 'function') return value;
  throw invalidInput(name, {
    en: `must be a function, got ${kindOf(value).en}`,
    zh: `应为函数，收到的是${kindOf(value).zh}`,
  });
}

/**
 * Reads an option that must be an array.
 *
 * @throws TypeError that names the option and what came
 */
export function readList(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw invalidInput(name, {
    en: `must be an array, got ${kindOf(value).en}`,
    zh: `应为数组，收到的是${kindOf(value).zh}`,
  });
}

/**
 * Refuses that an option is missing.
 *
 * @throws TypeError that names the option
 */
export function required(name: string): never {
  throw invalidInput(name, { en: 'is missing', zh: '不能缺少' });
}
