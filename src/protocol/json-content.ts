import type { Came } from './invalid-input.js';
import { invalidInput, kindOf } from './invalid-input.js';

/**
 * The JSON text of a value, byte for byte what is signed and sent; keys keep their names and their order.
 *
 * What JSON would drop or change in silence (NaN becomes null, a Map becomes {}) is refused instead: in a payment a
 * lost field is a wrong payment.
 *
 * @param name what the value is called in error messages, such as `biz_content`
 * @throws TypeError for BigInt, NaN, Infinity, functions, symbols, Map, Set, promises, invalid dates, `undefined` in an array
 * and circular values
 */
export function encodeContent(value: unknown, name: string): string {
  function refuseLoss(this: unknown, key: string, held: unknown): unknown {
    const kind = lossyKind(this, key, held);
    if (kind === undefined) return held;
    throw invalidInput(key === '' ? name : `${name}: ${key}`, {
      en: `is ${kind.en}, which JSON cannot hold; write it as a string, a plain object or an array`,
      zh: `是${kind.zh}，JSON 无法表示；请改为字符串、普通对象或数组`,
    });
  }
  try {
    // Only a toJSON can make this undefined; that is then a value which is not there.
    return JSON.stringify(value, refuseLoss) ?? '';
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('"')) throw error;
    throw invalidInput(name, {
      en: `cannot be written as JSON (${whyNot(error)}); pass plain data`,
      zh: `无法写成 JSON；请传入普通数据（不能循环引用，也不能嵌套过深）`,
    });
  }
}

function lossyKind(holder: unknown, key: string, held: unknown): Came | undefined {
  switch (typeof held) {
    case 'bigint':
      return { en: 'a BigInt', zh: ' BigInt' };
    case 'number':
      return Number.isFinite(held) ? undefined : kindOf(held);
    case 'function':
    case 'symbol':
      return kindOf(held);
    case 'undefined':
      return Array.isArray(holder) ? HOLE : undefined;
    case 'object':
      // A date that is none has become null by its own toJSON before it comes here.
      if (held === null) return (holder as Holder)[key] instanceof Date ? NO_DATE : undefined;
      return EMPTIED.find(([type]) => held instanceof type)?.[1];
    default:
      return undefined;
  }
}

const HOLE = { en: 'undefined inside an array', zh: '数组中的 undefined' };
const NO_DATE = { en: 'a date that is none', zh: '无效的日期' };

type Holder = Readonly<Record<string, unknown>>;

// What JSON writes as {} in silence.
const EMPTIED = [
  [Map, { en: 'a Map', zh: ' Map' }],
  [Set, { en: 'a Set', zh: ' Set' }],
  [Promise, { en: 'a Promise that nobody awaited', zh: '没有 await 的 Promise' }],
  [RegExp, { en: 'a RegExp', zh: ' RegExp' }],
  [Error, { en: 'an Error', zh: ' Error' }],
] as const;

// The engine's own text for a circular value lists the caller's keys over several lines; one word is enough.
function whyNot(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  return error instanceof TypeError && /circular/i.test(error.message) ? 'it contains itself' : 'its toJSON threw';
}

/** What a JSON text that is an object holds. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON text that is an object; `undefined` for any other. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
