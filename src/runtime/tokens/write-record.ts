import { elapsedMs } from '../clock.js';
import { RefreshFailed } from './held-token.js';
import type { RotationParts } from './rotation-parts.js';
import { learn, obstacleOf, pause } from './rotation-parts.js';
import { StoreFailure } from './store-guard.js';
import type { TokenKey, TokenRecord } from './token-store.js';

/**
 * Puts a record that this process holds into a store that has an older one or none; under the recovery key where another
 * write comes between. Does nothing where the store has a newer one.
 *
 * @returns the newest record there is
 * @throws StoreFailure
 */
export async function restore(parts: RotationParts, key: TokenKey, held: TokenRecord): Promise<TokenRecord> {
  const found = await parts.store.read(key);
  if (found !== undefined && found.generation >= held.generation) return learn(parts, key, found);
  if (!(await parts.store.compareAndSet(key, found?.generation ?? 0, held))) await parts.store.setAside(key, held);
  return held;
}

/**
 * Writes what a renewal brought. It is held by this process from now on, whatever becomes of the write.
 *
 * @returns the newest record there is: another one where somebody has put one meanwhile
 * @throws StoreFailure where it could not be written; `keepWriting` goes on with it
 */
export async function writeRenewed(
  parts: RotationParts,
  key: TokenKey,
  expected: number,
  next: TokenRecord,
  fence: number,
): Promise<TokenRecord> {
  learn(parts, key, next);
  if (await parts.store.compareAndSet(key, expected, next, fence)) return next;
  // The gateway has renewed it: this may be the only token that works, so it is kept where the next reader finds it.
  await parts.store.setAside(key, next);
  const found = await parts.store.read(key);
  return found === undefined ? next : learn(parts, key, found);
}

/** How long a record that the store would not take is offered to it again, and how often, in milliseconds. */
const OFFER_FOR_MS = 600_000;
const OFFER_EVERY_MS = 100;

/** How long that goes on when the instance has been closed, and a process may wait for it to end, in milliseconds. */
const OFFER_CLOSED_MS = 10_000;

/**
 * Offers a record to a store that is away until it takes it: for ten minutes at most, and for no more than ten seconds once
 * the instance is closed. Never rejects.
 */
export async function keepWriting(parts: RotationParts, key: TokenKey, held: TokenRecord): Promise<void> {
  const { clock } = parts;
  const beganMs = elapsedMs(clock);
  let closedAtMs: number | undefined;
  for (;;) {
    const nowMs = elapsedMs(clock);
    if (parts.isClosed()) closedAtMs ??= nowMs;
    if (nowMs - beganMs >= OFFER_FOR_MS || nowMs - (closedAtMs ?? nowMs) >= OFFER_CLOSED_MS) return;
    try {
      await restore(parts, key, held);
      return;
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      if (error.kind === 'unreadable') return;
    }
    await clock.sleep(OFFER_EVERY_MS);
  }
}

/** What a caller or a code brought for an owner, before it has a generation. */
export type NewToken = Omit<TokenRecord, 'generation' | 'reauthorize'> & { readonly generation?: number };

/**
 * Puts a token in the place of whatever the store has. Its generation comes from the time, so that it stands above all
 * that was ever derived from an older one, even if the store has been emptied since.
 *
 * @throws RefreshFailed where the store is away or unreadable
 */
export async function putToken(parts: RotationParts, key: TokenKey, token: NewToken): Promise<TokenRecord> {
  const { clock, known, store } = parts;
  const beganMs = elapsedMs(clock);
  const heldBefore = known.get(key.kind, key.owner)?.record.generation ?? 0;
  for (;;) {
    let because = 'others kept writing the same record';
    try {
      const found = (await store.read(key))?.generation ?? 0;
      const above = Math.max(found, heldBefore, (token.generation ?? 0) - 1) + 1;
      const next: TokenRecord = { ...token, generation: Math.max(above, Math.floor(clock.now())) };
      if (await store.compareAndSet(key, found, next)) {
        learn(parts, key, next);
        return next;
      }
      await pause(parts, beganMs, { because });
    } catch (error) {
      if (error instanceof RefreshFailed) throw error;
      const obstacle = obstacleOf(parts, error);
      because = obstacle.because;
      await pause(parts, beganMs, obstacle);
    }
  }
}
