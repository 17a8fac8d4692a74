import type { Clock, Text } from '../../index.js';

/** Everything of the outside that a command can see or touch, handed in. */
export interface CliIo {
  /** Writes to stdout: what was asked for, and nothing else. */
  readonly out: (text: string) => void;
  /** Writes to stderr: everything else. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The bytes of a file; throws as `node:fs` does. */
  readonly readFile: (path: string) => Uint8Array;
  readonly clock: Clock;
  /** The package's version. */
  readonly version: string;
  /** Where colours may be used. */
  readonly colours: { readonly out: boolean; readonly err: boolean };
  /** The system's locale, for when the environment names none. */
  readonly locale?: string;
  /** Aborted when the user breaks the command off. */
  readonly signal?: AbortSignal;
}

/** One command: a row of the table in `commands.ts`. */
export interface Command {
  readonly name: string;
  readonly summary: Text;
  /** Gets what stands behind the command's name; resolves to the exit code (`exit-codes.ts`). */
  readonly run: (args: readonly string[], io: CliIo) => Promise<number>;
}

/** One option of a command. */
export interface OptionSpec {
  /** What stands for the value in the help; left out where the option takes none. */
  readonly value?: string;
  readonly short?: string;
  /** True where it can be given more than once. */
  readonly multiple?: true;
  readonly text: Text;
}

/** What a command takes, for the parser and for its help. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: Text;
  /** What stands behind the command's name, without the options. */
  readonly operands: { readonly usage: string; readonly least: number; readonly most: number };
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly { readonly line: string; readonly text: Text }[];
}

/** The options that every command takes. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  json: { text: { en: 'one JSON object on stdout, for machines', zh: '在 stdout 输出一个 JSON 对象，供程序读取' } },
  lang: {
    value: 'zh|en',
    text: {
      en: 'the language; by default that of LC_ALL, LC_MESSAGES or LANG',
      zh: '语言；默认按 LC_ALL、LC_MESSAGES、LANG 决定',
    },
  },
  help: { short: 'h', text: { en: 'this help', zh: '显示本帮助' } },
};
