import type { TokenKind } from '../../catalog/rows.js';
import type { Clock } from '../clock.js';
import { Interruption } from '../interruption.js';
import type { FreshToken, TokenSettings } from '../settings.js';
import type { StopSignal } from '../stop-signal.js';
import { withTimeLimit } from '../time-limit.js';
import { RefreshFailed } from './held-token.js';

/** What the callback is asked for. */
export interface CallbackQuestion {
  readonly kind: TokenKind;
  readonly value: string;
  readonly owner?: string;
  readonly refreshToken?: string;
  readonly subCode: string;
  readonly method: string;
}

/** How a callback is asked. */
export interface CallbackTerms {
  readonly settings: TokenSettings;
  readonly clock: Clock;
  /** Ends the waiting, and aborts the callback's signal. */
  readonly stop: StopSignal;
  /**
   * Called with every token that the callback brings, also with one that comes too late for whoever waited: the old token
   * may be dead by now, and this one be all there is.
   */
  keep(fresh: FreshToken): void;
}

/**
 * Asks the `tokens.refresh` callback for a new token, for no longer than `refreshTimeoutMs`.
 *
 * @throws RefreshFailed where it throws, takes too long, or returns no token
 */
export async function askCallback(question: CallbackQuestion, terms: CallbackTerms): Promise<FreshToken> {
  const { settings, clock, stop, keep } = terms;
  const { refresh, refreshTimeoutMs } = settings;
  if (refresh === undefined) throw new RefreshFailed('no tokens.refresh is set');
  const ask = async ({ signal }: StopSignal): Promise<FreshToken> => {
    const fresh = readFresh(await refresh({ ...question, signal }), question.value);
    keep(fresh);
    return fresh;
  };
  return withTimeLimit(clock, refreshTimeoutMs, stop, ask).catch((error: unknown) => {
    if (error instanceof RefreshFailed) throw error;
    throw new RefreshFailed(whyFailed(error, refreshTimeoutMs), error instanceof Interruption ? undefined : error);
  });
}

function whyFailed(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Interruption)) return 'tokens.refresh threw';
  return error.kind === 'time-up' ? `tokens.refresh took longer than ${timeoutMs} ms` : 'the instance was closed';
}

function readFresh(answer: unknown, stale: string): FreshToken {
  const given = typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
  const value: unknown = typeof answer === 'string' ? answer : given['value'];
  if (typeof value !== 'string' || value === '') {
    throw new RefreshFailed('tokens.refresh returned neither a text nor { value: text }; return the new token');
  }
  if (value === stale) throw new RefreshFailed('tokens.refresh returned the token that was refused; return a new one');
  if (/\p{Surrogate}/u.test(value)) throw new RefreshFailed('tokens.refresh returned a text that has no UTF-8 form');
  const { refreshToken, expiresAtMs } = given;
  if (refreshToken !== undefined && (typeof refreshToken !== 'string' || refreshToken === '')) {
    throw new RefreshFailed('tokens.refresh returned a refreshToken that is no text');
  }
  if (expiresAtMs !== undefined && (typeof expiresAtMs !== 'number' || !Number.isFinite(expiresAtMs))) {
    throw new RefreshFailed('tokens.refresh returned an expiresAtMs that is no number of milliseconds');
  }
  return {
    value,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}
