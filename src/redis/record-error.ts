import type { Complaint } from '../protocol/invalid-input.js';

/**
 * The error for a record that is there and cannot be read. It names the entry in Redis and what to do, never the content.
 *
 * @param name the entry's name, as Redis has it
 */
export function recordError(name: string, complaint: Complaint): Error {
  const message = `The entry ${name} in Redis ${complaint.en} / Redis 中的条目 ${name} ${complaint.zh}`;
  return Object.assign(new Error(message), { code: 'ERR_TOKEN_RECORD' });
}

/** Something else stands where a record should. */
export const NO_RECORD: Complaint = {
  en: 'is no token record: another program or a newer version wrote it, or it is damaged. Give each its own "prefix", or delete the entry and have the owner authorise again',
  zh: '不是令牌记录：由其他程序或更新的版本写入，或已损坏。请为各程序设置不同的“prefix”，或删除该条目并让授权方重新授权',
};

/** The record is sealed, and no key is set. */
export const NEEDS_KEY: Complaint = {
  en: 'is sealed: give the "encryptionKey" that it was written with',
  zh: '已加密：请设置写入时所用的“encryptionKey”',
};

/** The record is in the clear, and a key is set. */
export const NOT_SEALED: Complaint = {
  en: 'was written without an "encryptionKey", and one is given now. Use another "prefix" for sealed records, or delete the entry and store the token anew',
  zh: '写入时未设置“encryptionKey”，而现在设置了。请为加密记录使用另一个“prefix”，或删除该条目并重新保存令牌',
};

/** No key opens the record. */
export const DOES_NOT_OPEN: Complaint = {
  en: 'does not open with the "encryptionKey": it was sealed with another key, or was moved or changed. Add the older key to the list, or delete the entry and have the owner authorise again',
  zh: '无法用“encryptionKey”解密：由另一把密钥加密，或被移动、改动过。请把旧密钥加入列表，或删除该条目并让授权方重新授权',
};

/** The whole prefix is sealed with a key that is not among those given. */
export const ANOTHER_KEY: Complaint = {
  en: 'was sealed with another "encryptionKey" than the one given. Give that key; to change it, put the new one first and keep the old one in the list',
  zh: '由另一个“encryptionKey”加密，与所设置的不同。请使用原来的密钥；若要更换，请把新密钥放在首位并将旧密钥保留在列表中',
};

/** The whole prefix is sealed, and no key is set. */
export const PREFIX_SEALED: Complaint = {
  en: 'says that the records under this prefix are sealed: give the "encryptionKey"',
  zh: '表明此前缀下的记录已加密：请设置“encryptionKey”',
};
