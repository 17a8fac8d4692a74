import { encodeText, escapeForeign, foreignCharacter } from '../protocol/charset.js';
import { encryptContent } from '../protocol/content-cipher.js';
import { invalidInput, kindOf } from '../protocol/invalid-input.js';
import type { WireParams } from '../protocol/wire-params.js';
import type { Settings } from './settings.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The key that the content is encrypted with; `undefined` where the caller does not want that.
 *
 * @throws TypeError where there is no key
 */
export function readEncryption(said: Fields, { verifier }: Settings): Buffer | undefined {
  const encrypt = said['encrypt'];
  if (encrypt === undefined || encrypt === false) return undefined;
  if (encrypt !== true) {
    throw invalidInput('alipay.encrypt', {
      en: `must be true or false, got ${kindOf(encrypt).en}`,
      zh: `应为 true 或 false，收到的是${kindOf(encrypt).zh}`,
    });
  }
  if (verifier.encryptKey !== undefined) return verifier.encryptKey;
  throw invalidInput('alipay.encrypt', {
    en: 'needs the option `encryptKey`, the AES key of the console',
    zh: '需要设置选项 `encryptKey`，即控制台「接口内容加密方式」中的 AES 密钥',
  });
}

/**
 * The parameters as they travel, which is how they are signed: written in the charset, and the content encrypted where the
 * caller wants that. Source: protocol.md 4, 1.7.
 *
 * @throws TypeError for a character that cannot be written, or where there is nothing to encrypt
 */
export function travelling(params: WireParams, said: Fields, settings: Settings): WireParams {
  const key = readEncryption(said, settings);
  const content = params['biz_content'];
  const written = writtenIn(params, settings);
  if (key === undefined) return written;
  if (content === undefined) throw invalidInput('alipay.encrypt', NOTHING_TO_ENCRYPT);
  // Encrypted is what would have been sent, in its own bytes.
  const bytes = encodeText(written['biz_content'] ?? '', settings.charset);
  return { ...written, biz_content: encryptContent(bytes, key), encrypt_type: 'AES' };
}

const NOTHING_TO_ENCRYPT = {
  en: 'is for calls with a biz_content; this one has none',
  zh: '只用于带 biz_content 的调用；本次调用没有 biz_content',
};

/**
 * The parameters as they can be written in the charset: GBK has no bytes for some characters; JSON has another way to write
 * them, other parameters have not.
 *
 * @throws TypeError for a character that cannot be written
 */
export function writtenIn(params: WireParams, { charset }: Settings): WireParams {
  if (charset === 'utf-8') return params;
  const content = params['biz_content'];
  const written = content === undefined ? params : { ...params, biz_content: escapeForeign(content, charset) };
  for (const [name, text] of Object.entries(written)) {
    if (foreignCharacter(name + text, charset) === undefined) continue;
    throw invalidInput(name, {
      en: 'holds a character that GBK does not have, and only biz_content can escape one; leave it out, or use charset utf-8',
      zh: '含有 GBK 无法表示的字符，只有 biz_content 可以转义；请去掉该字符，或改用 utf-8',
    });
  }
  return written;
}
