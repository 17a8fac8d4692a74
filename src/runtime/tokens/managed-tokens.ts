import type { TokenKind } from '../../catalog/rows.js';
import { ageOf } from '../../policy/token-age.js';
import { elapsedMs } from '../clock.js';
import type { Asker, HeldToken, RefreshObserver, RefusedToken, Replacement } from './held-token.js';
import { RefreshFailed } from './held-token.js';
import type { KnownToken } from './known-tokens.js';
import { rotate } from './rotate.js';
import type { RotationParts } from './rotation-parts.js';
import { learn } from './rotation-parts.js';
import type { SharedRefresh } from './shared-refresh.js';
import { StoreFailure } from './store-guard.js';
import type { TextTokens, TokenRefreshed } from './text-tokens.js';
import type { TokenKey, TokenRecord } from './token-store.js';
import { restore } from './write-record.js';

/** Tokens that are kept in the store, by their owners. */
export interface ManagedTokens {
  /**
   * The owner's token: at once where it is held and lives; a promise where it has to be fetched or renewed first.
   *
   * @throws RefreshFailed by way of the promise
   */
  current(kind: TokenKind, owner: string, asker: Asker): HeldToken | Promise<HeldToken>;
  /** A token in the place of one that the gateway refused; see `TextTokens.replace`. */
  replace: TextTokens['replace'];
  /** The key of an owner's record. */
  keyOf(kind: TokenKind, owner: string): TokenKey;
}

/** What the managed tokens work with. */
export interface ManagedParts {
  readonly rotation: RotationParts;
  readonly shared: SharedRefresh<TokenRefreshed>;
  readonly place: Pick<TokenKey, 'gateway' | 'appId'>;
  /** Told of work that goes on when nobody waits for it any more; it never rejects. */
  goesOn(work: Promise<unknown>): void;
}

/** How often the store is asked, in the background, whether it still agrees with what is held, in milliseconds. */
const RECHECK_MS = 1_000;

/** How long a token rests after a renewal in the background has failed, in milliseconds. */
const REST_MS = 10_000;

const SILENT: RefreshObserver = { started: () => {}, succeeded: () => {}, failed: () => {} };

/** Makes the managed tokens of an instance. */
export function createManagedTokens(parts: ManagedParts): ManagedTokens {
  const { rotation, place } = parts;
  const { known, clock } = rotation;
  const keyOf = (kind: TokenKind, owner: string): TokenKey => ({ ...place, kind, owner });
  return {
    keyOf,
    current: (kind, owner, asker) => {
      const held = known.get(kind, owner);
      if (held === undefined) return fetchToken(parts, keyOf(kind, owner), asker);
      switch (ageOf(held.ageing, clock.now())) {
        case 'living':
          recheck(parts, keyOf(kind, owner), held);
          return heldOf(owner, held.record);
        case 'ageing':
          renewAhead(parts, keyOf(kind, owner), held, asker);
          return heldOf(owner, held.record);
        case 'spent':
          return renewFirst(parts, keyOf(kind, owner), held, asker);
      }
    },
    replace: (refused, because, sentAt, asker) => replaceRefused(parts, keyOf, { refused, because, sentAt, asker }),
  };
}

function heldOf(owner: string, { value, generation }: TokenRecord): HeldToken {
  return { value, generation, owner };
}

/** One renewal of an owner's token, as it is begun. */
interface Renewal {
  readonly key: TokenKey;
  readonly stale: number;
  readonly subCode: string;
  readonly because: string;
  readonly asker: Asker;
  readonly sentAt?: number;
}

function renew({ rotation, shared, goesOn }: ManagedParts, renewal: Renewal): Promise<TokenRefreshed> {
  const { key, stale, subCode, because, asker, sentAt } = renewal;
  const question = { callId: asker.callId, method: asker.method, subCode };
  const work = async (): Promise<TokenRefreshed> => {
    const { record, by } = await rotate(rotation, { key, stale, question, goesOn });
    return { held: heldOf(key.owner, record), by };
  };
  const at = sentAt === undefined ? {} : { sentAt };
  return shared.join({
    key: `${key.kind} ${key.owner} ${stale}`,
    because,
    observer: asker.observe(key.kind),
    work,
    ...at,
  });
}

async function fetchToken(parts: ManagedParts, key: TokenKey, asker: Asker): Promise<HeldToken> {
  const silent = { ...asker, observe: () => SILENT };
  const { held } = await renew(parts, { key, stale: 0, subCode: '', because: 'it is not held yet', asker: silent });
  return held;
}

async function replaceRefused(
  parts: ManagedParts,
  keyOf: ManagedTokens['keyOf'],
  task: {
    readonly refused: RefusedToken;
    readonly because: string;
    readonly sentAt: number;
    readonly asker: Asker;
  },
): Promise<Replacement> {
  const { because, sentAt, asker } = task;
  const { kind, held, subCode } = task.refused;
  const { owner = '', generation } = held;
  const newer = parts.rotation.known.get(kind, owner)?.record;
  if (newer !== undefined && newer.generation > generation) return { held: heldOf(owner, newer), wasThere: true };
  const key = keyOf(kind, owner);
  const refreshed = await renew(parts, { key, stale: generation, subCode, because, asker, sentAt });
  return { held: refreshed.held, wasThere: refreshed.by === 'store' };
}

const AGEING = 'its life is about to end';

function renewAhead(parts: ManagedParts, key: TokenKey, held: KnownToken, asker: Asker): void {
  const { clock } = parts.rotation;
  const { generation, reauthorize } = held.record;
  if (elapsedMs(clock) < held.restsUntilMs || reauthorize === true) {
    recheck(parts, key, held);
    return;
  }
  // Until it has failed or brought a successor, nothing else is begun for it.
  held.restsUntilMs = Number.POSITIVE_INFINITY;
  const work = renew(parts, { key, stale: generation, subCode: '', because: AGEING, asker }).catch((error: unknown) => {
    if (!(error instanceof RefreshFailed)) throw error;
    if (error.advice !== 'reauthorize') held.restsUntilMs = elapsedMs(clock) + REST_MS;
  });
  parts.goesOn(work);
}

async function renewFirst(parts: ManagedParts, key: TokenKey, held: KnownToken, asker: Asker): Promise<HeldToken> {
  const { record } = held;
  try {
    return (await renew(parts, { key, stale: record.generation, subCode: '', because: AGEING, asker })).held;
  } catch (error) {
    if (!(error instanceof RefreshFailed)) throw error;
    // It could not be renewed, but it has not ended either: the gateway has the last word.
    if (parts.rotation.clock.now() < (record.expiresAtMs ?? 0)) return heldOf(key.owner, record);
    throw error;
  }
}

// It brings what others have renewed before a call has to fail for it, and puts back what a store has lost.
function recheck({ rotation, goesOn }: ManagedParts, key: TokenKey, held: KnownToken): void {
  const nowMs = elapsedMs(rotation.clock);
  if (nowMs - held.checkedAtMs < RECHECK_MS) return;
  held.checkedAtMs = Number.POSITIVE_INFINITY;
  const look = async (): Promise<void> => {
    try {
      const found = await rotation.store.read(key);
      if (found !== undefined && found.generation >= held.record.generation) learn(rotation, key, found);
      else if (!isOver(held.record, rotation.clock.now())) await restore(rotation, key, held.record);
    } catch (error) {
      // A store that is away is asked again at the next look; what is held goes on meanwhile.
      if (!(error instanceof StoreFailure)) throw error;
    } finally {
      held.checkedAtMs = elapsedMs(rotation.clock);
    }
  };
  goesOn(look());
}

function isOver({ refreshExpiresAtMs }: TokenRecord, nowMs: number): boolean {
  return refreshExpiresAtMs !== undefined && refreshExpiresAtMs <= nowMs;
}
