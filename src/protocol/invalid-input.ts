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

/** The kind of a value in one word, for error messages; never the value itself, which may be secret. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === '') return 'an empty string';
  if (typeof value === 'undefined') return 'undefined';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * What came, for an error message: the text itself where it is short and plain, else its kind. A long or odd text where a
 * word belongs may be a key or a password that was put into the wrong option.
 */
export function quoteSafe(value: unknown): string {
  if (typeof value !== 'string' || value === '') return kindOf(value);
  return /^[\w.:/ -]{1,40}$/.test(value) ? `"${value}"` : `a text of ${value.length} characters`;
}
