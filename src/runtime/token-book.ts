import { createHash } from 'node:crypto';
import type { TokenKind } from '../catalog/rows.js';
import type { TokenGrant } from '../protocol/token-replies.js';
import { readGrants, TOKEN_METHODS, tradeParams } from '../protocol/token-replies.js';
import type { CallContext, CallSuccess } from './call-context.js';
import { tokenlessCall } from './call-error.js';
import { checkKeys } from './check-keys.js';
import { elapsedMs } from './clock.js';
import type { TokenPut } from './tokens/grant-input.js';
import { readKind, readName, readPut } from './tokens/grant-input.js';
import { RefreshFailed } from './tokens/held-token.js';
import type { RotationParts } from './tokens/rotation-parts.js';
import { learn, obstacleOf, pause } from './tokens/rotation-parts.js';
import type { TokenDesk } from './tokens/token-desk.js';
import type { TokenKey, TokenRecord } from './tokens/token-store.js';
import type { NewToken } from './tokens/write-record.js';
import { keepWriting, putToken } from './tokens/write-record.js';

/** What is known of an owner's token; nothing in it is secret. Instants in milliseconds since the epoch. */
export interface TokenStatus {
  readonly kind: TokenKind;
  /** The name that calls ask for it by. */
  readonly owner: string;
  readonly generation: number;
  readonly expiresAtMs?: number;
  readonly refreshExpiresAtMs?: number;
  /** True where the gateway has refused to renew it for good: the owner has to authorise again. */
  readonly reauthorize: boolean;
}

/** A token that a code brought, and whose it is. */
export interface GrantedToken extends TokenStatus {
  /** The merchant's or user's id at Alipay (`2088...`), where the gateway tells it. */
  readonly userId?: string;
  /** In its place for newer apps. */
  readonly openId?: string;
  /** The merchant's own app. */
  readonly authAppId?: string;
  /** The further tokens, where a merchant authorised several apps at once: kept by their `authAppId`. */
  readonly others: readonly GrantedToken[];
}

/** How a grant is kept. */
export interface GrantOptions {
  /** The name that calls will ask for it by. Default: a merchant's `auth_app_id`, a user's `user_id` or else `open_id`. */
  readonly owner?: string;
}

/** Where tokens come into the store, and are looked at. */
export interface AlipayTokens {
  /**
   * Trades an authorisation code at the gateway and keeps what it brings. The code works once and is sent once.
   *
   * @throws AlipayError where the gateway refuses the code, its reply is lost, or the store does not answer
   * @throws TypeError for a mistake in the arguments, before anything is sent
   * @example
   * const { owner } = await alipay.tokens.grant('auth_token', request.query.auth_code);
   * await alipay.execute('alipay.user.info.share', undefined, { authToken: { owner } });
   */
  grant(kind: TokenKind, code: string, options?: GrantOptions): Promise<GrantedToken>;
  /**
   * Keeps a token that was granted elsewhere, in the place of what was there.
   *
   * @throws AlipayError where the store does not answer, or its record cannot be read; what was there stays
   * @throws TypeError for a mistake in the record
   */
  put(record: TokenPut): Promise<TokenStatus>;
  /**
   * What is known of an owner's token; `undefined` where there is none.
   *
   * @throws AlipayError where the store does not answer, or its record cannot be read
   */
  find(kind: TokenKind, owner: string): Promise<TokenStatus | undefined>;
}

/** What the book works with. */
export interface BookParts {
  readonly desk: TokenDesk;
  /** Opens a call of the engine's own; an `operation` that sends nothing is only named in errors. */
  open(method: string, params: Readonly<Record<string, unknown>>): CallContext;
  /** Runs it, with the events of a user's call. */
  run(context: CallContext): Promise<CallSuccess>;
}

/** Makes the book of an instance. */
export function createTokenBook(parts: BookParts): AlipayTokens {
  const { desk } = parts;
  return {
    grant: async (kind, code, options = {}) => {
      const { owner } = checkKeys(options, 'options', ['owner']);
      const granting = grant(
        parts,
        readKind(kind, 'kind'),
        readName(code, 'code'),
        owner === undefined ? undefined : readName(owner, 'options.owner'),
      );
      // A code that is spent brings its token only once: closing waits for it to be written.
      const over = (): void => {};
      desk.goesOn(granting.then(over, over));
      return granting;
    },
    put: async (record) => {
      const { kind, owner, token } = readPut(record);
      const put = putToken(desk.records, desk.keyOf(kind, owner), { issuedAtMs: desk.records.clock.now(), ...token });
      return statusOf(kind, owner, await told(parts.open('tokens.put', {}), put));
    },
    find: async (kind, owner) => {
      const key = desk.keyOf(readKind(kind, 'kind'), readName(owner, 'owner'));
      const found = await told(parts.open('tokens.find', {}), readPatiently(desk.records, key));
      return found === undefined ? undefined : statusOf(key.kind, key.owner, found);
    },
  };
}

async function grant(parts: BookParts, kind: TokenKind, code: string, owner?: string): Promise<GrantedToken> {
  const { desk } = parts;
  const context = parts.open(TOKEN_METHODS[kind], tradeParams(kind, { grant_type: 'authorization_code', code }));
  // A store that is away or set up wrongly is found out before the code is spent.
  await told(context, readPatiently(desk.records, desk.keyOf(kind, owner ?? '')));
  const { node } = await parts.run(context);
  const [first, ...others] = readGrants(kind, node);
  if (first === undefined) throw tokenlessCall(context, new RefreshFailed('the gateway granted it without a token'));
  // All are kept before anything is told of one that was not.
  const kept = await Promise.allSettled([
    keep(parts, desk.keyOf(kind, owner ?? nameOf(first, code)), first),
    ...others.map((one) => keep(parts, desk.keyOf(kind, nameOf(one, code)), one)),
  ]);
  const [granted, ...further] = await told(context, Promise.all(kept.map(async (one) => fulfilled(one))));
  if (granted === undefined) throw new Error('A grant that was kept is gone: this is a bug');
  return { ...granted, others: further };
}

// By a digest of the code where the gateway names nobody: a token that is kept can be found, and is told to the caller.
function nameOf({ authAppId, userId, openId }: TokenGrant, code: string): string {
  return authAppId ?? userId ?? openId ?? createHash('sha256').update(code).digest('hex');
}

async function keep({ desk }: BookParts, key: TokenKey, granted: TokenGrant): Promise<GrantedToken> {
  const { records } = desk;
  const { userId, openId, authAppId } = granted;
  const token = firstRecord(granted, records.clock.now());
  const record = await putToken(records, key, token).catch((error: unknown) => {
    // The code is spent, so this process holds the only copy, and offers it until the store takes it.
    const held = { ...token, generation: Math.floor(records.clock.now()) };
    learn(records, key, held);
    desk.goesOn(keepWriting(records, key, held));
    throw error;
  });
  return {
    ...statusOf(key.kind, key.owner, record),
    ...(userId === undefined ? {} : { userId }),
    ...(openId === undefined ? {} : { openId }),
    ...(authAppId === undefined ? {} : { authAppId }),
    others: [],
  };
}

function firstRecord(granted: TokenGrant, issuedAtMs: number): NewToken {
  const { value, refreshToken, lastsMs, refreshLastsMs } = granted;
  return {
    value,
    issuedAtMs,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(lastsMs === undefined ? {} : { expiresAtMs: issuedAtMs + lastsMs }),
    ...(refreshLastsMs === undefined ? {} : { refreshExpiresAtMs: issuedAtMs + refreshLastsMs }),
  };
}

function statusOf(kind: TokenKind, owner: string, record: TokenRecord): TokenStatus {
  const { generation, expiresAtMs, refreshExpiresAtMs, reauthorize = false } = record;
  return {
    kind,
    owner,
    generation,
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
    ...(refreshExpiresAtMs === undefined ? {} : { refreshExpiresAtMs }),
    reauthorize,
  };
}

async function readPatiently(records: RotationParts, key: TokenKey): Promise<TokenRecord | undefined> {
  const beganMs = elapsedMs(records.clock);
  for (;;) {
    try {
      return await records.store.read(key);
    } catch (error) {
      await pause(records, beganMs, obstacleOf(records, error));
    }
  }
}

async function told<T>(context: CallContext, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RefreshFailed ? tokenlessCall(context, error) : error;
  }
}

function fulfilled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'fulfilled') return result.value;
  throw result.reason;
}
