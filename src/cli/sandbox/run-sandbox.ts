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
  readonly port: number;
  readonly buyer: Buyer;
  /** Where keys are kept from one start to the next. */
  readonly keys: string | undefined;
  /** Where the environment is written, and not to the terminal. */
  readonly write: string | undefined;
  readonly force: boolean;
}

type SandboxIo = Pick<CliIo, 'out' | 'err' | 'signal'>;

/** The environment as a file that `node --env-file` and its kin read. */
export function formatEnv(env: SandboxEnv): string {
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
  const ended = untilEnded(io.signal);
  let sandbox: Sandbox | undefined;
  try {
    const credentials = asked.keys === undefined ? {} : { credentials: await keepKeys(asked.keys) };
    sandbox = await startSandbox({ port: asked.port, buyer: asked.buyer, print: say, ...credentials });
    await handOver(sandbox, asked, { io, json });
    say(`The gateway and its page / 网关与页面：${sandbox.url}/`);
    say('Good for development alone; Ctrl+C ends it / 仅供开发使用，按 Ctrl+C 结束');
    await ended;
    return EXIT.ok;
  } catch (error) {
    say(complaint(error, asked));
    return EXIT.refused;
  } finally {
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

function untilEnded(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => resolve();
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end, { once: true });
    process.once('SIGTERM', end);
  });
}
