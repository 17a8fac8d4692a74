/** What of a record matters to its renewal. */
export interface RotatingRecord {
  readonly generation: number;
  readonly reauthorize?: boolean;
}

/** What a renewal finds when it has read the store. */
export interface RotationCase {
  /** The generation of the token that has to be replaced. */
  readonly stale: number;
  /** What the store holds. */
  readonly found: RotatingRecord | undefined;
  /** What this process holds: it was once in the store, or was granted to us. */
  readonly known: RotatingRecord | undefined;
  /** Whether anything is there to renew it with: a refresh token, or a callback. */
  readonly renewable: boolean;
}

/**
 * What a renewal does next.
 *
 * - `use` the token in the store has been renewed already
 * - `restore` the store has lost what we hold: it is put back first
 * - `give-up` only the owner can help
 * - `renew` take the lease, read again, and renew
 */
export type RotationStep =
  | { readonly do: 'use' }
  | { readonly do: 'restore' }
  | { readonly do: 'give-up'; readonly because: string }
  | { readonly do: 'renew' };

/** Decides what a renewal does with what it has read. Source: resilience.md 6, protocol.md 7.5. */
export function planRotation({ stale, found, known, renewable }: RotationCase): RotationStep {
  if (found !== undefined && found.generation > stale) return { do: 'use' };
  if (known !== undefined && known.generation > (found?.generation ?? 0)) return { do: 'restore' };
  if (found === undefined) return { do: 'give-up', because: 'no token of this owner is in the store' };
  const isCondemned =
    found.reauthorize === true || (known?.generation === found.generation && known.reauthorize === true);
  if (isCondemned) {
    return { do: 'give-up', because: 'the gateway has refused its refresh token for good' };
  }
  if (!renewable) return { do: 'give-up', because: 'no refresh token was ever stored with it' };
  return { do: 'renew' };
}

/**
 * How a trade of a refresh token ended, as far as the renewal cares.
 *
 * - `lost` it may have run, and nobody has the new token
 * - `spent` the gateway refuses this refresh token for good, and has signed that
 * - `failed` anything else: it did not run, and the refresh token is as good as before
 */
export type TradeFailure = 'lost' | 'spent' | 'failed';

/**
 * What follows a failed trade, once the store has been read again and has nothing newer: the trade is asked once more where
 * its reply was lost, and never a third time. Source: protocol.md 7.5.
 */
export function planAfterFailure(failure: TradeFailure, lostBefore: number): 'ask-again' | 'reauthorize' | 'fail' {
  if (failure === 'failed') return 'fail';
  return failure === 'lost' && lostBefore === 0 ? 'ask-again' : 'reauthorize';
}
