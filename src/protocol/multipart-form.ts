import type { Charset } from './charset.js';
import { encodeText } from './charset.js';

/** A file of a form, without its bytes. */
export interface FormFile {
  readonly field: string;
  readonly filename: string;
  /** Default `application/octet-stream`. */
  readonly contentType?: string;
  /** In bytes. */
  readonly size: number;
}

/** A text of a form, and the media type that it is given; most have none. */
export interface FormText {
  readonly field: string;
  readonly text: string;
  readonly contentType?: string;
}

/** The bytes around the files of a `multipart/form-data` body: what stands before each file, texts first, and the end. */
export interface FormFrame {
  readonly contentType: string;
  /** One for each file, in their order. */
  readonly heads: readonly Buffer[];
  readonly tail: Buffer;
  /** Of the whole body, in bytes. */
  readonly length: number;
}

/**
 * Frames texts and files, of which there is one at least. Source: RFC 7578, protocol.md 1.8.
 *
 * @param boundary in no file; a random text of 32 letters is in none
 */
export function frameForm(
  texts: readonly FormText[],
  files: readonly FormFile[],
  boundary: string,
  charset: Charset = 'utf-8',
): FormFrame {
  const written = texts.map(({ field, text, contentType }) => {
    const type = contentType === undefined ? '' : `Content-Type: ${contentType}\r\n`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(field)}"\r\n${type}\r\n`;
    return Buffer.concat([encodeText(head, charset), encodeText(text, charset), CRLF]);
  });
  const heads = files.map((file, nth) => {
    const head = Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(file.field)}"; filename="${quoted(file.filename)}"\r\n` +
        `Content-Type: ${file.contentType ?? 'application/octet-stream'}\r\n\r\n`,
    );
    return Buffer.concat(nth === 0 ? [...written, head] : [CRLF, head]);
  });
  const end = Buffer.from(`--${boundary}--\r\n`);
  const tail = Buffer.concat([CRLF, end]);
  const sizes = [...heads.map((head) => head.length), ...files.map(({ size }) => size), tail.length];
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    heads,
    tail,
    length: sizes.reduce((sum, size) => sum + size, 0),
  };
}

const CRLF = Buffer.from('\r\n');

// As browsers do it. Source: HTML standard, "multipart/form-data encoding algorithm".
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
