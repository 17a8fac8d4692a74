import { isHtmlEscaped, unescapeHtml } from './value-readings.js';

/** What a refusal shows of the text that the gateway signed itself. */
export interface QuotedText {
  readonly text: string;
  /** True where it is known to end before its end. */
  readonly isCut: boolean;
}

/** No more of a `sub_msg` is looked at, in characters. */
const LONGEST = 64 * 1024;
/** So many equals signs are tried where the words before the text are not the usual ones. */
const MOST_STARTS = 16;
const LONGEST_NAME = 64;

// "网关生成的验签字符串为：" and its like. Source: protocol.md 2.2.
const BEFORE = '字符串为';

/**
 * Finds the text that the gateway signed itself in a `sub_msg`: behind its usual words, else from the first known name on; HTML
 * escapes are taken back where all of it is escaped. `undefined` where there is none. Takes time in proportion to the length,
 * whatever stands there.
 *
 * @param names the names of parameters that the text can begin with
 */
export function readQuotedText(subMsg: string, names: ReadonlySet<string>): QuotedText | undefined {
  const head = subMsg.slice(0, LONGEST);
  const at = startOf(head, names);
  if (at === undefined) return undefined;
  const shown = head.slice(at).trimStart();
  // Only where all of it is escaped is it the gateway's doing, and not that of a value.
  const text = isHtmlEscaped(shown) ? unescapeHtml(shown) : shown;
  return text.includes('=') ? { text, isCut: subMsg.length > LONGEST } : undefined;
}

function startOf(head: string, names: ReadonlySet<string>): number | undefined {
  const before = head.indexOf(BEFORE);
  if (before >= 0) {
    let at = before + BEFORE.length;
    while (at < head.length && /[\s：:，,]/.test(head.charAt(at))) at++;
    return at;
  }
  let equals = head.indexOf('=');
  for (let tried = 0; equals >= 0 && tried < MOST_STARTS; tried++) {
    let at = equals;
    while (at > 0 && equals - at < LONGEST_NAME && /[\w.-]/.test(head.charAt(at - 1))) at--;
    if (names.has(head.slice(at, equals))) return at;
    equals = head.indexOf('=', equals + 1);
  }
  return undefined;
}
