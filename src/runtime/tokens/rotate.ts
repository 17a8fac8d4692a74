import { planAfterFailure, planRotation } from '../../policy/rotation.js';
import type { TokenGrant } from '../../protocol/token-replies.js';
import { elapsedMs } from '../clock.js';
import type { RefreshedBy } from './held-token.js';
import { RefreshFailed } from './held-token.js';
import type { Obstacle, RotationParts } from './rotation-parts.js';
import { learn, obstacleOf, pause } from './rotation-parts.js';
import { StoreFailure } from './store-guard.js';
import type { Lease, TokenKey, TokenRecord } from './token-store.js';
import type { Traded, TradeQuestion } from './trade.js';
import { keepWriting, restore, writeRenewed } from './write-record.js';

/** A token to be replaced. */
export interface RotationTask {
  readonly key: TokenKey;
  /** The generation that does not do any more; 0 where none is held. */
  readonly stale: number;
  readonly question: TradeQuestion;
  /** Told of work that goes on when the renewal is over: a write that the store has yet to take. */
  goesOn(work: Promise<void>): void;
}

/** What a renewal came to. */
export interface Rotated {
  readonly record: TokenRecord;
  readonly by: RefreshedBy;
}

interface Progress extends RotationTask {
  readonly beganMs: number;
  /** Trades of the refresh token whose reply was lost. */
  lost: number;
  /** A trade that failed, until the store has been read again. */
  failed: FailedTrade | undefined;
  /** When the store was found to have lost what we hold; others may hold something newer yet. */
  restoredAtMs: number | undefined;
  /** Whether a token was brought that the store has yet to take. */
  isUnwritten: boolean;
}

type FailedTrade = Exclude<Traded, { readonly kind: 'granted' }>;

/** What a look at the store says: here is the next token; this one is to be renewed; look again later. */
type Sight =
  | { readonly do: 'use'; readonly rotated: Rotated }
  | { readonly do: 'renew'; readonly record: TokenRecord }
  | { readonly do: 'wait' };

/** How long a lease outlasts a refresh, so that looking before it and writing after it fall inside, in milliseconds. */
const LEASE_MARGIN_MS = 5_000;

/** How long the others are given to put back what a store has lost, in milliseconds: they look once a second. */
const CAUTION_MS = 2_000;

/**
 * How long a token that its renewer could not write is waited for, in milliseconds: longer than it takes him to find out
 * that the store has not answered, and to offer it again.
 */
const ABANDONED_MS = 1_200;

/** How long a lease lasts, in milliseconds: 10 s with the default `refreshTimeoutMs`. */
export function leaseMsOf(refreshTimeoutMs: number): number {
  return refreshTimeoutMs + LEASE_MARGIN_MS;
}

/**
 * Brings an owner's next token: from the store where another process has renewed it, else by renewing it under the owner's
 * lease. The others wait for the new generation, and not for the lock. Source: resilience.md 6, protocol.md 7.5.
 *
 * @throws RefreshFailed
 */
export async function rotate(parts: RotationParts, task: RotationTask): Promise<Rotated> {
  const beganMs = elapsedMs(parts.clock);
  const progress: Progress = {
    ...task,
    beganMs,
    lost: 0,
    failed: undefined,
    restoredAtMs: undefined,
    isUnwritten: false,
  };
  for (;;) {
    let obstacle: Obstacle = { because: 'another process held the lease of this token and brought no new one' };
    try {
      const rotated = await lookAndRenew(parts, progress);
      delete parts.trouble.store;
      if (rotated !== undefined) return rotated;
    } catch (error) {
      if (error instanceof RefreshFailed) throw error;
      obstacle = obstacleOf(parts, error);
    }
    await pause(parts, beganMs, obstacle);
  }
}

/** One round; `undefined` where the next one has to tell. */
async function lookAndRenew(parts: RotationParts, progress: Progress): Promise<Rotated | undefined> {
  const seen = await look(parts, progress);
  if (seen.do !== 'renew') return seen.do === 'use' ? seen.rotated : undefined;
  const { settings, store, clock } = parts;
  const askedAtMs = elapsedMs(clock);
  const lease = await store.acquireLease(progress.key, leaseMsOf(settings.refreshTimeoutMs));
  if (lease === undefined) return undefined;
  try {
    const again = await lookLonger(parts, progress, lease);
    if (again.do !== 'renew') return again.do === 'use' ? again.rotated : undefined;
    // Where taking the lease has used it up, another may hold it by now, and two would renew one token.
    if (elapsedMs(clock) - askedAtMs > LEASE_MARGIN_MS) return undefined;
    return await renew(parts, progress, again.record, lease.fence);
  } finally {
    // A lease that cannot be given back ends by itself. One whose outcome is not written must: whoever takes it next is
    // told that it was abandoned, and gives the write the time to arrive.
    if (!progress.isUnwritten) await store.releaseLease(progress.key, lease.fence).catch(() => {});
  }
}

// Where the holder before may have renewed the token and not been able to write it, it is given the time to.
async function lookLonger(parts: RotationParts, progress: Progress, lease: Lease): Promise<Sight> {
  const beganMs = elapsedMs(parts.clock);
  for (;;) {
    const seen = await look(parts, progress);
    const hasWaited = !lease.abandoned || elapsedMs(parts.clock) - beganMs >= ABANDONED_MS;
    if (seen.do !== 'renew' || hasWaited) return seen;
    await pause(parts, progress.beganMs, { because: 'the process before brought no new token' });
  }
}

async function look(parts: RotationParts, progress: Progress): Promise<Sight> {
  const { settings, store, known, clock } = parts;
  const { key, stale } = progress;
  const found = await store.read(key);
  const held = known.get(key.kind, key.owner)?.record;
  const renewable = settings.refresh !== undefined || found?.refreshToken !== undefined;
  const step = planRotation({ stale, found, known: held, renewable });
  if (step.do === 'use' && found !== undefined) {
    return { do: 'use', rotated: { record: learn(parts, key, found), by: 'store' } };
  }
  if (step.do === 'restore' && held !== undefined) {
    progress.restoredAtMs ??= elapsedMs(clock);
    const newest = await restore(parts, key, held);
    return newest.generation > stale ? { do: 'use', rotated: { record: newest, by: 'store' } } : { do: 'wait' };
  }
  if (step.do === 'give-up') throw new RefreshFailed(step.because, progress.failed?.cause, 'reauthorize');
  const isCautious = elapsedMs(clock) - (progress.restoredAtMs ?? Number.NEGATIVE_INFINITY) < CAUTION_MS;
  return isCautious || found === undefined ? { do: 'wait' } : { do: 'renew', record: found };
}

async function renew(
  parts: RotationParts,
  progress: Progress,
  record: TokenRecord,
  fence: number,
): Promise<Rotated | undefined> {
  const { key, question } = progress;
  // A trade that failed in an earlier round waits only for the store to be read again, which it has been.
  if (progress.failed !== undefined) return settleFailure(parts, progress, progress.failed, record, fence);
  const traded = await parts.trade(key, record, question);
  if (traded.kind === 'granted') {
    const next = successorOf(parts, record, traded.grant);
    return { record: await writeOrGoOn(parts, progress, record.generation, next, fence), by: traded.by };
  }
  progress.failed = traded;
  const seen = await look(parts, progress);
  if (seen.do !== 'renew') return seen.do === 'use' ? seen.rotated : undefined;
  return settleFailure(parts, progress, traded, record, fence);
}

async function settleFailure(
  parts: RotationParts,
  progress: Progress,
  failed: FailedTrade,
  record: TokenRecord,
  fence: number,
): Promise<undefined> {
  const { kind, because, cause } = failed;
  progress.failed = undefined;
  switch (planAfterFailure(kind, progress.lost)) {
    case 'ask-again':
      progress.lost++;
      return undefined;
    case 'reauthorize':
      if (kind === 'spent') await condemn(parts, progress.key, record, fence);
      throw new RefreshFailed(because, cause, 'reauthorize');
    case 'fail':
      throw new RefreshFailed(because, cause);
  }
}

// The others need not ask the gateway for the same answer. The token itself, and a renewal that comes late, stay usable.
async function condemn(parts: RotationParts, key: TokenKey, record: TokenRecord, fence: number): Promise<void> {
  const condemned = { ...record, reauthorize: true };
  learn(parts, key, condemned);
  await parts.store.compareAndSet(key, record.generation, condemned, fence).catch((error: unknown) => {
    if (!(error instanceof StoreFailure)) throw error;
  });
}

async function writeOrGoOn(
  parts: RotationParts,
  progress: Progress,
  expected: number,
  next: TokenRecord,
  fence: number,
): Promise<TokenRecord> {
  try {
    return await writeRenewed(parts, progress.key, expected, next, fence);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    progress.isUnwritten = true;
    progress.goesOn(keepWriting(parts, progress.key, next));
    return next;
  }
}

/** The record that follows an old one. What a reply leaves out stays as it was. */
export function successorOf({ clock }: Pick<RotationParts, 'clock'>, old: TokenRecord, grant: TokenGrant): TokenRecord {
  const issuedAtMs = clock.now();
  const { value, refreshToken = old.refreshToken, lastsMs, refreshLastsMs } = grant;
  const refreshExpiresAtMs = refreshLastsMs === undefined ? old.refreshExpiresAtMs : issuedAtMs + refreshLastsMs;
  return {
    value,
    issuedAtMs,
    // One above the old one, and so below any that was put meanwhile: that one counts.
    generation: old.generation + 1,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(lastsMs === undefined ? {} : { expiresAtMs: issuedAtMs + lastsMs }),
    ...(refreshExpiresAtMs === undefined ? {} : { refreshExpiresAtMs }),
  };
}
