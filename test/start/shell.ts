import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Commands that run in a shell of their own. */
export interface Shell {
  readonly out: string;
  readonly err: string;
  /** Waits until it has said so; rejects, with all that it said, where it ends before. */
  says(words: RegExp): Promise<RegExpExecArray>;
  /** Waits for its end; resolves to its exit code. */
  end(): Promise<number | null>;
  /** Ends it and all that it started. */
  close(): Promise<void>;
}

/** Runs commands, one a line, as if somebody had typed them; the first that fails is the last. */
export function openShell(commands: string, cwd: string, env: NodeJS.ProcessEnv): Shell {
  // In a group of its own, so that what it started can be ended with it, as a terminal does.
  const child = spawn('/bin/sh', ['-e', '-c', commands], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  const heard = new Set<() => void>();
  for (const [name, stream] of [['out', child.stdout] as const, ['err', child.stderr] as const]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      for (const listener of heard) listener();
    });
  }
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  return {
    get out() {
      return said.out;
    },
    get err() {
      return said.err;
    },
    says: (words) =>
      new Promise((resolve, reject) => {
        const listen = (): void => {
          const found = words.exec(said.out) ?? words.exec(said.err);
          if (found === null) return;
          heard.delete(listen);
          resolve(found);
        };
        heard.add(listen);
        listen();
        ended.then((code) => reject(new Error(`It ended with ${code} and said:\n${said.out}\n${said.err}`)), reject);
      }),
    end: () => ended,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) process.kill(-child.pid);
      await ended;
    },
  };
}
