import type { TokenKind } from '../../catalog/rows.js';
import type { Clock } from '../clock.js';
import { Interruption } from '../interruption.js';
import type { TokenSettings } from '../settings.js';
import { createStopSignal } from '../stop-signal.js';
import { askCallback } from './ask-callback.js';
import type { Asker, HeldToken, RefusedToken, Replacement } from './held-token.js';
import { createReplacedTexts, tokenKey } from './replaced-texts.js';
import type { Refreshed, SharedRefresh } from './shared-refresh.js';

/** A refresh of a token, with what it brought. */
export interface TokenRefreshed extends Refreshed {
  readonly held: HeldToken;
}

/** Tokens that callers give as texts. Only the callback can replace them. */
export interface TextTokens {
  /** The token that has replaced this one, or the same text where none has. */
  current(kind: TokenKind, value: string): HeldToken;
  /**
   * A token in the place of a stale one: the one that has replaced it already, the one that a running refresh brings, or
   * a new one.
   *
   * @param sentAt what `failures` was when the call was sent
   * @throws RefreshFailed
   */
  replace(refused: RefusedToken, because: string, sentAt: number, asker: Asker): Promise<Replacement>;
  /** Aborts the callbacks that run. */
  close(): void;
}

/** Makes the tokens of an instance that are given as texts. */
export function createTextTokens(
  settings: TokenSettings,
  clock: Clock,
  shared: SharedRefresh<TokenRefreshed>,
): TextTokens {
  const replaced = createReplacedTexts();
  const closing = createStopSignal();

  const refresh = async ({ kind, held, subCode }: RefusedToken, method: string): Promise<TokenRefreshed> => {
    const question = { kind, value: held.value, subCode, method };
    const keep = ({ value }: { readonly value: string }): void => replaced.remember(kind, held.value, value);
    const { value } = await askCallback(question, { settings, clock, stop: closing, keep });
    return { held: heldText(value), by: 'callback' };
  };

  return {
    current: (kind, value) => heldText(replaced.current(kind, value)),
    replace: async (refused, because, sentAt, { method, observe }) => {
      const { kind, held } = refused;
      const newer = replaced.current(kind, held.value);
      if (newer !== held.value) return { held: heldText(newer), wasThere: false };
      const key = tokenKey(kind, held.value);
      const work = (): Promise<TokenRefreshed> => refresh(refused, method);
      const refreshed = await shared.join({ key, sentAt, because, observer: observe(kind), work });
      return { held: refreshed.held, wasThere: false };
    },
    close: () => closing.stop(new Interruption('closed')),
  };
}

function heldText(value: string): HeldToken {
  return { value, generation: 0 };
}
