import type { Charset } from '../protocol/charset.js';

/** A file of a request, as far as the gateway judges it. */
export interface FilePart {
  /** The form field's name. */
  readonly field: string;
  readonly fileName: string;
  /** In bytes. */
  readonly size: number;
}

/** What a multipart/form-data body holds. */
export interface Multipart {
  readonly texts: readonly (readonly [name: string, value: string])[];
  readonly files: readonly FilePart[];
}

const BLANK_LINE = Buffer.from('\r\n\r\n');

/** Reads a multipart/form-data body, texts in the charset; what does not look like a part is passed over. Source: protocol.md 1.8. */
export function readMultipart(body: Buffer, contentType: string, charset: Charset): Multipart {
  const texts: [string, string][] = [];
  const files: FilePart[] = [];
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return { texts, files };
  for (const part of partsOf(body, Buffer.from(`--${boundary}`))) {
    const headEnd = part.indexOf(BLANK_LINE);
    if (headEnd < 0) continue;
    const head = part.toString('utf8', 0, headEnd);
    const content = part.subarray(headEnd + BLANK_LINE.length);
    const field = attribute(head, 'name');
    const fileName = attribute(head, 'filename');
    if (field === undefined) continue;
    if (fileName === undefined) texts.push([field, new TextDecoder(charset).decode(content)]);
    else files.push({ field, fileName, size: content.length });
  }
  return { texts, files };
}

function* partsOf(body: Buffer, delimiter: Buffer): Generator<Buffer> {
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const from = start + delimiter.length + 2;
    const next = body.indexOf(delimiter, from);
    if (next < 0) return;
    // Each part ends with the line break that belongs to the delimiter after it.
    yield body.subarray(from, Math.max(from, next - 2));
    start = next;
  }
}

function attribute(head: string, name: string): string | undefined {
  return new RegExp(`[;\\s]${name}="([^"]*)"`, 'i').exec(head)?.[1];
}
