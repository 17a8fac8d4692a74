import pRetry from 'p-retry';
import { isAlipayError } from '../errors.js';
import { BULKHEAD } from '../policy/bulkhead.js';
import { rowFor } from '../policy/rules.js';
import type { Answered } from './ask-what-happened.js';
import { settleRetry } from './call-case.js';
import type { CallContext, CallSuccess, EngineParts } from './call-context.js';
import { eventBase, sentTo, tookMs } from './call-context.js';
import { interruptedCall } from './call-error.js';
import { carryOut } from './carry-out.js';
import type { CertificateDesk } from './certificates.js';
import { createCertificateDesk } from './certificates.js';
import { answerOf } from './error-words.js';
import type { EventHub } from './events.js';
import type { GatewayCall } from './gateway-call.js';
import { Interruption } from './interruption.js';
import type { MoneyCall } from './journal/call-journal.js';
import { createCallJournal } from './journal/call-journal.js';
import { settleIntent } from './keep-intent.js';
import { createKeylessWarning } from './keyless-warning.js';
import type { LateReplies } from './late/late-replies.js';
import { createLateReplies } from './late/late-replies.js';
import { AttemptEnded, makeAttempt } from './make-attempt.js';
import type { NotificationDesk } from './notifications/verify.js';
import { createNotificationDesk } from './notifications/verify.js';
import { openCall } from './open-call.js';
import type { AlipayHealth } from './overload/health.js';
import { createOverload } from './overload/overload.js';
import { ownCall } from './own-call.js';
import type { Pages } from './pages.js';
import { createPages } from './pages.js';
import { recoverCalls } from './recover.js';
import type { RecoveredCall, RecoverOptions } from './recovered-call.js';
import type { Settings } from './settings.js';
import type { StopSignal } from './stop-signal.js';
import { createStopSignal } from './stop-signal.js';
import type { AlipayTokens } from './token-book.js';
import { createTokenBook } from './token-book.js';
import { createTokenDesk } from './tokens/token-desk.js';
import type { AskGateway, OwnAnswer, OwnCall } from './tokens/trade.js';
import type { SendBytes } from './transport.js';

/** Carries calls out, each with as many attempts as its policy allows. */
export interface Engine {
  /**
   * Runs a call to its end; `stop` breaks it off in any phase.
   *
   * @throws AlipayError
   */
  run(call: GatewayCall, stop: StopSignal): Promise<CallSuccess>;
  readonly tokens: AlipayTokens;
  /** Requests that a browser or an app sends. */
  readonly pages: Pages;
  readonly notifications: NotificationDesk;
  readonly certificates: CertificateDesk;
  /** How it is doing. */
  health(): AlipayHealth;
  /** Asks about the calls that the journal holds open; see `recoverCalls`. */
  recover(options: RecoverOptions | undefined): Promise<readonly RecoveredCall[]>;
  /** It is known how payments and the like with this content ended: their intents are struck out. */
  conclude(call: MoneyCall): void;
  /** Whether the journal holds an earlier call of this engine with this content of which nobody knows how it ended. */
  isOpen(call: MoneyCall): boolean;
  /** Refuses grants from now on; resolves when what runs for tokens, and the journal, is over and written. */
  close(): Promise<void>;
}

/**
 * Makes an engine with a state of its own: its tokens and its idea of the gateway's clock.
 *
 * @param ownSend makes the sender of the engine's own calls
 */
export function createEngine(settings: Settings, events: EventHub, ownSend: () => SendBytes): Engine {
  const closing = createStopSignal();
  const askUntil = async (own: OwnCall, stop: StopSignal): Promise<OwnAnswer> => {
    const call = ownCall(own, settings, settings.tokens.refreshTimeoutMs, ownSend());
    const answered = await askGateway(openCall(parts, call, stop));
    return 'success' in answered ? { node: answered.success.node } : answered;
  };
  // What a refresh token is traded for must not be lost, also when the instance is closed.
  const trade: AskGateway = (own) => askUntil(own, createStopSignal());
  const download: AskGateway = (own) => {
    // One of its own: many that wait on one signal look like a leak to Node.
    const stop = createStopSignal();
    return askUntil(own, stop).finally(closing.onStop((reason) => stop.stop(reason)));
  };
  const parts: EngineParts = {
    settings,
    overload: createOverload(settings),
    events,
    findRow: (code, subCode, method, node) => rowFor(settings.rules, code, subCode, method, node),
    tokens: createTokenDesk(settings, trade),
    certificates: createCertificateDesk(settings, download),
    journal: settings.journal === undefined ? undefined : createCallJournal(settings.journal, settings),
    lateReplies: openLateReplies(settings),
    clockOffsetMs: 0,
    distrustsDate: false,
  };
  const warnOfKeyless = createKeylessWarning();
  return {
    run: (call, stop) => {
      const context = openCall(parts, call, stop);
      warnOfKeyless(context);
      return runWithEvents(context);
    },
    tokens: openBook(parts, closing, ownSend),
    pages: createPages(parts),
    notifications: createNotificationDesk(settings, parts.certificates),
    certificates: parts.certificates,
    health: () => ({ ...parts.overload.health(), clockOffsetMs: parts.clockOffsetMs }),
    recover: (options) => recoverCalls({ parts, run: runQuestion, ownSend, stop: closing }, options ?? {}),
    conclude: (call) => parts.journal?.conclude(call),
    isOpen: (call) => parts.journal?.isOpen(call) ?? false,
    close: async () => {
      closing.stop(new Interruption('closed'));
      parts.lateReplies?.close();
      await Promise.all([parts.tokens.close(), parts.journal?.flush()]);
    },
  };
}

// As many as may be under way at once: so many connections the gateway has been asked to bear.
function openLateReplies({ clock, lateReplyMs, bulkhead }: Settings): LateReplies | undefined {
  return lateReplyMs === 0 ? undefined : createLateReplies(clock, lateReplyMs, (bulkhead ?? BULKHEAD).maxInFlight);
}

async function runWithEvents(context: CallContext): Promise<CallSuccess> {
  const { events } = context.parts;
  // Told in the caller's own async context, in which a tracer finds the span that this call belongs to.
  events.emit('start', () => ({ ...eventBase(context), ...sentTo(context) }));
  try {
    const success = await runCall(context);
    const { answer, pending, confirmedBy } = success;
    settleIntent(context, !pending);
    events.emit('success', () => ({
      ...eventBase(context),
      durationMs: tookMs(context),
      pending,
      ...(answer.code === undefined ? {} : { code: answer.code }),
      ...(confirmedBy === undefined ? {} : { confirmedBy }),
    }));
    return success;
  } catch (error) {
    settleIntent(context, isAlipayError(error) && error.outcome !== 'unknown');
    if (!isAlipayError(error)) throw error;
    const { code, outcome, gatewayCode, subCode, exhausted } = error;
    events.emit('failure', () => ({
      ...eventBase(context),
      durationMs: tookMs(context),
      code,
      outcome,
      ...(gatewayCode === undefined ? {} : { gatewayCode }),
      ...(subCode === undefined ? {} : { subCode }),
      ...(exhausted === undefined ? {} : { exhausted }),
    }));
    throw error;
  }
}

async function runCall(context: CallContext): Promise<CallSuccess> {
  try {
    const first = makeAttempt(context);
    // Most calls end with their first attempt, and the loop costs them nothing.
    return await first.catch((error: unknown) => {
      if (error instanceof AttemptEnded) return loopOn(context, first);
      throw error;
    });
  } catch (error) {
    // However a clock of the user's says that its sleep was broken off, the stop is what broke it.
    if (!isAlipayError(error) && context.stop.reason !== undefined) {
      throw interruptedCall(context, context.stop.reason);
    }
    throw error;
  } finally {
    context.state.hasEnded = true;
    settleRetry(context);
  }
}

/** The loop. p-retry turns it; what happens between two attempts, the waiting included, is carried out by us. */
function loopOn(context: CallContext, first: Promise<CallSuccess>): Promise<CallSuccess> {
  return pRetry((nth) => (nth === 1 ? first : (context.state.confirmed ?? makeAttempt(context))), {
    retries: Number.POSITIVE_INFINITY,
    factor: 1,
    minTimeout: 0,
    shouldRetry: async ({ error }) => {
      if (!(error instanceof AttemptEnded)) return false;
      await carryOut(context, error.decision, error.sent, runQuestion);
      return true;
    },
  });
}

function openBook(parts: EngineParts, closing: StopSignal, ownSend: () => SendBytes): AlipayTokens {
  const { settings } = parts;
  const prefix = Math.floor(settings.random() * 36 ** 6).toString(36);
  let count = 0;
  const open = (method: string, params: Readonly<Record<string, unknown>>): CallContext => {
    const own = { callId: `${prefix}-t${++count}`, method, params };
    // What has been sent is waited for also when the instance is closed: a code that is spent brings its token only once.
    return openCall(parts, ownCall(own, settings, settings.deadlineMs, ownSend()), createStopSignal());
  };
  const run = (context: CallContext): Promise<CallSuccess> => {
    if (closing.reason !== undefined) throw interruptedCall(context, closing.reason);
    return runWithEvents(context);
  };
  return createTokenBook({ desk: parts.tokens, open, run });
}

function runQuestion(context: CallContext, question: GatewayCall): Promise<Answered> {
  return askGateway(openCall(context.parts, question, context.stop, context.ticket));
}

async function askGateway(asked: CallContext): Promise<Answered> {
  try {
    return { success: await runCall(asked) };
  } catch (error) {
    if (!isAlipayError(error)) throw error;
    return { failure: error, signed: answerOf(asked.state.last?.result)?.signed === true };
  }
}
