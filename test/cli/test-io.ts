import type { CliIo } from '../../src/cli/base/command.js';
import { runCli } from '../../src/cli/run.js';

/** What a command did. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** What a command finds outside. */
export interface Outside {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: CliIo['clock'];
  readonly colours?: CliIo['colours'];
  readonly signal?: AbortSignal;
  readonly locale?: string;
}

/** The real time, and no waits. */
export const QUICK_CLOCK: CliIo['clock'] = { now: () => Date.now(), sleep: async () => {} };

/** Runs a command in this process, with files that are not on any disk. */
export async function run(args: readonly string[], outside: Outside = {}): Promise<Ran> {
  const { files = {}, env = {}, clock = QUICK_CLOCK, colours = { out: false, err: false }, signal, locale } = outside;
  const written = { out: '', err: '' };
  const io: CliIo = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    env,
    readFile: (path) => {
      const file = files[path];
      if (file === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
      return Buffer.from(file);
    },
    clock,
    version: '0.0.0-test',
    colours,
    ...(signal === undefined ? {} : { signal }),
    ...(locale === undefined ? {} : { locale }),
  };
  const exitCode = await runCli(args, io);
  return { exitCode, ...written };
}
