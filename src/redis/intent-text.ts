import type { KeyObject } from 'node:crypto';
import type { Complaint } from '../protocol/invalid-input.js';
import type { Intent } from '../runtime/journal/journal.js';
import { NEEDS_KEY, NOT_SEALED, recordError } from './record-error.js';
import { isSealed, open, seal } from './seal.js';

/** Writes an intent as text; sealed where there is a key, and then bound to its id. */
export function writeIntent(keys: readonly KeyObject[], intent: Intent): string {
  const text = JSON.stringify(intent);
  return keys[0] === undefined ? text : seal(keys[0], text, placeOf(intent.id));
}

/**
 * Reads an intent back.
 *
 * @throws Error with the code `ERR_TOKEN_RECORD` where it cannot be read
 */
export function readIntent(keys: readonly KeyObject[], name: string, id: string, data: string): Intent {
  if (keys.length === 0 && isSealed(data)) throw recordError(name, NEEDS_KEY);
  if (keys.length > 0 && !isSealed(data)) throw recordError(name, NOT_SEALED);
  const text = keys.length === 0 ? data : open(keys, data, placeOf(id))?.text;
  const intent = text === undefined ? undefined : parsed(text);
  if (intent?.id === id) return intent;
  throw recordError(name, NO_INTENT);
}

function placeOf(id: string): string {
  return `intent\0${id}`;
}

function parsed(text: string): Intent | undefined {
  try {
    const { id, appId, gateway, method, content, tokens, openedAtMs, deadlineAtMs } = Object(
      JSON.parse(text),
    ) as Intent;
    const isWhole =
      [id, appId, gateway, method].every((one) => typeof one === 'string') &&
      [openedAtMs, deadlineAtMs].every((one) => Number.isFinite(one)) &&
      [content, tokens].every((one) => typeof one === 'object' && one !== null);
    return isWhole ? { id, appId, gateway, method, content, tokens, openedAtMs, deadlineAtMs } : undefined;
  } catch {
    return undefined;
  }
}

const NO_INTENT: Complaint = {
  en: 'holds something that is no intent of a journal, or was sealed with another "encryptionKey". Give the key that it was written with; if it is damaged, look at the payments of that time by hand before you delete it',
  zh: '中有内容不是日志记录，或由另一个“encryptionKey”加密。请使用写入时的密钥；若已损坏，请先人工核对那段时间的交易，再删除',
};
