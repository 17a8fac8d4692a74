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

/**
 * Does something to a journal's file.
 *
 * @throws JournalError `ERR_JOURNAL_WRITE` where the system does not let it, with the system's own error as the cause
 */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof JournalError) throw cause;
    const code = String(Object(cause).code ?? 'an error');
    throw new JournalError(
      'ERR_JOURNAL_WRITE',
      {
        en: `The journal ${path} cannot be written (${code}); see to its folder, its rights and the room on its disk`,
        zh: `日志 ${path} 无法写入（${code}）；请检查所在目录、权限和磁盘空间`,
      },
      cause,
    );
  }
}
