import type { AxiosResponse } from 'axios';
import type { TokenKind } from '../catalog/rows.js';
import type { Answer, AttemptResult } from '../policy/attempt-result.js';
import type { FindRow } from '../policy/classify.js';
import type { CallTraits } from '../policy/decision.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import type { WireParams } from '../protocol/wire-params.js';
import type { AttemptRecord } from './attempt-record.js';
import type { CertificateDesk } from './certificates.js';
import { elapsedMs } from './clock.js';
import type { EventBase, EventHub, SentTo } from './events.js';
import type { GatewayCall } from './gateway-call.js';
import type { CallJournal } from './journal/call-journal.js';
import type { Intent } from './journal/journal.js';
import type { LateReplies } from './late/late-replies.js';
import type { Overload } from './overload/overload.js';
import type { Ticket } from './overload/turnstile.js';
import type { SentAttempt } from './sent-attempt.js';
import type { Settings } from './settings.js';
import type { StopSignal } from './stop-signal.js';
import type { CallTokens, HeldTokens } from './tokens/held-token.js';
import type { TokenDesk } from './tokens/token-desk.js';

/** What all calls of an instance share. */
export interface EngineParts {
  readonly settings: Settings;
  readonly findRow: FindRow;
  readonly events: EventHub;
  readonly tokens: TokenDesk;
  readonly certificates: CertificateDesk;
  /** Where money calls are written down before they are sent; `undefined` where nobody asked for that. */
  readonly journal: CallJournal | undefined;
  readonly overload: Overload;
  /** Attempts that were given up and are still listened to; `undefined` where that is off. */
  readonly lateReplies: LateReplies | undefined;
  /** What to add to our clock to get the gateway's, in milliseconds. */
  clockOffsetMs: number;
  /** True once the gateway refused a time that its own `Date` had told. */
  distrustsDate: boolean;
}

/** A call that ended well. */
export interface CallSuccess {
  /** The business node: verified, and exactly what the signature covers. */
  readonly node: ReplyNode;
  readonly answer: Answer;
  readonly pending: boolean;
  readonly response: AxiosResponse;
  readonly traceId?: string;
  readonly certSn?: string;
  readonly attempts: readonly AttemptRecord[];
  /** The method whose answer this is, where the call's own reply was lost. */
  readonly confirmedBy?: string;
}

/** How far a call has come. It belongs to one call and changes with every step of it. */
export interface CallState {
  /** Sends, replays included. */
  sends: number;
  /** Sends that count against `maxAttempts`. */
  counted: number;
  retries: number;
  readonly refreshed: Set<TokenKind>;
  /** The tokens in whose place the call was given one that was there already; the next refusal costs a refresh. */
  readonly caughtUp: Set<TokenKind>;
  clockCorrected: boolean;
  /** What this call alone adds to our clock, until the gateway has taken it; in milliseconds. */
  ownOffsetMs: number | undefined;
  /** What the last retry cost of the budget; `undefined` before the first, and once the gateway has answered. */
  paid: number | undefined;
  /** True from the decision to send again until it is sent. */
  owesRetry: boolean;
  inDoubt: boolean;
  /** True where the next send is a replay, which does not count. */
  replay: boolean;
  readonly records: AttemptRecord[];
  /** What to look the tokens of the next send up by. */
  wanted: CallTokens;
  /** The tokens of the last send, or of the replay that comes. */
  tokens: HeldTokens;
  /** How many refreshes had failed when the last attempt was sent; see `TokenDesk.replace`. */
  failuresBefore: number;
  /** What the last attempt came to; `undefined` before the first. */
  last: LastAttempt | undefined;
  /** What the journal holds of the call. */
  intent: Intent | undefined;
  /** Set where asking the gateway, or a late reply, brought the result. */
  confirmed: CallSuccess | undefined;
  /** The last reply that came late, until it is taken. */
  late: { readonly attempt: number; readonly sent: SentAttempt } | undefined;
  /** Ends what is waited for or asked once a late reply has settled it. */
  ring: (() => void) | undefined;
  hasEnded: boolean;
}

/** The last attempt, for errors. */
export interface LastAttempt {
  readonly result: AttemptResult;
  readonly response?: AxiosResponse;
  readonly node?: ReplyNode;
  readonly traceId?: string;
  /** In milliseconds since the epoch, by this host's clock. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** What was signed, where it was refused. */
  readonly params?: WireParams;
}

/** One call under way. */
export interface CallContext {
  readonly parts: EngineParts;
  readonly call: GatewayCall;
  /** Made when it is first asked for: a call that goes well at once has no need of it. */
  readonly traits: () => CallTraits;
  readonly stop: StopSignal;
  /** Its place in the order of all calls. */
  readonly ticket: Ticket;
  /** By `elapsedMs`, in milliseconds. */
  readonly beganMs: number;
  readonly state: CallState;
}

/** What is left of the call's time, in milliseconds. */
export function remainingMs(context: CallContext): number {
  return context.call.deadlineMs - tookMs(context);
}

/** How long the call has taken so far, in milliseconds. */
export function tookMs({ parts, beganMs }: CallContext): number {
  return Math.max(0, elapsedMs(parts.settings.clock) - beganMs);
}

/** What every event of the call says. */
export function eventBase({ parts, call, state }: CallContext): EventBase {
  return { callId: call.callId, method: call.method, attempt: state.sends, atMs: parts.settings.clock.now() };
}

/** Where the call's requests go, for the events of what is sent. */
export function sentTo({ parts, call }: CallContext): SentTo {
  // v2 is spoken by POST alone. Source: protocol.md 1.4.
  return { gateway: parts.settings.gateway, verb: call.v3 === undefined ? 'POST' : call.v3.verb.toUpperCase() };
}
