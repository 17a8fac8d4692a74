import { ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { invalidInput } from '../../protocol/invalid-input.js';
import { readFilePart } from './read-file.js';
import type { FileSource } from './upload-file.js';

/** A stream of no known length is read into memory up to here, in bytes; a longer one has to say how long it is. */
export const MAX_BUFFERED_BYTES: number = 1024 * 1024;

/**
 * Looks at a stream: one of a file is read from that file, as often as it takes; one that ends within a mebibyte is kept and
 * can be sent again; any longer one is sent once, piece by piece, and its length must be known before.
 *
 * @param size what the caller says; NaN where nothing is said
 * @throws TypeError where a long stream does not tell its length, or the stream fails
 */
export async function prepareStream(stream: Readable, size: number, option: string): Promise<FileSource> {
  if (stream.destroyed || stream.readableEnded) throw invalidInput(`${option}.content`, SPENT);
  const part = await partOfFile(stream);
  if (part !== undefined) return part;
  return Number.isNaN(size) ? collect(stream, option) : { size, isOnce: true, read: () => exactly(stream, size) };
}

/** What a stream would read that `fs.createReadStream` made and nobody has read from; `undefined` for any other. */
async function partOfFile(stream: Readable): Promise<FileSource | undefined> {
  // Others may have a path, too, and it may be another one's.
  if (!(stream instanceof ReadStream) || typeof stream.path !== 'string' || stream.bytesRead !== 0) return undefined;
  const { path, start, end } = stream as ReadStream & Readonly<Record<'start' | 'end', unknown>> & { path: string };
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return undefined;
  const from = typeof start === 'number' ? start : 0;
  const to = typeof end === 'number' && Number.isFinite(end) ? Math.min(end + 1, found.size) : found.size;
  const length = Math.max(0, to - from);
  // It has opened the file for itself, or is about to.
  stream.on('error', () => {}).destroy();
  return { size: length, read: () => readFilePart(path, from, length) };
}

async function collect(stream: Readable, option: string): Promise<FileSource> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk as Uint8Array);
      length += bytes.length;
      if (length > MAX_BUFFERED_BYTES) throw invalidInput(`${option}.size`, NO_SIZE);
      chunks.push(bytes);
    }
  } catch (error) {
    if (error instanceof TypeError) throw error;
    throw invalidInput(`${option}.content`, BROKEN);
  }
  const bytes = Buffer.concat(chunks);
  return {
    size: bytes.length,
    bytes,
    read: async function* read() {
      yield bytes;
    },
  };
}

// The request has said how long its body is; a body of another length would be read together with the next request.
async function* exactly(stream: Readable, length: number): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const chunk of stream) {
    // A text where the stream has an encoding; bytes are not copied.
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    left -= bytes.length;
    if (left < 0) throw new Error(`The stream is longer than the ${length} bytes that were announced`);
    yield bytes;
  }
  if (left > 0) throw new Error(`The stream ended ${left} bytes before the ${length} that were announced`);
}

const SPENT = {
  en: 'has been read or destroyed already; open it anew for each call',
  zh: '已经被读取过或已销毁；每次调用请重新打开',
};

const NO_SIZE = {
  en: 'is missing: a stream of more than 1 MB must say how long it is before it is sent; give `size`, or `path`',
  zh: '缺失：超过 1 MB 的流必须事先说明长度；请提供 `size`，或改用 `path`',
};

const BROKEN = {
  en: 'failed while it was read; nothing was sent',
  zh: '读取时出错；请求没有发出',
};
