import type { TokenKind } from '../../catalog/rows.js';

/** Whose token it is. A store that names its entries in the open should name them by a digest of this. */
export interface TokenKey {
  /** The gateway's origin: a token of the sandbox is none in production. */
  readonly gateway: string;
  /** The app that the token was granted to. */
  readonly appId: string;
  readonly kind: TokenKind;
  /** The merchant or user, by the name that the caller uses for them. */
  readonly owner: string;
}

/** A token with what is needed to renew it; instants in milliseconds since the epoch. */
export interface TokenRecord {
  /** The token's text. */
  readonly value: string;
  /** What it is renewed with. It works once. Source: protocol.md 7.2. */
  readonly refreshToken?: string;
  /** Left out where the gateway set no end. */
  readonly expiresAtMs?: number;
  /** After this the owner has to authorise again; renewals do not move it for users. Source: protocol.md 7.2. */
  readonly refreshExpiresAtMs?: number;
  /** When the gateway issued it, by our clock. */
  readonly issuedAtMs?: number;
  /** Grows with every change of the token, and is never given twice: what two processes agree by. */
  readonly generation: number;
  /** True where the gateway has said that the refresh token is of no use any more. The token itself may live on. */
  readonly reauthorize?: boolean;
}

/** A lease of an owner's record: who holds it renews the token, and nobody else. */
export interface Lease {
  /** Higher than that of every lease before it, also after the store has lost what it held. */
  readonly fence: number;
  /**
   * True where the lease before it was never given back: its holder has died, or cannot reach the store to write what it
   * may have brought.
   */
  readonly abandoned: boolean;
}

/**
 * Where records are kept. Every store fulfils the same contract, whether one process or a fleet works with it.
 *
 * A method that rejects means that the store is away; one that can be reached and whose record cannot be read rejects with
 * an error of the `code` `ERR_TOKEN_RECORD`, and changes nothing.
 */
export interface TokenStore {
  /**
   * The newest record of the owner: the record itself, or what was set aside where its generation is higher. `undefined`
   * where there is none.
   */
  read(key: TokenKey): Promise<TokenRecord | undefined>;
  /**
   * Writes a record, atomically, where the generation is still the expected one, and forgets what was set aside for it.
   *
   * @param expected the generation that `read` gave; 0 for no record
   * @param fence the number of the lease that it is written under: refused where a later lease has been taken since
   * @returns whether it was written
   */
  compareAndSet(key: TokenKey, expected: number, next: TokenRecord, fence?: number): Promise<boolean>;
  /** Keeps a record that `compareAndSet` refused and that must not be lost; the highest generation stays. */
  setAside(key: TokenKey, record: TokenRecord): Promise<void>;
  /**
   * Takes the owner's lease, which ends by itself after so many milliseconds.
   *
   * @returns `undefined` where somebody else holds it
   */
  acquireLease(key: TokenKey, ttlMs: number): Promise<Lease | undefined>;
  /** Gives a lease back, also one that has ended meanwhile; does nothing where another has been taken since. */
  releaseLease(key: TokenKey, fence: number): Promise<void>;
}
