// @ts-check
// A Redis of the proof's own, which keeps nothing on disk.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { undoAtExit } from './own-processes.mjs';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { AddressInfo } from 'node:net' */

/**
 * @typedef {object} RedisProcess
 * @property {string} url
 * @property {() => void} freeze stops it where it stands: connections stay open and nothing answers
 * @property {() => void} thaw
 * @property {() => Promise<void>} restartEmpty kills it and starts another one on the same port
 * @property {() => Promise<void>} end
 */

const STARTS = 5;
const START_LIMIT_MS = 10_000;

/** Where redis-server is; `undefined` where it is not on the PATH. */
export function redisServerPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'redis-server')).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a Redis on a free port; resolves when it answers.
 *
 * @returns {Promise<RedisProcess>}
 */
export async function startRedis() {
  const folder = mkdtempSync(join(tmpdir(), 'alipay-axios-fleet-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const keepFolder = undoAtExit(remove);
  let { child, port } = await startSomewhere(folder);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    restartEmpty: async () => {
      await kill();
      child = await startOn(port, folder);
    },
    end: async () => {
      await kill();
      keepFolder();
      remove();
    },
  };
}

/**
 * Between finding a free port and taking it, somebody else may have taken it.
 *
 * @param {string} folder
 */
async function startSomewhere(folder) {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return { port, child: await startOn(port, folder) };
    } catch (error) {
      if (attempt === STARTS) throw error;
    }
  }
}

/**
 * @param {number} port
 * @param {string} folder
 * @returns {Promise<ChildProcess>}
 */
async function startOn(port, folder) {
  const path = redisServerPath();
  if (path === undefined) throw new Error('There is no redis-server on the PATH');
  const settings = `--port ${port} --bind 127.0.0.1 --appendonly no --daemonize no --loglevel warning`.split(' ');
  const child = spawn(path, [...settings, '--save', '', '--dir', folder], { stdio: 'ignore' });
  child.once(
    'exit',
    undoAtExit(() => child.kill('SIGKILL')),
  );
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`redis-server on port ${port} ended with ${child.exitCode}`);
    limit.throwIfAborted();
    await delay(10);
  }
  return child;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const settle = (/** @type {boolean} */ isUp) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('data', (bytes) => settle(bytes.toString('latin1').startsWith('+PONG')));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
