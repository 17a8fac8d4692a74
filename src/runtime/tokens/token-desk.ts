import type { TokenKind } from '../../catalog/rows.js';
import type { TokenGrant } from '../../protocol/token-replies.js';
import type { FreshToken, Settings } from '../settings.js';
import { createStopSignal } from '../stop-signal.js';
import type { CallbackQuestion } from './ask-callback.js';
import { askCallback } from './ask-callback.js';
import type { Asker, CallTokens, HeldToken, HeldTokens, RefusedToken, Replacement } from './held-token.js';
import { createKnownTokens } from './known-tokens.js';
import { createManagedTokens } from './managed-tokens.js';
import { leaseMsOf, successorOf } from './rotate.js';
import type { RotationParts } from './rotation-parts.js';
import { learn } from './rotation-parts.js';
import { createSharedRefresh } from './shared-refresh.js';
import { guardStore } from './store-guard.js';
import type { TokenRefreshed } from './text-tokens.js';
import { createTextTokens } from './text-tokens.js';
import type { TokenKey, TokenRecord } from './token-store.js';
import type { AskGateway } from './trade.js';
import { tradeAtGateway, tradeByCallback } from './trade.js';
import { keepWriting } from './write-record.js';

/** The tokens of an instance: given as texts, or kept in the store by their owners. */
export interface TokenDesk {
  /**
   * The tokens to send now; a promise where one has to be fetched or renewed first.
   *
   * @throws RefreshFailed by way of the promise
   */
  current(wanted: CallTokens, asker: Asker): HeldTokens | Promise<HeldTokens>;
  /**
   * A token in the place of one that the gateway refused: one that has replaced it already, or a new one, with one refresh
   * for each stale token, however many calls ask.
   *
   * @param sentAt what `failures` was when the call was sent
   * @throws RefreshFailed
   */
  replace(refused: RefusedToken, because: string, sentAt: number, asker: Asker): Promise<Replacement>;
  /** How many refreshes have failed so far. */
  readonly failures: number;
  /** What keeps records by owner, for `put` and `grant`. */
  readonly records: RotationParts;
  keyOf(kind: TokenKind, owner: string): TokenKey;
  /** Told of work that goes on when nobody waits for it any more; it never rejects. */
  goesOn(work: Promise<unknown>): void;
  /** Aborts callbacks for texts. Resolves when the renewals under way are over and written: what they bring is not lost. */
  close(): Promise<void>;
}

/** Makes the tokens of an instance. */
export function createTokenDesk(settings: Settings, ask: AskGateway): TokenDesk {
  const { clock, tokens } = settings;
  const shared = createSharedRefresh<TokenRefreshed>(clock);
  const goingOn = new Set<Promise<unknown>>();
  const goesOn = (work: Promise<unknown>): void => {
    goingOn.add(work);
    work.finally(() => goingOn.delete(work));
  };
  let isClosed = false;
  const records = openRecords(settings, ask, { goesOn, isClosed: () => isClosed });
  const place = { gateway: settings.gateway, appId: settings.appId };
  const managed = createManagedTokens({ rotation: records, shared, place, goesOn });
  const texts = createTextTokens(tokens, clock, shared);
  return {
    current: (wanted, asker) => {
      const find = (kind: TokenKind): HeldToken | Promise<HeldToken> | undefined => {
        const source = Object.hasOwn(wanted, kind) ? wanted[kind] : undefined;
        if (source === undefined) return undefined;
        return typeof source === 'string' ? texts.current(kind, source) : managed.current(kind, source.owner, asker);
      };
      const merchant = find('app_auth_token');
      const user = find('auth_token');
      if (merchant instanceof Promise || user instanceof Promise) return Promise.all([merchant, user]).then(together);
      return together([merchant, user]);
    },
    replace: (refused, ...rest) => (refused.held.owner === undefined ? texts : managed).replace(refused, ...rest),
    get failures(): number {
      return shared.failures;
    },
    records,
    keyOf: managed.keyOf,
    goesOn,
    close: async () => {
      isClosed = true;
      texts.close();
      await shared.settled();
      // What ends may leave a record behind that has yet to be written.
      while (goingOn.size > 0) await Promise.allSettled(goingOn);
    },
  };
}

function together([merchant, user]: readonly [HeldToken | undefined, HeldToken | undefined]): HeldTokens {
  return {
    ...(merchant === undefined ? {} : { app_auth_token: merchant }),
    ...(user === undefined ? {} : { auth_token: user }),
  };
}

function openRecords(
  settings: Settings,
  ask: AskGateway,
  { goesOn, isClosed }: Pick<TokenDesk, 'goesOn'> & Pick<RotationParts, 'isClosed'>,
): RotationParts {
  const { clock, random, tokens, deadlineMs } = settings;
  const { refreshTimeoutMs } = tokens;
  const callback = async (question: CallbackQuestion, key: TokenKey, record: TokenRecord): Promise<TokenGrant> => {
    let isOver = false;
    const keep = (fresh: FreshToken): void => {
      if (isOver)
        goesOn(keepWriting(parts, key, learn(parts, key, successorOf(parts, record, grantOf(fresh, clock.now())))));
    };
    try {
      // Not ended by close(): what it has begun at the gateway cannot be taken back.
      const fresh = await askCallback(question, { settings: tokens, clock, stop: createStopSignal(), keep });
      return grantOf(fresh, clock.now());
    } finally {
      isOver = true;
    }
  };
  const parts: RotationParts = {
    settings: tokens,
    clock,
    random,
    store: guardStore(tokens.store, clock),
    known: createKnownTokens(tokens.refreshAheadMs, random),
    trade: tokens.refresh === undefined ? tradeAtGateway(ask) : tradeByCallback(callback),
    // Long enough for another process to die with the lease, and for two trades after it.
    limitMs: Math.max(deadlineMs, leaseMsOf(refreshTimeoutMs) + 2 * refreshTimeoutMs),
    trouble: {},
    isClosed,
  };
  return parts;
}

function grantOf({ value, refreshToken, expiresAtMs }: FreshToken, nowMs: number): TokenGrant {
  return {
    value,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expiresAtMs === undefined ? {} : { lastsMs: expiresAtMs - nowMs }),
  };
}
