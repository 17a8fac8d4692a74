import { FAILURE_ADVICE } from '../catalog/failure-advice.js';
import { AlipayError } from '../errors.js';
import { decryptContent } from '../protocol/content-cipher.js';
import { invalidInput, kindOf } from '../protocol/invalid-input.js';
import type { ReplyVerifier } from '../protocol/open-reply.js';
import { verifyBytes } from '../protocol/signature.js';
import { adviseOn } from './error-words.js';

/** What a mini program hands on: `{ response, sign }` as `my.getPhoneNumber` gives it, its JSON text, or the bare ciphertext. */
export type AppContentInput = string | { readonly response?: unknown; readonly sign?: unknown };

/**
 * Opens what a mini program hands on encrypted, with the option `encryptKey`. Where a signature came with it, that is
 * verified first: it covers the ciphertext with its quotes, as in replies. Source: protocol.md 4, 2.4.
 *
 * @throws AlipayError where the signature does not fit, or the key does not
 * @throws TypeError where there is no key, or nothing that could be opened
 */
export function openAppContent(input: unknown, verifier: ReplyVerifier): Readonly<Record<string, unknown>> {
  const { encryptKey } = verifier;
  if (encryptKey === undefined) throw invalidInput('encryptKey', NO_KEY);
  const { response, sign } = readInput(input);
  if (sign !== undefined && !verifyBytes(Buffer.from(`"${response}"`), sign, verifier.key, verifier.signType)) {
    throw unbelievable('ERR_ALIPAY_SIGNATURE', 'its signature does not fit');
  }
  const content = parse(decryptContent(response, encryptKey) ?? '');
  if (content === undefined) throw unbelievable('ERR_ALIPAY_MALFORMED', 'encryptKey does not open it');
  return content;
}

function readInput(input: unknown): { readonly response: string; readonly sign?: string } {
  const value = typeof input === 'string' ? (parse(input) ?? { response: input }) : input;
  const fields = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const { response, sign } = fields;
  if (typeof response === 'string' && response !== '') {
    return { response, ...(typeof sign === 'string' ? { sign } : {}) };
  }
  throw invalidInput('content', {
    en: `must be { response, sign } as the mini program got it, or the ciphertext, got ${kindOf(input).en}`,
    zh: `应为小程序得到的 { response, sign }，或密文本身，收到的是${kindOf(input).zh}`,
  });
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function unbelievable(code: 'ERR_ALIPAY_SIGNATURE' | 'ERR_ALIPAY_MALFORMED', because: string): AlipayError {
  const advice = adviseOn(FAILURE_ADVICE['app-content'], undefined);
  const message = `This content cannot be opened: ${because}. ${advice.en} / ${advice.zh}`;
  return new AlipayError({ code, outcome: 'unknown', method: 'app content', message, attempts: [], advice });
}

const NO_KEY = {
  en: 'is needed to open encrypted content; it is the AES key of the console',
  zh: '未设置，无法解密；它是控制台「接口内容加密方式」中的 AES 密钥',
};
