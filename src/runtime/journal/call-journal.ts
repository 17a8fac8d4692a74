import { randomUUID } from 'node:crypto';
import type { ReplyNode } from '../../protocol/open-reply.js';
import { describeThrown } from '../describe-thrown.js';
import { findConfirmation } from '../find-confirmation.js';
import type { Settings } from '../settings.js';
import type { StopSignal } from '../stop-signal.js';
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
  /** The call has ended: with its outcome known its intent is struck out, else it stays for `recover`. */
  ended(intent: Intent, isKnown: boolean): void;
  /** Strikes out what calls of this engine left open under the same key, as it is known now how they ended. */
  conclude(call: MoneyCall): void;
  /** The intents that a process before this one left open; not those of calls under way here. */
  left(): Promise<readonly Intent[]>;
  /** Strikes an intent out. */
  close(id: string): Promise<void>;
  /** Resolves when everything that was struck out is written. */
  idle(): Promise<void>;
}

/**
 * For how long after a call's deadline the gateway may still be at work on its last send, in milliseconds: only then is an
 * intent whose call cannot be found known not to have run.
 */
export const AFTER_DEADLINE_MS = 2_000;

/** Creates the keeper of a journal; the intents name the app and the gateway of these settings. */
export function createCallJournal(journal: Journal, settings: Settings): CallJournal {
  const underWay = new Set<string>();
  const leftOpen = new Map<string, readonly string[]>();
  const closing = new Set<Promise<void>>();

  const strikeOut = (id: string): void => {
    const work: Promise<void> = closeQuietly(journal, id).then(() => {
      closing.delete(work);
    });
    closing.add(work);
  };
  const writing = async (intent: Intent): Promise<void> => {
    await journal.open(intent);
    // Written too late: nothing of the call was sent, so there is nothing to recover.
    if (!underWay.has(intent.id)) strikeOut(intent.id);
  };

  return {
    open: async (call, limitMs, stop) => {
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
      underWay.delete(intent.id);
      if (isKnown) return strikeOut(intent.id);
      const key = keyOf(intent.method, intent.content, intent.tokens);
      leftOpen.set(key, [...(leftOpen.get(key) ?? []), intent.id]);
    },
    conclude: (call) => {
      const key = keyOf(call.method, kept(settings, call.method, call.content), namesOf(call.tokens));
      for (const id of leftOpen.get(key) ?? []) strikeOut(id);
      leftOpen.delete(key);
    },
    left: async () => {
      const { appId, gateway } = settings;
      const all = await journal.pending();
      return all.filter((one) => one.appId === appId && one.gateway === gateway && !underWay.has(one.id));
    },
    close: (id) => journal.close(id),
    idle: async () => {
      await Promise.all(closing);
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

function keyOf(method: string, content: Intent['content'], tokens: Intent['tokens']): string {
  return JSON.stringify([method, Object.entries(content).sort(), Object.entries(tokens).sort()]);
}
