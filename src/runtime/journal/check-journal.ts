import { invalidInput, kindOf } from '../../protocol/invalid-input.js';
import type { Journal } from './journal.js';

const MEMBERS = ['open', 'close', 'pending'] as const satisfies readonly (keyof Journal)[];

/**
 * Takes a value of the caller's for a journal.
 *
 * @throws TypeError that names the option, what came and what to do
 */
export function checkJournal(journal: unknown, name: string): Journal {
  const members = Object(journal) as Readonly<Record<string, unknown>>;
  const missing = MEMBERS.find((member) => typeof members[member] !== 'function');
  if (missing === undefined) return journal as Journal;
  const came =
    typeof journal === 'object' && journal !== null
      ? { en: `an object without ${missing}()`, zh: `缺少 ${missing}() 方法的对象` }
      : kindOf(journal);
  throw invalidInput(name, {
    en: `must be a journal such as createFileJournal(path), got ${came.en}`,
    zh: `应为日志对象，例如 createFileJournal(path) 的返回值，收到的是${came.zh}`,
  });
}
