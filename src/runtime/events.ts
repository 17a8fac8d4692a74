import { channel } from 'node:diagnostics_channel';
import type { TokenKind } from '../catalog/rows.js';
import type { BreakerState } from '../policy/breaker.js';
import type { Verdict } from '../policy/confirmation.js';
import type { ErrorCode, Exhausted, Outcome } from '../policy/outcome.js';
import type { AttemptRecord } from './attempt-record.js';
import { describeThrown } from './describe-thrown.js';
import type { RefreshedBy } from './tokens/held-token.js';

/** What every event says: which call, which method was sent, which attempt of it, and when. */
export interface EventBase {
  /** The same for everything that belongs to one call of the user's. */
  readonly callId: string;
  /** The method that was sent: the call's own, or the one that asks after it. */
  readonly method: string;
  /** Attempts of this method so far, the running one included; 0 before the first. */
  readonly attempt: number;
  /** In milliseconds since the epoch. */
  readonly atMs: number;
}

/** Where a request goes, and nothing of what it holds. */
export interface SentTo {
  /** The gateway's origin, such as `https://openapi.alipay.com`. */
  readonly gateway: string;
  /** The HTTP method, such as `POST`. */
  readonly verb: string;
}

/** The events by name, each with what it says beyond `EventBase`. Nothing in them is secret. */
export interface AlipayEvents {
  /** A call begins, before anything is sent or held back; `success` or `failure` ends it. */
  readonly start: EventBase & SentTo;
  /** An attempt ended. */
  readonly attempt: EventBase &
    Omit<AttemptRecord, 'attempt'> &
    SentTo & {
      /** The HTTP status; only where a reply came. */
      readonly status?: number;
    };
  /** The call will be sent again after a wait. */
  readonly retry: EventBase & { readonly delayMs: number; readonly because: string };
  /** As `retry`, because the gateway asked for fewer calls. */
  readonly throttle: EventBase & { readonly delayMs: number; readonly because: string };
  /** A refresh of a token begins; `refreshed` or `refreshFailed` ends it. */
  readonly refresh: EventBase & { readonly token: TokenKind; readonly because: string };
  /** `by` says where the new token came from: `store` where another process of the fleet has renewed it. */
  readonly refreshed: EventBase & { readonly token: TokenKind; readonly durationMs: number; readonly by: RefreshedBy };
  /** No new token could be had. */
  readonly refreshFailed: EventBase & {
    readonly token: TokenKind;
    readonly durationMs: number;
    readonly because: string;
    /** True where nothing helps but that the owner authorises again. */
    readonly reauthorize: boolean;
  };
  /** The gateway will be asked what became of a call; `confirmed` ends it. */
  readonly confirm: EventBase & { readonly by: string; readonly because: string };
  /** The asking is over; `verdict` says what it found out. */
  readonly confirmed: EventBase & {
    readonly by: string;
    readonly verdict: Verdict['kind'];
    readonly questions: number;
    readonly durationMs: number;
  };
  /** The gateway's clock and ours differ, and the difference is made up for from now on. */
  readonly clockSkew: EventBase & { readonly offsetMs: number };
  /** A breaker opened, lets probes through, or closed again. */
  readonly breaker: EventBase & {
    /** The methods that it stands for, such as `alipay.trade/reads`. */
    readonly methodClass: string;
    readonly from: BreakerState;
    readonly to: BreakerState;
    /** For how long nothing will be sent, in milliseconds; only where it opened. */
    readonly openMs?: number;
  };
  /**
   * The reply to an attempt came after the attempt had been given up for want of time: `attempt` is its number,
   * `durationMs` what it took in all. It ends no call, and may come after the call's own end.
   */
  readonly lateReply: EventBase &
    SentTo & {
      /** In milliseconds since the epoch. */
      readonly startedAtMs: number;
      readonly durationMs: number;
      /** What the attempt has come to after all. */
      readonly outcome: AttemptRecord['outcome'];
      readonly code?: string;
      readonly subCode?: string;
      /** The HTTP status, such as 200. */
      readonly status?: number;
      /** True where the call had ended before: what it reported as `unknown` is known by now. */
      readonly afterEnd: boolean;
    };
  /** The call ended well. */
  readonly success: EventBase & {
    readonly durationMs: number;
    readonly code?: string;
    readonly pending: boolean;
    readonly confirmedBy?: string;
  };
  /** The call failed. */
  readonly failure: EventBase & {
    readonly durationMs: number;
    readonly code: ErrorCode;
    readonly outcome: Outcome;
    readonly gatewayCode?: string;
    readonly subCode?: string;
    /** What ran out, where that ended the call. */
    readonly exhausted?: Exhausted;
  };
}

/** The name of an event. */
export type EventName = keyof AlipayEvents;

/** Where events are listened to; `on` returns the function that stops listening. */
export interface EventSource {
  on<Name extends EventName>(name: Name, listener: (event: AlipayEvents[Name]) => void): () => void;
}

/** Both ends of the events: the engine emits, users listen. */
export interface EventHub extends EventSource {
  /** Tells an event; it is made only where somebody listens. */
  emit<Name extends EventName>(name: Name, make: () => AlipayEvents[Name]): void;
}

/** The names of all events. */
export const EVENT_NAMES: readonly EventName[] = [
  'start',
  'attempt',
  'retry',
  'throttle',
  'refresh',
  'refreshed',
  'refreshFailed',
  'confirm',
  'confirmed',
  'clockSkew',
  'breaker',
  'lateReply',
  'success',
  'failure',
];

const NOBODY: ReadonlySet<(event: never) => unknown> = new Set();

/**
 * Makes a hub. Events are also published on `node:diagnostics_channel` as `alipay-axios:<name>`. A listener that throws
 * is reported as a process warning and breaks nothing.
 */
export function createEventHub(): EventHub {
  const listeners = new Map(EVENT_NAMES.map((name) => [name, new Set<(event: never) => unknown>()]));
  const channels = new Map(EVENT_NAMES.map((name) => [name, channel(`alipay-axios:${name}`)]));
  return {
    on: (name, listener) => {
      const set = listeners.get(name);
      if (set === undefined) {
        throw new TypeError(`There is no event "${String(name)}"; there are ${EVENT_NAMES.join(', ')}`);
      }
      // Wrapped, so that the same function listening twice is two listeners, each taken off by its own.
      const entry = (event: never): unknown => listener(event);
      set.add(entry);
      return () => {
        set.delete(entry);
      };
    },
    emit: (name, make) => {
      const heard = listeners.get(name) ?? NOBODY;
      const published = channels.get(name);
      if (heard.size === 0 && !published?.hasSubscribers) return;
      // Frozen, as all listeners get the same one.
      const event = Object.freeze(make());
      for (const listener of [...heard]) callListener(name, listener as (event: unknown) => unknown, event);
      if (published?.hasSubscribers) published.publish(event);
    },
  };
}

function callListener(name: EventName, listener: (event: unknown) => unknown, event: unknown): void {
  try {
    const returned = listener(event);
    if (returned instanceof Promise) returned.catch((error: unknown) => reportListener(name, error));
  } catch (error) {
    reportListener(name, error);
  }
}

function reportListener(name: EventName, error: unknown): void {
  const what = `A listener of "${name}" failed: ${describeThrown(error)}`;
  process.emitWarning(what, { code: 'ALIPAY_LISTENER', type: 'AlipayWarning' });
}
