import { randomUUID } from 'node:crypto';
import type { ReplyNode } from '../../protocol/open-reply.js';
import type { Clock } from '../clock.js';
import { elapsedMs } from '../clock.js';
import { describeThrown } from '../describe-thrown.js';
import { findConfirmation } from '../find-confirmation.js';
import type { Settings } from '../settings.js';
import type { StopSignal } from '../stop-signal.js';
import { createStopSignal } from '../stop-signal.js';
import { withTimeLimit } from '../time-limit.js';
import type { CallTokens } from '../tokens/held-token.js';
import type { Intent, IntentToken, Journal } from './journal.js';

/** What is written down of a call. */
export interface MoneyCall {
  readonly method: string;
  readonly content: ReplyNode;
  readonly tokens: CallTokens;
}

/** Keeps the journal for the calls of an engine. */
export interface CallJournal {
  /**
   * Writes down what a call is about to do.
   *
   * @param limitMs what is left of the call's time, in milliseconds
   * @throws Interruption where `stop` or the time came first
   * @throws what the journal throws
   */
  open(call: MoneyCall, limitMs: number, stop: StopSignal): Promise<Intent>;
  /**
   * The call has ended, or was recovered: with its outcome known its intent is struck out, though not before its caller has
   * had the time to write that down; else it stays for `recover`.
   */
  ended(intent: Intent, isKnown: boolean): void;
  /** Strikes out what calls of this engine left open under the same key, as it is known now how they ended. */
  conclude(call: MoneyCall): void;
  /** Whether a call of this engine under the same key was left open. */
  isOpen(call: MoneyCall): boolean;
  /** The intents that a process before this one left open; not those of calls under way here. */
  left(): Promise<readonly Intent[]>;
  /** Strikes out everything whose outcome is known; resolves when that is written. */
  flush(): Promise<void>;
}

/**
 * For how long after a call's deadline the gateway may still be at work on its last send, in milliseconds: only then is an
 * intent whose call cannot be found known not to have run.
 */
export const AFTER_DEADLINE_MS = 2_000;

/**
 * For how long an intent whose outcome is known stays, in milliseconds: a process that dies right after it has heard of a
 * payment has not kept what it heard, and finds it once more by `recover`.
 */
export const KEEP_MS = 5_000;

/** How long a journal is waited for at the end, in milliseconds. */
const FLUSH_LIMIT_MS = 10_000;

/** Creates the keeper of a journal; the intents name the app and the gateway of these settings. */
export function createCallJournal(journal: Journal, settings: Settings): CallJournal {
  const underWay = new Set<string>();
  const leftOpen = new Map<string, readonly Intent[]>();
  const struck = createStrikeList(journal, settings.clock, (id) => underWay.delete(id));
  const writing = async (intent: Intent): Promise<void> => {
    await journal.open(intent);
    // Written too late: nothing of the call was sent, so there is nothing to recover.
    if (!underWay.has(intent.id)) struck.now(intent.id);
  };

  return {
    open: async (call, limitMs, stop) => {
      struck.sweep();
      const intent = intentOf(call, limitMs, settings);
      underWay.add(intent.id);
      try {
        await withTimeLimit(settings.clock, limitMs, stop, () => writing(intent));
        return intent;
      } catch (error) {
        underWay.delete(intent.id);
        throw error;
      }
    },
    ended: (intent, isKnown) => {
      const key = keyOf(intent.method, intent.content, intent.tokens);
      const others = (leftOpen.get(key) ?? []).filter(({ id }) => id !== intent.id);
      const open = isKnown ? others : [...others, intent];
      if (open.length > 0) leftOpen.set(key, open);
      else leftOpen.delete(key);
      if (!isKnown) return void underWay.delete(intent.id);
      underWay.add(intent.id);
      struck.later(intent.id);
    },
    isOpen: (call) => leftOpen.has(keyOfCall(settings, call)),
    conclude: (call) => {
      const key = keyOfCall(settings, call);
      for (const { id } of leftOpen.get(key) ?? []) {
        underWay.add(id);
        struck.later(id);
      }
      leftOpen.delete(key);
    },
    left: async () => {
      const { appId, gateway } = settings;
      const all = await journal.pending();
      return all.filter((one) => one.appId === appId && one.gateway === gateway && !underWay.has(one.id));
    },
    flush: struck.flush,
  };
}

/** The intents whose outcome is known. */
interface StrikeList {
  now(id: string): void;
  /** Once `KEEP_MS` have passed, with the next call or at the end. */
  later(id: string): void;
  sweep(): void;
  flush(): Promise<void>;
}

// No timer of its own: it would keep a process from ending.
function createStrikeList(journal: Journal, clock: Clock, gone: (id: string) => void): StrikeList {
  const waiting = new Map<string, number>();
  const closing = new Set<Promise<void>>();
  const now = (id: string): void => {
    waiting.delete(id);
    const work: Promise<void> = closeQuietly(journal, id).then(() => {
      closing.delete(work);
      gone(id);
    });
    closing.add(work);
  };
  const sweep = (keepMs: number): void => {
    const before = elapsedMs(clock) - keepMs;
    for (const [id, sinceMs] of waiting) {
      // In the order in which they came.
      if (sinceMs > before) return;
      now(id);
    }
  };
  return {
    now,
    later: (id) => {
      waiting.set(id, elapsedMs(clock));
    },
    sweep: () => sweep(KEEP_MS),
    flush: async () => {
      for (const id of waiting.keys()) now(id);
      const all = (): Promise<unknown> => Promise.all(closing);
      // What is not struck out is asked after once more, and no more than that.
      await withTimeLimit(clock, FLUSH_LIMIT_MS, createStopSignal(), all).catch(() => {});
    },
  };
}

// An intent that stays is asked after once more than needed, and no more than that.
async function closeQuietly(journal: Journal, id: string): Promise<void> {
  try {
    await journal.close(id);
  } catch (error) {
    const what = `The journal could not strike an intent out, so that recover() will ask about it: ${describeThrown(error)}`;
    process.emitWarning(what, { code: 'ALIPAY_JOURNAL', type: 'AlipayWarning' });
  }
}

function intentOf({ method, content, tokens }: MoneyCall, limitMs: number, settings: Settings): Intent {
  const openedAtMs = settings.clock.now();
  return {
    id: randomUUID(),
    appId: settings.appId,
    gateway: settings.gateway,
    method,
    content: kept(settings, method, content),
    tokens: namesOf(tokens),
    openedAtMs,
    deadlineAtMs: Math.ceil(openedAtMs + limitMs) + AFTER_DEADLINE_MS,
  };
}

// Of the content only what a question needs: what buyers' codes and names are in it is nobody's business.
function kept(settings: Settings, method: string, content: Intent['content']): Intent['content'] {
  const reads = findConfirmation(settings, method)?.reads ?? [];
  return Object.fromEntries(reads.filter((name) => content[name] !== undefined).map((name) => [name, content[name]]));
}

function namesOf(tokens: CallTokens): Intent['tokens'] {
  const named = Object.entries(tokens).map(([kind, token]): [string, IntentToken] => [
    kind,
    typeof token === 'string' ? 'text' : { owner: token.owner },
  ]);
  return Object.fromEntries(named);
}

function keyOfCall(settings: Settings, { method, content, tokens }: MoneyCall): string {
  return keyOf(method, kept(settings, method, content), namesOf(tokens));
}

function keyOf(method: string, content: Intent['content'], tokens: Intent['tokens']): string {
  return JSON.stringify([method, Object.entries(content).sort(), Object.entries(tokens).sort()]);
}
