import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import type { Clock } from '../clock.js';
import { SYSTEM_CLOCK } from '../clock.js';
import { JournalError } from './journal-error.js';

/** A lock that is held. */
export interface JournalLock {
  /** Gives it back. */
  release(): Promise<void>;
}

/** Tries without a pause, for those who come at the same time. */
const QUICK_TRIES = 10;
/** The pause between further tries, in milliseconds; in all they outlast a claim whose holder has died. */
const PAUSE_MS = 250;
const SLOW_TRIES = 48;

/**
 * Locks a journal's file for this process, by a file beside it that names the process. The lock of a process that has died is
 * taken over; where another died while it did that very thing, its claim is waited out.
 *
 * @param sleep how it waits
 * @throws JournalError `ERR_JOURNAL_LOCKED` where it is held
 */
export async function lockJournal(path: string, sleep: Clock['sleep'] = SYSTEM_CLOCK.sleep): Promise<JournalLock> {
  const lockPath = `${path}.lock`;
  const own = `${process.pid} ${(await startOf(process.pid)) ?? 'unknown'} ${randomUUID()}`;
  for (let tries = 0; tries < QUICK_TRIES + SLOW_TRIES; tries++) {
    if (tries >= QUICK_TRIES) await sleep(PAUSE_MS);
    if (await place(lockPath, own)) return { release: () => release(lockPath, own) };
    const holder = await readFile(lockPath, 'utf8').catch(ignoreMissing);
    if (holder === undefined) continue;
    const pid = Number(/^\d+/.exec(holder)?.[0]);
    if (await isHeld(holder, pid)) throw locked(path, lockPath, pid);
    await takeAway(lockPath, holder);
  }
  throw locked(path, lockPath, Number.NaN);
}

// Written first and linked then, so that a lock is never seen without its holder.
async function place(lockPath: string, own: string): Promise<boolean> {
  const draft = `${lockPath}.${randomUUID()}`;
  await writeFile(draft, own, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, lockPath);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
}

async function isHeld(holder: string, pid: number): Promise<boolean> {
  if (!Number.isSafeInteger(pid)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // It lives, and belongs to somebody else.
    if (codeOf(error) !== 'EPERM') return false;
  }
  // A process of the same number that began at another time is another one.
  const start = await startOf(pid);
  return start === undefined || holder.split(' ')[1] === start || holder.split(' ')[1] === 'unknown';
}

/**
 * Removes the lock of a holder that was judged dead. Only who has linked it under the one name that stands for that very holder
 * may do so; nobody else can move it meanwhile, for a lock is only ever placed where there is none. Who comes late links the
 * lock of somebody living by that name, sees that, and lets it be.
 */
async function takeAway(lockPath: string, judged: string): Promise<void> {
  const claim = `${lockPath}.${createHash('sha256').update(judged).digest('hex').slice(0, 32)}`;
  try {
    await link(lockPath, claim);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') await dropOldClaim(lockPath, claim);
    else ignoreMissing(error);
    return;
  }
  try {
    if ((await readFile(claim, 'utf8')) === judged) await unlink(lockPath);
  } finally {
    await unlink(claim).catch(ignoreMissing);
  }
}

// A claim is held for two calls to the file system. One that is older was left by a process that died in between.
const CLAIM_MS = 10_000;

async function dropOldClaim(lockPath: string, claim: string): Promise<void> {
  const probe = `${lockPath}.${randomUUID()}`;
  await writeFile(probe, '', { mode: 0o600, flag: 'wx' });
  const [now, claimed] = await Promise.all([stat(probe), stat(claim).catch(ignoreMissing)]);
  await unlink(probe);
  // By the file system's own time; linking is what changed the claim last.
  if (claimed !== undefined && now.ctimeMs - claimed.ctimeMs > CLAIM_MS) await unlink(claim).catch(ignoreMissing);
}

async function release(lockPath: string, own: string): Promise<void> {
  const holder = await readFile(lockPath, 'utf8').catch(ignoreMissing);
  if (holder === own) await unlink(lockPath).catch(ignoreMissing);
}

/** When a process began, in the kernel's own count; `undefined` where the system does not tell. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name before it, in parentheses, can hold anything.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
  return undefined;
}

function codeOf(error: unknown): unknown {
  return Object(error).code;
}

function locked(path: string, lockPath: string, pid: number): JournalError {
  return new JournalError('ERR_JOURNAL_LOCKED', {
    en: `The journal ${path} is open in process ${pid}; give every process a file of its own, use one journal for all instances of a process, or delete ${lockPath} if that process is none of yours`,
    zh: `日志 ${path} 正被进程 ${pid} 使用；每个进程请用各自的文件，同一进程的多个实例请共用一个日志对象；若该进程与此无关，请删除 ${lockPath}`,
  });
}
