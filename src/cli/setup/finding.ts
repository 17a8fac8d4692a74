import type { Text } from '../../index.js';

/** How bad a finding is. `skipped` was not looked at, as something before it has to be put right first. */
export type Level = 'ok' | 'warning' | 'wrong' | 'skipped';

/** What a finding is about: a variable by its name, or one of these. */
export type Subject = 'env' | 'clock' | 'gateway' | 'answer' | 'encryption' | (string & {});

/** One thing that was looked at, what was found, and what to do. Nothing in it is secret. */
export interface Finding {
  readonly subject: Subject;
  readonly level: Level;
  /** The cause as a stable word, such as `private-key.is-public`. */
  readonly cause: string;
  readonly text: Text;
  /** What to do; there is one for every warning and for everything that is wrong. */
  readonly cure?: Text;
  /** The variable that a finding about the file (`env`) is about, where it is about one. */
  readonly variable?: string;
  /** True where it tells more of a mistake that an earlier finding has told: it is no mistake of its own, and not counted. */
  readonly also?: true;
}
