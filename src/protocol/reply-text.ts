import { isUtf8 } from 'node:buffer';

/**
 * Whether bytes must be read as GBK: the gateway sends some errors so, whatever was asked for, and the `Content-Type`
 * does not tell. Source: protocol.md 1.7.
 */
export function isDoubleByte(bytes: Uint8Array): boolean {
  return !isUtf8(bytes);
}

/**
 * The text of reply bytes, UTF-8 or GBK.
 *
 * @throws TypeError where the bytes are text in neither
 */
export function decodeText(bytes: Uint8Array, doubleByte: boolean): string {
  if (doubleByte) return new TextDecoder('gbk', { fatal: true }).decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
