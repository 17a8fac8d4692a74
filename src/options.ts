import type { CreateAxiosDefaults } from 'axios';
import type { MethodOption } from './policy/repeat.js';
import type { Rule } from './policy/rules.js';
import type { Charset } from './protocol/charset.js';
import { invalidInput, kindOf } from './protocol/invalid-input.js';
import type { SignType } from './protocol/signature.js';
import { checkKeys, readFunction, readText, readWhole, readWord } from './runtime/check-keys.js';
import type { Clock } from './runtime/clock.js';
import { SYSTEM_CLOCK } from './runtime/clock.js';
import { resolveGateway } from './runtime/gateway-origin.js';
import { checkJournal } from './runtime/journal/check-journal.js';
import type { Journal } from './runtime/journal/journal.js';
import type { FileInput } from './runtime/read-file-input.js';
import type { CertificateOptions, KeyContainer } from './runtime/read-keys.js';
import { readKeys } from './runtime/read-keys.js';
import { readMethods } from './runtime/read-methods.js';
import type { OverloadOptions } from './runtime/read-overload.js';
import { readOverload } from './runtime/read-overload.js';
import type { RetryOptions } from './runtime/read-retry.js';
import { readRetry } from './runtime/read-retry.js';
import { readRules } from './runtime/read-rules.js';
import type { Settings, TokenSettings } from './runtime/settings.js';
import { checkStore } from './runtime/tokens/check-store.js';
import { createMemoryTokenStore } from './runtime/tokens/memory-store.js';
import type { TokenStore } from './runtime/tokens/token-store.js';

/** How stale tokens are replaced. */
export interface TokenOptions {
  /**
   * Gets a new token for one that the gateway refused, and returns its text or `{ value }`. Called once for each stale
   * token, however many calls failed with it; those that come late with the old text go on with the new one. Without it
   * tokens that are kept in `store` are renewed at the gateway, and those that are given as texts not at all.
   */
  readonly refresh?: NonNullable<TokenSettings['refresh']>;
  /** How long one refresh may take, in milliseconds, before the calls that wait for it fail. Default 5 000. */
  readonly refreshTimeoutMs?: number;
  /** Where the tokens are kept that calls ask for by `{ owner }`. Default: the memory of this instance. */
  readonly store?: TokenStore;
  /**
   * How long before its end a user token is renewed in the background, in milliseconds; spread by 20 % either way.
   * Default 300 000. Merchant tokens are renewed only when the gateway refuses them. Source: protocol.md 7.2.
   */
  readonly refreshAheadMs?: number;
  /**
   * What a call does that needs the store when it does not answer: `wait` until its deadline, or `fail` at once. A call
   * whose token is held and lives goes on either way. Default `wait`.
   */
  readonly whenStoreIsDown?: 'wait' | 'fail';
}

/** What `createAlipay` and `attachAlipay` take. Unknown keys are refused. */
export interface AlipayOptions extends OverloadOptions {
  /** The app's id, such as `2021000000000000`. */
  readonly appId: string | undefined;
  /**
   * The app's RSA private key: PKCS#1 or PKCS#8, as PEM, bare Base64 or DER, `{ path }`, or `{ pkcs12, passphrase }` for a
   * key container (`.p12`, `.pfx`).
   */
  readonly privateKey: FileInput | KeyContainer | undefined;
  /**
   * Alipay's public key from the console (not the app's), as PEM, bare Base64, DER or `{ path }`. Replies are verified with
   * it. Leave it out in certificate mode.
   */
  readonly alipayPublicKey?: FileInput | undefined;
  /** Certificate mode: the three `.crt` files of the console, each as PEM, DER or `{ path }`. Default: none, key mode. */
  readonly certificates?: CertificateOptions;
  /** The AES key of the console (Base64), for calls with `encrypt: true` and for replies that come encrypted. Default none. */
  readonly encryptKey?: string | undefined;
  /** `production`, `sandbox`, or an origin such as `https://gateway.example`; plain http on loopback only. Default `production`. */
  readonly gateway?: 'production' | 'sandbox' | (string & {}) | undefined;
  /** The signature algorithm of requests and replies. Default `RSA2`. */
  readonly signType?: SignType;
  /**
   * How requests are written; replies are read in either. Characters that GBK does not have are escaped within
   * `biz_content`. Default `utf-8`. Source: protocol.md 1.7.
   */
  readonly charset?: Charset;
  /** Further `name=value` pairs for the `Authorization` of v3, joined by commas, such as `expired_seconds=120`. Default: none. */
  readonly additionalAuthInfo?: string | undefined;
  /** axios defaults for the instance: agents, proxy, headers and so on. Only for `createAlipay`. Default: axios's own. */
  readonly axios?: Omit<CreateAxiosDefaults, 'baseURL'>;
  /** How often a call is sent, and how long it waits in between. Default: at most 3 times, with waits as `RetryOptions` has them. */
  readonly retry?: RetryOptions;
  /** Longest time for one attempt, signing to last byte, in milliseconds; axios's `timeout` of a call comes first. Default 10 000. */
  readonly attemptTimeoutMs?: number;
  /**
   * Longest time for a new connection, from the name lookup to the end of the TLS handshake, in milliseconds. An attempt
   * that ends so was not sent. For adapters that make their requests with axios's `transport`, as its own does. Default 3 000.
   */
  readonly connectTimeoutMs?: number;
  /** Longest total time for one call, waits and refreshes included, in milliseconds. Default 30 000. */
  readonly deadlineMs?: number;
  /**
   * For how long an attempt that ran out of time is listened to, in milliseconds: a reply that comes after all is the event
   * `lateReply`, and settles a call that still asks or waits. 0 breaks it off at once. Default 30 000.
   */
  readonly lateReplyMs?: number;
  /** Rules that come before the catalog's; the first that matches is used. Default none. */
  readonly rules?: readonly Rule[];
  /** What is known about methods that the catalog does not list, or knows otherwise. Default none. */
  readonly methods?: Readonly<Record<string, MethodOption>>;
  /** Where tokens are kept and how they are renewed; see `TokenOptions`. Default: in this instance's memory, renewed at the gateway. */
  readonly tokens?: TokenOptions;
  /**
   * Where money calls are written down before they are first sent, so that `recover()` can ask about those that a crash cut
   * off: `createFileJournal(path)`, or `createRedisJournal(client)` of `alipay-axios/redis`. Default: none.
   */
  readonly journal?: Journal;
  /** Where time comes from. Default: the machine's clock. */
  readonly clock?: Clock;
  /** Where chance comes from: a number from 0 to below 1. Default `Math.random`. */
  readonly random?: () => number;
}

const OPTION_NAMES: readonly (keyof AlipayOptions)[] = [
  'budget',
  'breaker',
  'limiter',
  'bulkhead',
  'clockSkew',
  'appId',
  'privateKey',
  'alipayPublicKey',
  'certificates',
  'encryptKey',
  'gateway',
  'signType',
  'charset',
  'additionalAuthInfo',
  'axios',
  'retry',
  'attemptTimeoutMs',
  'connectTimeoutMs',
  'deadlineMs',
  'lateReplyMs',
  'rules',
  'methods',
  'tokens',
  'journal',
  'clock',
  'random',
];

/**
 * Checks the options and fills in the defaults; keys are parsed here, so that a broken one fails at start-up.
 *
 * @throws TypeError that names the option, what came and what to do; never with a key in it
 */
export function resolveOptions(given: AlipayOptions): Settings {
  const options = checkKeys(given, 'options', OPTION_NAMES) as unknown as AlipayOptions;
  const signType = readWord<SignType>(options.signType, 'signType', ['RSA2', 'RSA']) ?? 'RSA2';
  const clock = resolveClock(options.clock);
  return {
    appId: readAppId(options.appId),
    gateway: resolveGateway(options.gateway),
    signType,
    charset: readWord<Charset>(options.charset, 'charset', ['utf-8', 'GBK']) ?? 'utf-8',
    ...readAuthInfo(options.additionalAuthInfo),
    ...readKeys(options, signType, clock.now()),
    retry: readRetry(options.retry),
    attemptTimeoutMs: readWhole(options.attemptTimeoutMs, 'attemptTimeoutMs', 1, 10_000),
    connectTimeoutMs: readWhole(options.connectTimeoutMs, 'connectTimeoutMs', 1, 3_000),
    deadlineMs: readWhole(options.deadlineMs, 'deadlineMs', 1, 30_000),
    lateReplyMs: readWhole(options.lateReplyMs, 'lateReplyMs', 0, 30_000),
    ...readOverload(options, clock),
    rules: readRules(options.rules),
    ...readMethods(options.methods),
    tokens: resolveTokens(options.tokens, clock),
    ...(options.journal === undefined ? {} : { journal: checkJournal(options.journal, 'journal') }),
    clock,
    random: bounded(readFunction(options.random, 'random') ?? Math.random),
  };
}

// A draw outside of [0, 1), or none at all, must not cost a call its outcome.
function bounded(random: () => number): () => number {
  return () => {
    try {
      const draw = random();
      return draw >= 0 && draw < 1 ? draw : 0.5;
    } catch {
      return 0.5;
    }
  };
}

function readAuthInfo(info: unknown): Pick<Settings, 'additionalAuthInfo'> {
  const text = readText(info, 'additionalAuthInfo');
  if (text === undefined) return {};
  if (/^[\w-]+=[^\s,=]+(?:,[\w-]+=[^\s,=]+)*$/.test(text)) return { additionalAuthInfo: text };
  throw invalidInput('additionalAuthInfo', {
    en: 'must be name=value pairs joined by commas, without spaces, such as expired_seconds=120',
    zh: '应为以逗号连接的 name=value，不含空格，例如 expired_seconds=120',
  });
}

function readAppId(appId: unknown): string {
  const text = readText(appId, 'appId');
  if (text !== undefined && !/[\s,=]/.test(text)) return text;
  throw invalidInput('appId', {
    en: `must be the app's id, a text of digits without spaces, got ${text === undefined ? 'undefined' : 'a text with spaces, commas or equals signs'}`,
    zh: '应为应用的 APPID（只含数字，不含空格、逗号或等号）',
  });
}

function resolveTokens(tokens: TokenOptions = {}, clock: Clock): TokenSettings {
  const known = ['refresh', 'refreshTimeoutMs', 'store', 'refreshAheadMs', 'whenStoreIsDown'] as const;
  const given: TokenOptions = checkKeys(tokens, 'tokens', known);
  const refresh = readFunction(given.refresh, 'tokens.refresh');
  return {
    refreshTimeoutMs: readWhole(given.refreshTimeoutMs, 'tokens.refreshTimeoutMs', 1, 5_000),
    store: given.store === undefined ? createMemoryTokenStore(clock) : checkStore(given.store, 'tokens.store'),
    refreshAheadMs: readWhole(given.refreshAheadMs, 'tokens.refreshAheadMs', 0, 300_000),
    whenStoreIsDown: readWord(given.whenStoreIsDown, 'tokens.whenStoreIsDown', ['wait', 'fail'] as const) ?? 'wait',
    ...(refresh === undefined ? {} : { refresh }),
  };
}

function resolveClock(clock: Clock = SYSTEM_CLOCK): Clock {
  if (
    typeof clock === 'object' &&
    clock !== null &&
    typeof clock.now === 'function' &&
    typeof clock.sleep === 'function'
  ) {
    return clock;
  }
  throw invalidInput('clock', {
    en: `must be { now(): number, sleep(ms, signal): Promise<void> }, got ${kindOf(clock).en}`,
    zh: `应为 { now(): number, sleep(ms, signal): Promise<void> }，收到的是${kindOf(clock).zh}`,
  });
}
