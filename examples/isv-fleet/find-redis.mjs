// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';

/** @typedef {{ url: string, where: string, stop: () => Promise<void> }} FoundRedis */

/**
 * The Redis of REDIS_URL, or else a `redis-server` of our own that keeps nothing on disk; `undefined` where there is neither.
 *
 * @returns {Promise<FoundRedis | undefined>}
 */
export async function findRedis() {
  const url = process.env.REDIS_URL;
  if (url) return { url, where: 'of REDIS_URL', stop: async () => {} };
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()];
  const server = spawn('redis-server', settings, { stdio: 'ignore' });
  try {
    await once(server, 'spawn');
  } catch {
    return undefined;
  }
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    kill();
    await gone;
  };
  return { url: `redis://127.0.0.1:${port}`, where: `of its own on port ${port}`, stop };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}
