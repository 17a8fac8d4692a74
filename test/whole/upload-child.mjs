// @ts-check
// node --expose-gc upload-child.mjs 'path'|'file stream'|'stream' 'axios http'|'undici': uploads 10 MB and then 50 MB through the built package and tells how much more memory was held meanwhile.

import { fork } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createAlipay } from '../../dist/index.js';
import { createTestCredentials } from '../../dist/testing/index.js';
import { createUndiciAdapter } from '../../dist/undici/index.js';

const MB = 1024 * 1024;
const { appId, privateKey, alipayPublicKey, alipayPrivateKey } = createTestCredentials();
const folder = mkdtempSync(join(tmpdir(), 'upload-'));
const path = join(folder, 'big.zip');
writeFileSync(path, '');
truncateSync(path, 50 * MB);

const server = fork(fileURLToPath(new URL('upload-server.mjs', import.meta.url)), {
  env: { ...process.env, KEY: alipayPrivateKey },
});
/** @type {{ readonly port: number }} */
const { port } = await new Promise((resolve) => server.once('message', resolve));
const adapter = process.argv[3] === 'undici' ? createUndiciAdapter() : 'http';
const alipay = createAlipay({
  appId,
  privateKey,
  alipayPublicKey,
  gateway: `http://127.0.0.1:${port}`,
  axios: { adapter },
});

/** @param {number} bytes */
function* pieces(bytes) {
  for (let left = bytes; left > 0; left -= 16 * 1024) yield Buffer.alloc(Math.min(16 * 1024, left));
}

/**
 * @param {number} bytes
 * @returns {import('../../dist/index.js').UploadFile}
 */
function fileOf(bytes) {
  switch (process.argv[2]) {
    case 'path':
      truncateSync(path, bytes);
      return { path };
    case 'file stream':
      return { content: createReadStream(path, { end: bytes - 1 }), filename: 'big.zip' };
    default:
      return { content: Readable.from(pieces(bytes), { objectMode: false }), filename: 'big.zip', size: bytes };
  }
}

/** @param {number} bytes */
const upload = (bytes) =>
  alipay.execute('alipay.open.file.upload', undefined, { files: { file_content: fileOf(bytes) } });

// What is loaded and compiled once, and the young generation of V8 that grows to its size, are not the upload's.
await upload(10 * MB);
/** What is still held after everything that is not has been collected, in bytes. */
const held = () => {
  // The first one finds what the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const before = held();
const rssBefore = process.memoryUsage().rss;
let most = before;
let rss = rssBefore;
let measured = 0;
// The server says how far it is.
server.on('message', () => {
  rss = Math.max(rss, process.memoryUsage().rss);
  most = Math.max(most, held());
  measured++;
});
const { data } = await upload(50 * MB);
process.send?.({
  heldMb: (most - before) / MB,
  rssMb: (rss - rssBefore) / MB,
  measured,
  received: Number(data.file_id),
});
await alipay.close();
rmSync(folder, { recursive: true });
server.kill();
process.disconnect();
