import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { constants, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { JournalError, writing } from './journal-error.js';
import type { OpenIntent } from './journal-lines.js';
import { readLines } from './journal-lines.js';

/** A journal's file, open for appending. */
export interface JournalFile {
  /** The intents that were open when it was read, in order. */
  readonly open: Map<string, OpenIntent>;
  /** How long it is, in bytes. */
  readonly bytes: number;
  /**
   * Appends, all or nothing.
   *
   * @param isDurable whether to wait for the disk
   * @throws JournalError `ERR_JOURNAL_WRITE`
   */
  append(text: string, isDurable: boolean): Promise<void>;
  /** Puts a new text in the place of the whole; a crash leaves the old or the new one. */
  replace(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal's file, which is made where there is none, and reads it.
 *
 * @throws JournalError `ERR_JOURNAL_CORRUPT` or `ERR_JOURNAL_WRITE`
 */
export async function openJournalFile(path: string): Promise<JournalFile> {
  let handle = await writing(path, () => openFor(path, constants.O_CREAT));
  const content = await writing(path, () => handle.readFile());
  const reading = readLines(content);
  if (!reading.ok) {
    await handle.close();
    throw corrupt(path, reading.line);
  }
  let { bytes } = reading;
  // Where something stands behind the last whole record, as after a failed write.
  let isRagged = bytes < content.length;
  if (content.length === 0) await writing(path, () => syncFolder(path));

  return {
    open: reading.open,
    get bytes(): number {
      return bytes;
    },
    append: (text, isDurable) =>
      writing(path, async () => {
        if (isRagged) await handle.truncate(bytes);
        isRagged = true;
        const length = await writeAll(handle, Buffer.from(text), bytes);
        if (isDurable) await handle.datasync();
        bytes += length;
        isRagged = false;
      }),
    replace: (text) =>
      writing(path, async () => {
        const draft = `${path}.${randomUUID()}`;
        const next = await openFor(draft, constants.O_CREAT | constants.O_EXCL);
        const length = await writeAll(next, Buffer.from(text), 0);
        await next.datasync();
        await rename(draft, path);
        const former = handle;
        [handle, bytes, isRagged] = [next, length, false];
        await syncFolder(path);
        await former.close();
      }),
    close: () => handle.close(),
  };
}

// Nobody else's business: it tells of payments.
const MODE = 0o600;

function openFor(path: string, flags: number): Promise<FileHandle> {
  return open(path, constants.O_RDWR | flags, MODE);
}

// A write can end short of its end, on a disk that is nearly full for one.
async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<number> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
  return bytes.length;
}

// A new name is lasting only when its folder is.
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function corrupt(path: string, line: number): JournalError {
  return new JournalError('ERR_JOURNAL_CORRUPT', {
    en: `The journal ${path} is damaged in line ${line} and was left as it is; keep a copy, look at the payments of that time by hand, then move the file away or delete that line`,
    zh: `日志 ${path} 第 ${line} 行已损坏，文件未被改动；请先备份，人工核对那段时间的交易，再移走该文件或删除这一行`,
  });
}
