import { createReadStream, mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AlipayInstance, AlipayOptions, UploadFile } from '../../src/index.js';
import { createAlipay } from '../../src/index.js';
import type { TestGateway } from '../../src/testing/index.js';
import { busy, createTestClock, createTestCredentials, lost, pass, startGateway } from '../../src/testing/index.js';
import { failureOf } from '../support/world.js';

const UPLOAD = 'alipay.open.file.upload';
const credentials = createTestCredentials();
const clock = createTestClock(Date.now(), { auto: true });
const folder = mkdtempSync(join(tmpdir(), 'uploads-'));
const picture = join(folder, 'shop.jpg');
let gateway: TestGateway;

beforeAll(async () => {
  writeFileSync(picture, Buffer.alloc(3 * 1024 * 1024, 7));
  gateway = await startGateway({ credentials, clock, methods: [UPLOAD] });
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => gateway.clearLog());

const client = (options: Partial<AlipayOptions> = {}): AlipayInstance =>
  createAlipay({ ...gateway.credentials, gateway: gateway.url, clock, random: () => 0.5, ...options });
const upload = (file: UploadFile, alipay = client()) =>
  alipay.execute(UPLOAD, undefined, { params: { biz_code: '门店' }, files: { file_content: file } });

describe('an upload', () => {
  test.each<[what: string, file: () => UploadFile]>([
    ['a path', () => ({ path: picture })],
    ['a path under another name', () => ({ path: picture, filename: '门店 "1".png', contentType: 'image/png' })],
    ['a Buffer', () => ({ content: Buffer.alloc(1000, 1), filename: 'a.txt' })],
    ['a long Buffer', () => ({ content: Buffer.alloc(2_000_000, 1), filename: 'a.zip' })],
    ['a Blob', () => ({ content: new Blob(['a file']), filename: 'a.csv' })],
    ['a File, which has a name', () => ({ content: new File(['a file'], 'a.pdf') }) as unknown as UploadFile],
    ['a short stream', () => ({ content: Readable.from([Buffer.from('ab'), Buffer.from('c')]), filename: 'a.gz' })],
    ['a stream of a file', () => ({ content: createReadStream(picture), filename: 'a.jpg' })],
    [
      'a part of a file',
      () => ({ content: createReadStream(picture, { start: 5, end: 1_999_999 }), filename: 'a.jpg' }),
    ],
    ['a long stream with its size', () => ({ content: longStream(1_500_000), filename: 'a.gif', size: 1_500_000 })],
  ])('of %s arrives with its texts signed', async (_what, file) => {
    const { data } = await upload(file());
    expect(data['code']).toBe('10000');
    expect(gateway.log[0]).toMatchObject({ signatureValid: true, params: { biz_code: '门店' } });
  });

  test.each<[what: string, file: () => UploadFile]>([
    ['a path', () => ({ path: picture })],
    ['a Buffer', () => ({ content: Buffer.from('a file'), filename: 'a.txt' })],
    ['a Blob', () => ({ content: new Blob(['a file']), filename: 'a.txt' })],
    ['a short stream', () => ({ content: Readable.from([Buffer.from('a file')]), filename: 'a.txt' })],
  ])('of %s is read afresh for each attempt', async (_what, file) => {
    gateway.on(UPLOAD).reply(busy(), lost(pass()));
    const response = await upload(file());
    expect(response.alipay.attempts).toHaveLength(3);
  });

  test('of a long stream is sent once and never again, and the error says what to give instead', async () => {
    gateway.on(UPLOAD).reply(busy());
    const error = await failureOf(upload({ content: longStream(1_500_000), filename: 'a.jpg', size: 1_500_000 }));
    expect(error.attempts).toHaveLength(1);
    expect(error.message).toContain('give the file by path or as a Buffer');
    expect(gateway.log).toHaveLength(1);
  });

  test.each([
    ['longer', 1_400_000],
    ['shorter', 1_600_000],
  ])('of a stream that is %s than it said is broken off', async (_what, size) => {
    const error = await failureOf(upload({ content: longStream(1_500_000), filename: 'a.jpg', size }));
    expect(error.outcome).toBe('unknown');
    expect(gateway.log.some(({ code }) => code === '10000')).toBe(false);
  });

  test('leaves no file open where nobody was there to take it', async () => {
    const open = () =>
      readdirSync('/proc/self/fd')
        .map((fd) => linkOf(fd))
        .filter((path) => path === picture);
    const alipay = client({ gateway: 'http://127.0.0.1:1', retry: { maxAttempts: 2 } });
    const error = await failureOf(upload({ path: picture }, alipay));
    expect(error).toMatchObject({ outcome: 'not_sent', attempts: { length: 2 } });
    await vi.waitFor(() => expect(open()).toEqual([]));
  });

  test("tells of its progress by axios's own means", async () => {
    const seen: number[] = [];
    await client({ axios: { adapter: 'http' } }).execute(UPLOAD, undefined, {
      files: { file_content: { path: picture } },
      onUploadProgress: ({ loaded }) => seen.push(loaded),
    });
    expect(seen.at(-1)).toBeGreaterThan(3 * 1024 * 1024);
  });

  test.each<[what: string, file: () => unknown, words: string]>([
    ['51 MB', () => ({ path: big(51) }), 'isv.invalid-file-size'],
    ['51 MB in a stream', () => ({ content: createReadStream(big(51)), filename: 'a.jpg' }), 'isv.invalid-file-size'],
    [
      '51 MB in a stream that says so',
      () => ({ content: longStream(1), filename: 'a.jpg', size: 51 * 1024 * 1024 }),
      'isv.invalid-file-size',
    ],
    ['nothing', () => ({ content: Buffer.alloc(0), filename: 'a.jpg' }), 'isv.invalid-file-size'],
    ['an extension that is not taken', () => ({ path: picture, filename: 'a.exe' }), 'isv.invalid-file-extension'],
    ['no extension', () => ({ path: picture, filename: 'a' }), 'isv.invalid-file-extension'],
    ['no name', () => ({ content: Buffer.from('a') }), '"alipay.files.file_content.filename" is missing'],
    ['a path that is not there', () => ({ path: join(folder, 'none.jpg') }), '(ENOENT)'],
    ['a folder', () => ({ path: folder, filename: 'a.jpg' }), '(EISDIR)'],
    ['both', () => ({ path: picture, content: Buffer.from('a') }), 'either `path` or `content`'],
    ['neither', () => ({}), 'either `path` or `content`'],
    [
      'a long stream of no known length',
      () => ({ content: longStream(1_500_000), filename: 'a.jpg' }),
      '.size" is missing',
    ],
    ['a stream that was read', () => ({ content: spent(), filename: 'a.jpg' }), 'has been read or destroyed'],
    ['a stream that fails', () => ({ content: failing(), filename: 'a.jpg' }), 'failed while it was read'],
    ['a text', () => ({ content: 'text', filename: 'a.txt' }), 'must be a Buffer, a Blob or a Readable'],
    ['an unknown option', () => ({ path: picture, name: 'a.jpg' }), 'name'],
    ['a bare path', () => picture, 'file_content'],
  ])('of %s is refused before a byte is sent', async (_what, file, words) => {
    await expect(upload(file() as UploadFile)).rejects.toThrow(words);
    expect(gateway.log).toHaveLength(0);
  });

  test.each([undefined, [], {}, 'a.jpg'])('takes files by their fields, and not %j', async (files) => {
    const call = client().execute(UPLOAD, undefined, { files: files as never });
    if (files === undefined) expect((await call).data['code']).toBe('10000');
    else await expect(call).rejects.toThrow('"alipay.files"');
  });
});

function longStream(bytes: number): Readable {
  const piece = 64 * 1024;
  return Readable.from(
    (function* pieces() {
      for (let left = bytes; left > 0; left -= piece) yield Buffer.alloc(Math.min(piece, left), 9);
    })(),
    { objectMode: false },
  );
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}

function spent(): Readable {
  const stream = Readable.from([Buffer.from('a')]);
  stream.destroy();
  return stream;
}

function failing(): Readable {
  return new Readable({
    read() {
      this.destroy(new Error('a bad disk'));
    },
  });
}

function big(megabytes: number): string {
  const path = join(folder, `${megabytes}.jpg`);
  writeFileSync(path, '');
  truncateSync(path, megabytes * 1024 * 1024);
  return path;
}
