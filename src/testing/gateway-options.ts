import type { KeyObject } from 'node:crypto';
import { readPrivateKey, readPublicKey } from '../protocol/keys.js';
import type { SignType } from '../protocol/signature.js';
import type { TestAuthority } from './authority.js';
import type { TestCredentials } from './credentials.js';
import { createTestCredentials } from './credentials.js';
import type { SentNotification } from './notifier.js';
import type { ScriptedReply } from './replies.js';
import type { Signers } from './signers.js';
import { createSigners } from './signers.js';

/** What a buyer does who is shown a payment: pays at once, or not before `ledger.buyerPays`. */
export type Buyer = 'pays' | 'hesitates';

/** How a test gateway is set up; everything has a default. */
export interface GatewayOptions {
  /** Ready keys, which save some 100 ms. Default: new ones. */
  readonly credentials?: TestCredentials;
  /**
   * The gateway's own time, for `timestamp`, `Date`, tokens, trades, and the pauses between repeats of a notification.
   * Default: the real one. Delays of replies are real either way.
   */
  readonly clock?: { now(): number; sleep?(ms: number, signal?: AbortSignal): Promise<void> };
  /** The TCP port. Default 0, any free one. */
  readonly port?: number;
  /** With false there is no server: requests come by `handle`, and `url` is an origin where nobody listens. Default true. */
  readonly listen?: boolean;
  /** Methods that exist beside the gateway's own and the scripted ones; they answer a bare 10000. Default none. */
  readonly methods?: readonly string[];
  /** What buyers do when nothing is scripted. Default `pays`. */
  readonly buyer?: Buyer;
  /** For which signature types the app has uploaded its public key; `[]` for none at all. Default both. */
  readonly signTypes?: readonly SignType[];
  /** The app's AES key in Base64 (16, 24 or 32 bytes). Default: none is configured. Source: protocol.md 4. */
  readonly encryptKey?: string;
  /**
   * Certificate mode: who issues the certificates of the app and of Alipay. Then `certificateCredentials` is what a client is
   * configured with, and `rotateCertificate` replaces Alipay's certificate. Default: key mode.
   */
  readonly authority?: TestAuthority;
  /** How far a `timestamp` may be off, in milliseconds. Default 600 000. */
  readonly clockToleranceMs?: number;
  /** Methods for which the app has no permission (40006 `isv.insufficient-isv-permissions`). Default none. */
  readonly deniedToApp?: readonly string[];
  /** Methods for which merchants and users, whose token a call carries, have none (`isv.insufficient-user-permissions`). Default none. */
  readonly deniedToUser?: readonly string[];
  /** Methods that cannot be called for a merchant, beside those of the tokens (`isv.not-support-app-auth`). Default none. */
  readonly ownOnly?: readonly string[];
  /**
   * With true a merchant's refresh token that has been used is accepted again until its own end, as the document of v3 has
   * it; each use gives a new pair and kills the access token issued before. A user's is never accepted again. Default
   * false, the harsher reading. Source: protocol.md 7.2.
   */
  readonly reusableAppRefreshTokens?: boolean;
  /** With true an upload needs a text parameter `digest`. Default false. */
  readonly requireDigest?: boolean;
  /** The longest file, in bytes. Default 50 MB, the gateway's own. */
  readonly maxFileBytes?: number;
  /** How many of the newest requests `log` keeps; 0 for none. Default 10 000. */
  readonly logLimit?: number;
  /**
   * Asked for the reply to each authentic request, of whatever method, before the scripts of `on`; with `undefined` these
   * and the gateway itself have their turn. Default none.
   */
  readonly script?: (method: string) => ScriptedReply | undefined;
  /** Told of each notification when it is begun and after each delivery. Default: nobody hears it. */
  readonly onNotification?: (notification: SentNotification) => void;
}

/** The options with their defaults, keys read. */
export interface GatewaySetup {
  readonly credentials: TestCredentials;
  /** What requests are verified with. */
  readonly appKey: KeyObject;
  /** What replies are signed with. */
  readonly signers: Signers;
  readonly now: () => number;
  readonly clock: NonNullable<GatewayOptions['clock']>;
  readonly port: number;
  readonly listen: boolean;
  readonly methods: ReadonlySet<string>;
  readonly buyer: Buyer;
  readonly signTypes: ReadonlySet<string>;
  readonly encryptKey: Buffer | undefined;
  readonly clockToleranceMs: number;
  readonly deniedToApp: ReadonlySet<string>;
  readonly deniedToUser: ReadonlySet<string>;
  readonly ownOnly: ReadonlySet<string>;
  readonly reusableAppRefreshTokens: boolean;
  readonly requireDigest: boolean;
  readonly maxFileBytes: number;
  readonly logLimit: number;
  readonly script: GatewayOptions['script'];
  readonly onNotification: GatewayOptions['onNotification'];
}

/**
 * Reads the options once.
 *
 * @throws TypeError where a key cannot be read
 */
export function readGatewayOptions(options: GatewayOptions): GatewaySetup {
  const credentials = options.credentials ?? createTestCredentials();
  const clock = options.clock ?? Date;
  return {
    credentials,
    appKey: readPublicKey(credentials.appPublicKey, 'credentials.appPublicKey', 'RSA'),
    signers: createSigners(
      credentials,
      readPrivateKey(credentials.alipayPrivateKey, 'credentials.alipayPrivateKey', 'RSA'),
      options.authority,
    ),
    now: () => clock.now(),
    clock,
    port: options.port ?? 0,
    listen: options.listen ?? true,
    methods: new Set(options.methods),
    buyer: options.buyer ?? 'pays',
    signTypes: new Set<string>(options.signTypes ?? ['RSA2', 'RSA']),
    encryptKey: options.encryptKey === undefined ? undefined : Buffer.from(options.encryptKey, 'base64'),
    clockToleranceMs: options.clockToleranceMs ?? 600_000,
    deniedToApp: new Set(options.deniedToApp),
    deniedToUser: new Set(options.deniedToUser),
    ownOnly: new Set(['alipay.open.auth.token.app', 'alipay.open.auth.token.app.query', ...(options.ownOnly ?? [])]),
    reusableAppRefreshTokens: options.reusableAppRefreshTokens ?? false,
    requireDigest: options.requireDigest ?? false,
    maxFileBytes: options.maxFileBytes ?? 50 * 1024 * 1024,
    logLimit: options.logLimit ?? 10_000,
    script: options.script,
    onNotification: options.onNotification,
  };
}
