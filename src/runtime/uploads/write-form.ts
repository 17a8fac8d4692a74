import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Charset } from '../../protocol/charset.js';
import type { FormFrame, FormText } from '../../protocol/multipart-form.js';
import { frameForm } from '../../protocol/multipart-form.js';
import type { HttpRequest } from '../http-request.js';
import type { PreparedFile } from './upload-file.js';

// Adapters take bytes better than streams, and a small form is sent in one write.
const MAX_WHOLE_BYTES = 1024 * 1024;

/** Writes a form with its files: as bytes where all is at hand and short, else as a stream. Source: protocol.md 1.8. */
export function writeForm(
  texts: readonly FormText[],
  files: readonly PreparedFile[],
  charset: Charset,
): Pick<HttpRequest, 'headers' | 'body' | 'bodyBytes'> {
  const frame = frameForm(texts, files, `alipay-axios-${randomUUID().replaceAll('-', '')}`, charset);
  const headers = { 'Content-Type': frame.contentType };
  const contents = files.flatMap(({ bytes }) => bytes ?? []);
  if (contents.length === files.length && frame.length <= MAX_WHOLE_BYTES) {
    const parts = frame.heads.flatMap((head, nth) => [head, contents[nth] ?? new Uint8Array()]);
    return { headers, body: Buffer.concat([...parts, frame.tail]) };
  }
  return {
    headers: { ...headers, 'Content-Length': String(frame.length) },
    body: Readable.from(piecesOf(frame, files), { objectMode: false }),
    bodyBytes: frame.length,
  };
}

async function* piecesOf(frame: FormFrame, files: readonly PreparedFile[]): AsyncGenerator<Uint8Array> {
  for (const [nth, file] of files.entries()) {
    yield frame.heads[nth] ?? new Uint8Array();
    yield* file.read();
  }
  yield frame.tail;
}
