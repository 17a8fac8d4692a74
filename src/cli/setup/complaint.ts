import type { Text } from '../../index.js';
import { UsageError } from '../base/usage-error.js';
import { causeOf } from './complaint-cause.js';
import { variableOf } from './variables.js';

/** What the library says about a wrong option: which one, what is wrong, and what to do. */
export interface Complaint {
  /** The option as the library names it, such as `certificates.app`. */
  readonly option: string;
  /** The variable that it came from, else the option. */
  readonly subject: string;
  /** A stable word for the mistake, such as `private-key.is-public`. */
  readonly cause: string;
  readonly text: Text;
  readonly cure?: Text;
}

/**
 * Takes the library's word for a wrong option apart: `"option" english / “option”chinese`, each half a statement and a cure.
 *
 * @returns `undefined` for any other error
 */
export function readComplaint(error: unknown): Complaint | undefined {
  if (!(error instanceof TypeError)) return undefined;
  const [, option, en, zh] = /^"([^"]+)" (.*) \/ “\1”(.*)$/s.exec(error.message) ?? [];
  if (option === undefined || en === undefined || zh === undefined) return undefined;
  const [, enText = en, enCure] = /^(.*?)(?:; |\. )(.+)$/s.exec(en) ?? [];
  const [, zhText = zh, zhCure] = /^(.*?)[；。](.+)$/s.exec(zh) ?? [];
  const subject = variableOf(option) ?? option;
  const cause = causeOf(option, en);
  const named = { en: `${subject} ${namesOf(enText)}`, zh: `${subject} ${namesOf(zhText)}` };
  if (enCure === undefined || zhCure === undefined) return { option, subject, cause, text: named };
  const cure = { en: namesOf(enCure.charAt(0).toUpperCase() + enCure.slice(1)), zh: namesOf(zhCure) };
  return { option, subject, cause, text: named, cure };
}

/** What the library says of its options, said of the variables that users of a command know. */
export function inVariables({ en, zh }: Text): Text {
  return { en: namesOf(en), zh: namesOf(zh) };
}

// The names of the options stand in backticks; bare, only one that can be no other word is taken for one.
function namesOf(text: string): string {
  return text.replaceAll(
    /`([\w.]+)`|(?<![\w.])(?:[a-z]+[A-Z]\w*|certificates\.\w+)/g,
    (whole, option = whole) => variableOf(option) ?? whole,
  );
}

/**
 * Makes a mistake in an option the user's, told without a stack trace; any other error stays what it is.
 *
 * @throws always
 */
export function throwAsUsage(error: unknown): never {
  const complaint = readComplaint(error);
  if (complaint === undefined) throw error;
  const { text, cure } = complaint;
  throw new UsageError({
    en: cure === undefined ? text.en : `${text.en}. ${cure.en}`,
    zh: cure === undefined ? text.zh : `${text.zh}；${cure.zh}`,
  });
}
