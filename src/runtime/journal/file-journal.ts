import { invalidInput, kindOf } from '../../protocol/invalid-input.js';
import { readWhole } from '../check-keys.js';
import type { Intent, Journal } from './journal.js';
import { writing } from './journal-error.js';
import type { JournalFile } from './journal-file.js';
import { openJournalFile } from './journal-file.js';
import { closeLine, openLine } from './journal-lines.js';
import { lockJournal } from './journal-lock.js';

const WITH_NUL = { en: 'a text with a NUL in it', zh: '含有 NUL 字符的文本' };

/** How a file journal is kept. */
export interface FileJournalOptions {
  /** Longer than this, in bytes, and mostly of what is over, the file is written anew with what is open. Default 8 MiB. */
  readonly compactAtBytes?: number;
}

/** A journal in a file. */
export interface FileJournal extends Journal {
  /** Writes what is left and lets go of the file; call it after `alipay.close()`. */
  end(): Promise<void>;
}

/**
 * Creates a journal in a file of this machine: append-only, with a checksum for each record, on the disk before a call is
 * sent. The file is opened, and locked for this process, when it is first used. What is asked for at the same time goes to
 * the disk together.
 *
 * @param path of the file; it is made where there is none, in a folder that is there
 * @throws TypeError where the path is none, or an option is wrong
 * @example
 * const journal = createFileJournal('/var/lib/shop/alipay.journal');
 * const alipay = createAlipay({ ...options, journal });
 * const recovered = await alipay.recover();
 */
export function createFileJournal(path: string, options: FileJournalOptions = {}): FileJournal {
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    const came = typeof path === 'string' && path !== '' ? WITH_NUL : kindOf(path);
    throw invalidInput('path', {
      en: `must be the path of a file, got ${came.en}`,
      zh: `应为文件路径，收到的是${came.zh}`,
    });
  }
  const compactAtBytes = readWhole(options.compactAtBytes, 'options.compactAtBytes', 1, 8 * 1024 * 1024);
  let desk: Promise<Desk> | undefined;
  const openDesk = (): Promise<Desk> => {
    desk ??= startDesk(path, compactAtBytes).catch((error: unknown) => {
      // What is mended meanwhile is found the next time.
      desk = undefined;
      throw error;
    });
    return desk;
  };
  return {
    open: async (intent) => (await openDesk()).write({ line: openLine(intent), isDurable: true, opens: intent }),
    close: async (id) => (await openDesk()).write({ line: closeLine(id), isDurable: false, closes: id }),
    pending: async () => (await openDesk()).pending(),
    end: async () => {
      const started = desk;
      desk = undefined;
      await (await started)?.end();
    },
  };
}

/** One record on its way to the file. */
interface Order {
  readonly line: string;
  readonly isDurable: boolean;
  readonly opens?: Intent;
  readonly closes?: string;
}

interface Desk {
  write(order: Order): Promise<void>;
  pending(): readonly Intent[];
  end(): Promise<void>;
}

interface Waiting extends Order {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

async function startDesk(path: string, compactAtBytes: number): Promise<Desk> {
  const lock = await writing(path, () => lockJournal(path));
  let file: JournalFile;
  try {
    file = await openJournalFile(path);
  } catch (error) {
    await lock.release();
    throw error;
  }
  let queue: Waiting[] = [];
  let draining: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    await compact(file, compactAtBytes);
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      await writeBatch(file, batch);
      await compact(file, compactAtBytes);
    }
    draining = undefined;
  };
  return {
    write: (order) =>
      new Promise((resolve, reject) => {
        queue.push({ ...order, resolve, reject });
        draining ??= drain();
      }),
    pending: () => [...file.open.values()].map(({ intent }) => intent),
    end: async () => {
      await draining;
      await file.close();
      await lock.release();
    },
  };
}

async function writeBatch(file: JournalFile, batch: readonly Waiting[]): Promise<void> {
  try {
    const text = batch.map(({ line }) => line).join('');
    await file.append(
      text,
      batch.some(({ isDurable }) => isDurable),
    );
  } catch (error) {
    for (const { reject } of batch) reject(error);
    return;
  }
  for (const { line, opens, closes, resolve } of batch) {
    if (opens !== undefined) file.open.set(opens.id, { intent: opens, line });
    if (closes !== undefined) file.open.delete(closes);
    resolve();
  }
}

// A file that could not be made shorter goes on as it is.
async function compact(file: JournalFile, compactAtBytes: number): Promise<void> {
  if (file.bytes <= compactAtBytes) return;
  const text = [...file.open.values()].map(({ line }) => line).join('');
  if (text.length * 2 >= file.bytes) return;
  await file.replace(text).catch(() => undefined);
}
