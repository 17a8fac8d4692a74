import { open } from 'node:fs/promises';

const READ_BYTES = 64 * 1024;
// Small copies die young: V8 lets some 30 MB of large buffers pile up before it looks at them, however long the file is.
const PIECE_BYTES = 4 * 1024;

/**
 * Reads a part of a file from its beginning, piece by piece, in constant memory.
 *
 * @throws Error where the file has become shorter
 */
export async function* readFilePart(path: string, from: number, length: number): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    for (let at = 0; at < length; ) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(READ_BYTES, length - at), from + at);
      if (bytesRead === 0) throw new Error(`The file ended ${length - at} bytes before its end`);
      for (let piece = 0; piece < bytesRead; piece += PIECE_BYTES) {
        yield Buffer.from(buffer.subarray(piece, Math.min(piece + PIECE_BYTES, bytesRead)));
      }
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}
