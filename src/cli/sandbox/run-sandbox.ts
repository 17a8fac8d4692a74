import type { Buyer } from '../../testing/index.js';
import type { CliIo } from '../base/command.js';
import type { ExitCode } from '../base/exit-codes.js';
import { EXIT } from '../base/exit-codes.js';
import { keepKeys } from './keys-file.js';
import { writePrivateFile } from './private-file.js';
import type { Sandbox, SandboxEnv } from './sandbox.js';
import { startSandbox } from './sandbox.js';

/** How a sandbox is to run. */
export interface SandboxTerms {
  /** The TCP port on 127.0.0.1, 0 for any free one. */
  readonly port: number;
  /** What buyers of bar-code payments and pages do by themselves. */
  readonly buyer: Buyer;
  /** Where keys are kept from one start to the next. */
  readonly keys: string | undefined;
  /** Where the environment is written, and not to the terminal. */
  readonly write: string | undefined;
  /** Whether the file of `write` may be there already. */
  readonly force: boolean;
}

type SandboxIo = Pick<CliIo, 'out' | 'err' | 'signal'>;

// As `node --env-file` and its kin read it.
function formatEnv(env: SandboxEnv): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/**
 * Runs a sandbox until it is ended; resolves to its exit code: 0, or 1 where it could not start. Its environment goes to stdout
 * as it is, the private key of the sandbox in it: that is what it was asked for.
 *
 * @param json whether the environment is written as a JSON object
 */
export async function keepSandbox(asked: SandboxTerms, io: SandboxIo, json: boolean): Promise<ExitCode> {
  const say = (line: string): void => io.err(`${line}\n`);
  const ending = listenForEnd(io.signal);
  let sandbox: Sandbox | undefined;
  try {
    const credentials = asked.keys === undefined ? {} : { credentials: await keepKeys(asked.keys) };
    sandbox = await startSandbox({ port: asked.port, buyer: asked.buyer, print: say, ...credentials });
    await handOver(sandbox, asked, { io, json });
    say(`The gateway and its page / 网关与页面：${sandbox.url}/`);
    say('Good for development alone; Ctrl+C ends it / 仅供开发使用，按 Ctrl+C 结束');
    await ending.come;
    return EXIT.ok;
  } catch (error) {
    say(complaint(error, asked));
    return EXIT.refused;
  } finally {
    ending.forget();
    await sandbox?.close();
  }
}

async function handOver(
  { env, url }: Sandbox,
  { write, force }: SandboxTerms,
  { io, json }: { readonly io: SandboxIo; readonly json: boolean },
): Promise<void> {
  if (write !== undefined) {
    await writePrivateFile(write, formatEnv(env), force ? 'replace' : 'new');
    io.err(`Written / 已写入：${write}\n`);
  }
  if (json)
    io.out(`${JSON.stringify({ ok: true, url, ...(write === undefined ? { env } : { written: write }) }, null, 2)}\n`);
  else if (write === undefined) io.out(formatEnv(env));
}

function complaint(error: unknown, { port, write, keys }: SandboxTerms): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is taken; try --port 0 / 端口 ${port} 已被占用，可用 --port 0`;
  if (code === 'EEXIST')
    return `${write ?? keys} is there already; --force overwrites it / 文件已存在，加 --force 才会覆盖`;
  return error instanceof Error ? error.message : String(error);
}

interface Ending {
  /** Resolves when somebody has ended the command. */
  readonly come: Promise<void>;
  /** Listens no longer. */
  forget(): void;
}

function listenForEnd(signal: AbortSignal | undefined): Ending {
  let end = (): void => undefined;
  const come = new Promise<void>((resolve) => {
    end = resolve;
  });
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end);
  process.on('SIGTERM', end);
  const forget = (): void => {
    signal?.removeEventListener('abort', end);
    process.off('SIGTERM', end);
  };
  return { come, forget };
}
