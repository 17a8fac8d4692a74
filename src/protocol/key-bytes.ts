import { invalidInput, kindOf } from './invalid-input.js';

/** A key as users have it: PEM text, bare Base64, or DER bytes (a Buffer that holds PEM text is read as text). */
export type KeyInput = string | Uint8Array;

/** The DER bytes of a key, and the PEM label that stood above them, if there was one. */
export interface KeyBytes {
  readonly der: Buffer;
  readonly label?: string;
}

/**
 * As `readKeyBytes`, for a bundle: the bytes of every PEM block, in their order.
 *
 * @param option the option's name, for errors
 * @throws TypeError that names the option and the cure
 */
export function readPemBlocks(input: unknown, option: string): readonly [KeyBytes, ...KeyBytes[]] {
  const bytes = input instanceof Uint8Array ? Buffer.from(input) : undefined;
  const text = bytes?.[0] === DER_SEQUENCE ? undefined : (bytes?.toString('latin1') ?? input);
  const all = typeof text === 'string' ? allPems(unescaped(text)) : [];
  const [first, ...others] = all.map(({ label, body }): KeyBytes => ({ der: decode(body, option), label }));
  return first === undefined ? [readKeyBytes(input, option)] : [first, ...others];
}

const DER_SEQUENCE = 0x30;

interface Pem {
  readonly label: string;
  readonly body: string;
  /** Index after it. */
  readonly end: number;
}

function allPems(text: string): readonly Pem[] {
  const all: Pem[] = [];
  for (let pem = findPem(text, 0); pem !== undefined; pem = findPem(text, pem.end)) all.push(pem);
  return all;
}

const BEGIN = '-----BEGIN ';
const DASHES = '-----';
// Each block that does not end costs a look through all that follows.
const MOST_OPEN = 8;

// By hand and not by a pattern: certificates come from replies before these are believed, and a pattern that has to find the
// same label again can be made to take more than quadratic time.
function findPem(text: string, from: number): Pem | undefined {
  let open = 0;
  for (let at = text.indexOf(BEGIN, from); at >= 0 && open < MOST_OPEN; at = text.indexOf(BEGIN, at + 1)) {
    const labelAt = at + BEGIN.length;
    const label = text.slice(labelAt, Math.max(labelAt, text.indexOf(DASHES, labelAt)));
    if (!/^[A-Z0-9 ]+$/.test(label)) continue;
    const bodyAt = labelAt + label.length + DASHES.length;
    const closing = `-----END ${label}-----`;
    const bodyEnd = text.indexOf(closing, bodyAt);
    if (bodyEnd >= 0) return { label, body: text.slice(bodyAt, bodyEnd), end: bodyEnd + closing.length };
    open++;
  }
  return undefined;
}

/**
 * Takes the wrapping off a key: PEM of any label, bare Base64 on one line or many, the literal `\n` that `.env` files
 * leave behind, surrounding quotes, or plain DER.
 *
 * @param option the option's name, for errors
 * @throws TypeError that names the option and the cure, never the key
 */
export function readKeyBytes(input: unknown, option: string): KeyBytes {
  if (input instanceof Uint8Array) {
    const bytes = Buffer.from(input);
    return bytes[0] === DER_SEQUENCE ? { der: bytes } : readKeyText(bytes.toString('latin1'), option);
  }
  if (typeof input === 'string') return readKeyText(input, option);
  throw invalidInput(option, {
    en: `must be a key as PEM, bare Base64 or DER, got ${kindOf(input).en}; is the environment variable set?`,
    zh: `应为 PEM、裸 Base64 或 DER 格式的密钥，收到的是${kindOf(input).zh}；请检查环境变量是否已设置`,
  });
}

function readKeyText(input: string, option: string): KeyBytes {
  const text = withoutQuotes(unescaped(input));
  if (text === '') {
    throw invalidInput(option, {
      en: 'is empty; is the environment variable set?',
      zh: '为空；请检查环境变量是否已设置',
    });
  }
  const pem = findPem(text, 0);
  if (pem !== undefined) return { der: decode(pem.body, option), label: pem.label };
  if (text.startsWith('-----')) {
    throw invalidInput(option, {
      en: 'begins like PEM but its END line is missing; in a .env file the key must stand in quotes, or on one line with \\n',
      zh: '以 PEM 开头却缺少 END 行；写在 .env 文件里时请用引号括起整段，或用 \\n 连成一行',
    });
  }
  return { der: decode(text, option) };
}

// What stands around a key in a file: quotes and white space.
function withoutQuotes(text: string): string {
  const isAround = (at: number): boolean => /[\s'"]/.test(text.charAt(at));
  let [from, to] = [0, text.length];
  while (from < to && isAround(from)) from++;
  while (to > from && isAround(to - 1)) to--;
  return text.slice(from, to);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\r|\\n/g, '\n');
}

function decode(body: string, option: string): Buffer {
  if (body.includes('Proc-Type:')) throw encryptedKey(option);
  const base64 = body.replaceAll(/\s/g, '');
  const der = Buffer.from(base64, 'base64');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64) && der[0] === DER_SEQUENCE) return der;
  throw invalidInput(option, {
    en: `is ${body.length} characters long and not a key: neither PEM, nor Base64 of a key. Copy the whole key again from the key tool`,
    zh: `共 ${body.length} 个字符，但不是密钥：既不是 PEM，也不是密钥的 Base64。请从密钥工具重新完整复制`,
  });
}

/** The complaint about a key that is locked with a passphrase. */
export function encryptedKey(option: string): TypeError {
  return invalidInput(option, {
    en: 'is locked with a passphrase; unlock it first: openssl pkcs8 -topk8 -nocrypt -in locked.pem -out key.pem',
    zh: '带有口令保护；请先解锁：openssl pkcs8 -topk8 -nocrypt -in locked.pem -out key.pem',
  });
}
