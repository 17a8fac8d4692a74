/**
 * Why a journal did not do what it was asked.
 *
 * - `ERR_JOURNAL_CORRUPT` it holds something that cannot be read; nothing in it was changed
 * - `ERR_JOURNAL_WRITE` it could not be written: a full disk, for one
 * - `ERR_JOURNAL_LOCKED` another process, or another journal of this one, has it open
 */
export type JournalErrorCode = 'ERR_JOURNAL_CORRUPT' | 'ERR_JOURNAL_WRITE' | 'ERR_JOURNAL_LOCKED';

/** A journal's failure: what failed, where, and what to do, in both languages; never anything that the journal holds. */
export class JournalError extends Error {
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, words: { readonly en: string; readonly zh: string }, cause?: unknown) {
    super(`${words.en} / ${words.zh}`, cause === undefined ? {} : { cause });
    this.name = 'JournalError';
    this.code = code;
  }
}
