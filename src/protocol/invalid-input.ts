/** What is wrong with something the caller gave, in both languages; each half says what came and what to do. */
export interface Complaint {
  readonly en: string;
  readonly zh: string;
}

/**
 * The error for a mistake of the caller's: it names the option and carries the cure in English and in Chinese.
 *
 * @example
 * throw invalidInput('appId', { en: 'must be a string, got a number', zh: '应为字符串，收到的是数字' });
 */
export function invalidInput(option: string, complaint: Complaint): TypeError {
  return new TypeError(`"${option}" ${complaint.en} / “${option}”${complaint.zh}`);
}

/**
 * What came in place of what was wanted, in both languages. The Chinese brings its own space where it begins with Latin
 * letters or a digit, so it stands right behind 收到的是.
 */
export interface Came {
  readonly en: string;
  readonly zh: string;
}

/** The kind of a value in a word or two, for error messages; never the value itself, which may be secret. */
export function kindOf(value: unknown): Came {
  if (value === null) return asItIs('null');
  if (Array.isArray(value)) return { en: 'an array', zh: '数组' };
  if (typeof value === 'number' && !Number.isFinite(value)) return asItIs(String(value));
  if (value === '') return { en: 'an empty string', zh: '空字符串' };
  return KINDS[typeof value];
}

const KINDS = {
  undefined: asItIs('undefined'),
  boolean: { en: 'a boolean', zh: '布尔值' },
  number: { en: 'a number', zh: '数字' },
  bigint: { en: 'a bigint', zh: ' BigInt' },
  string: { en: 'a string', zh: '字符串' },
  symbol: { en: 'a symbol', zh: ' Symbol' },
  function: { en: 'a function', zh: '函数' },
  object: { en: 'an object', zh: '对象' },
} as const;

/** What came where a number belongs: the number itself, else the kind of what came. */
export function quoteNumber(value: unknown): Came {
  return typeof value === 'number' ? asItIs(String(value)) : kindOf(value);
}

/**
 * What came, for an error message: the text itself where it is short and plain, else its kind. A long or odd text where a
 * word belongs may be a key or a password that was put into the wrong option.
 */
export function quoteSafe(value: unknown): Came {
  if (typeof value !== 'string' || value === '') return kindOf(value);
  return /^[\w.:/ -]{1,40}$/.test(value) ? { en: `"${value}"`, zh: `“${value}”` } : tellLength(value);
}

/** How long a text is, and nothing else of it. */
export function tellLength(text: string): Came {
  return { en: `a text of ${text.length} characters`, zh: ` ${text.length} 个字符的文本` };
}

function asItIs(word: string): Came {
  return { en: word, zh: ` ${word}` };
}
