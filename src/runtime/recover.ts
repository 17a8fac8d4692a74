import type { Confirmation, Verdict } from '../policy/confirmation.js';
import { invalidInput } from '../protocol/invalid-input.js';
import type { RunQuestion } from './ask-what-happened.js';
import { askWhatHappened } from './ask-what-happened.js';
import type { EngineParts } from './call-context.js';
import { checkKeys, readFunction, readWhole } from './check-keys.js';
import { findConfirmation } from './find-confirmation.js';
import type { GatewayCall } from './gateway-call.js';
import type { CallJournal } from './journal/call-journal.js';
import type { Intent } from './journal/journal.js';
import { openCall } from './open-call.js';
import { findOwnTokens } from './recover-tokens.js';
import type { JournalledCall, RecoveredCall, RecoverOptions } from './recovered-call.js';
import type { StopSignal } from './stop-signal.js';
import { createStopSignal } from './stop-signal.js';
import type { CallTokens } from './tokens/held-token.js';
import type { SendBytes } from './transport.js';

/** What recovering takes of the engine. */
export interface RecoveryParts {
  readonly parts: EngineParts;
  readonly run: RunQuestion;
  readonly ownSend: () => SendBytes;
  readonly stop: StopSignal;
}

/** How many calls are asked after at once. */
const AT_ONCE = 32;

/**
 * Asks the gateway about every call that the journal holds open and that is not under way in this process; strikes out those
 * whose outcome is known.
 *
 * @throws TypeError where there is no journal, or an option is wrong
 */
export async function recoverCalls(recovery: RecoveryParts, options: unknown): Promise<readonly RecoveredCall[]> {
  const { journal, settings } = recovery.parts;
  const given = checkKeys(options, 'options', ['tokens', 'deadlineMs']);
  const tokens = readFunction(given['tokens'] as RecoverOptions['tokens'], 'options.tokens');
  const deadlineMs = readWhole(given['deadlineMs'], 'options.deadlineMs', 1, settings.deadlineMs);
  if (journal === undefined) throw invalidInput('journal', NO_JOURNAL);
  const left = await journal.left();
  const queue = left.entries();
  const recovered: RecoveredCall[] = [];
  const lane = async (): Promise<void> => {
    for (const [nth, intent] of queue) {
      recovered[nth] = await recoverOne(recovery, journal, intent, { deadlineMs, ...(tokens ? { tokens } : {}) });
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, left.length) }, lane));
  return recovered;
}

const NO_JOURNAL = {
  en: 'is not set in the options of this instance, so there is nothing to recover; give one, such as createFileJournal(path)',
  zh: '未在选项中设置，没有可恢复的内容；请设置日志，例如 createFileJournal(path)',
};

async function recoverOne(
  recovery: RecoveryParts,
  journal: CallJournal,
  intent: Intent,
  options: RecoverOptions & { readonly deadlineMs: number },
): Promise<RecoveredCall> {
  const { id, method, content, tokens, openedAtMs } = intent;
  const call: JournalledCall = { id, method, content, tokens, openedAtMs };
  const confirmation = findConfirmation(recovery.parts.settings, method);
  if (confirmation === undefined) return { ...call, status: 'unknown', because: 'this method has no way to ask' };
  const held = await findOwnTokens(call, options.tokens);
  if (typeof held === 'string') return { ...call, status: 'unknown', because: held };
  const found = await askAfter(recovery, intent, confirmation, held, options.deadlineMs);
  if (found.status !== 'running' && found.status !== 'unknown') journal.ended(intent, true);
  return { ...call, ...found };
}

type Found = Pick<RecoveredCall, 'status' | 'data' | 'because'>;

async function askAfter(
  { parts, run, ownSend, stop }: RecoveryParts,
  intent: Intent,
  confirmation: Confirmation,
  tokens: CallTokens,
  deadlineMs: number,
): Promise<Found> {
  const { clock, attemptTimeoutMs } = parts.settings;
  // Until its deadline a call of a process that lives, or a request on its way, may still run. A clock that was set back in
  // between must not make this any longer than the call could have taken.
  const openMs = Math.min(intent.deadlineAtMs - clock.now(), intent.deadlineAtMs - intent.openedAtMs);
  const patienceMs = Math.max(confirmation.patienceMs ?? 0, openMs, 0);
  const call: GatewayCall = {
    callId: intent.id,
    method: intent.method,
    params: {},
    content: () => intent.content,
    tokens,
    repeat: 'never',
    deadlineMs: patienceMs + deadlineMs,
    attemptTimeoutMs,
    send: ownSend(),
  };
  // One of its own: hundreds that wait on one signal look like a leak to Node.
  const own = createStopSignal();
  const unlink = stop.onStop((reason) => own.stop(reason));
  const context = openCall(parts, call, own);
  const because = 'the journal holds it open';
  try {
    const { verdict, success } = await askWhatHappened(context, { ...confirmation, patienceMs }, because, run);
    return { ...reportOf(verdict), ...(verdict.kind === 'ran' && success !== undefined ? { data: success.node } : {}) };
  } catch (error) {
    if (stop.reason === undefined) throw error;
    return { status: 'unknown', because: 'the instance was closed while the gateway was asked' };
  } finally {
    unlink();
  }
}

function reportOf(verdict: Verdict): Found {
  switch (verdict.kind) {
    case 'ran':
      return { status: 'ran', because: 'the gateway was asked, and it ran' };
    case 'did_not_run':
      return { status: 'did_not_run', because: 'the gateway was asked, and it did not run' };
    case 'failed':
      return { status: 'failed', because: verdict.because };
    case 'running':
      return { status: 'running', because: 'the gateway was asked, and it still runs' };
    case 'no_answer':
    case 'cannot_tell':
      return { status: 'unknown', because: verdict.because };
    default: {
      const never: never = verdict;
      return never;
    }
  }
}
