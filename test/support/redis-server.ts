import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, test } from 'vitest';

/** A Redis of the test's own, which keeps nothing on disk. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Stops it where it stands: connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Kills it and starts another one on the same port, with nothing in it. Also after `kill`. */
  restartEmpty(): Promise<void>;
  /** Ends it at once, without a word to its clients. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const HOW_TO_GET_IT = 'redis-server is not installed: apt-get install redis-server, or brew install redis';
const STARTS = 5;

/** Where redis-server is; `undefined` where it is not on the PATH. */
export function redisServerPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'redis-server')).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A `describe` for tests that start a Redis: skipped where there is none, failed where REDIS_REQUIRED is set. */
export function describeWithRedis(name: string, fn: () => void): void {
  if (redisServerPath() !== undefined) {
    describe(name, fn);
  } else if (process.env['REDIS_REQUIRED']) {
    describe(name, () => {
      test('has a redis-server', () => {
        throw new Error(`REDIS_REQUIRED is set, and ${HOW_TO_GET_IT}`);
      });
    });
  } else {
    process.stderr.write(`${name}: skipped because ${HOW_TO_GET_IT}\n`);
    describe.skip(name, fn);
  }
}

/**
 * Starts a Redis on a free port; resolves when it answers.
 *
 * @param settings further settings, as on the command line
 */
export async function startRedisServer(settings: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'alipay-axios-redis-'));
  const start = (on: number): Promise<ChildProcess> => startOn(on, ['--dir', folder, ...settings]);
  const found = await startSomewhere(start);
  const { port } = found;
  let { child } = found;
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    // A frozen process would keep its port until it is thawed.
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await exit;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill,
    restartEmpty: async () => {
      await kill();
      child = await start(port);
    },
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

// Between finding a free port and taking it, somebody else may have taken it.
async function startSomewhere(start: (port: number) => Promise<ChildProcess>): Promise<Started> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, child: await start(port) };
    } catch (error) {
      if (attempt === STARTS) throw error;
    }
  }
}

async function startOn(port: number, settings: readonly string[]): Promise<ChildProcess> {
  const path = redisServerPath();
  if (path === undefined) throw new Error(HOW_TO_GET_IT);
  const args = `--port ${port} --bind 127.0.0.1 --appendonly no --daemonize no --loglevel warning`.split(' ');
  const child = spawn(path, [...args, '--save', '', ...settings], { stdio: 'ignore' });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
  const hasEnded = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server on port ${port} ended with ${code}`)));
  });
  hasEnded.catch(() => {});
  const stop = new AbortController();
  try {
    await Promise.race([hasEnded, untilItAnswers(port, stop.signal)]);
  } finally {
    stop.abort();
  }
  return child;
}

async function untilItAnswers(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await answers(port))) await pause(10);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const settle = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('data', (bytes) => settle(bytes.toString('latin1').startsWith('+PONG')));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
