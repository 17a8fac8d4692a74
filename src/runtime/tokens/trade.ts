import type { Repeat } from '../../catalog/method-row.js';
import type { AlipayError } from '../../errors.js';
import type { TradeFailure } from '../../policy/rotation.js';
import type { ReplyNode, ReplyVerifier } from '../../protocol/open-reply.js';
import type { TokenGrant, TokenTrade } from '../../protocol/token-replies.js';
import { readGrants, TOKEN_METHODS, tradeParams } from '../../protocol/token-replies.js';
import { safeCause } from '../redact.js';
import type { CallbackQuestion } from './ask-callback.js';
import { RefreshFailed } from './held-token.js';
import type { TokenKey, TokenRecord } from './token-store.js';

/** A call of the engine's own. */
export interface OwnCall {
  readonly callId: string;
  readonly method: string;
  /** Wire parameters. */
  readonly params: Readonly<Record<string, unknown>>;
  /** May it be sent again when it may have run? Default `never`: codes and refresh tokens work once. */
  readonly repeat?: Repeat;
  /** What its reply is verified with. Default: as all others. */
  readonly verifier?: ReplyVerifier;
}

/** How a call of the engine's own ended: with the business node, or with a failure and whether a signed refusal stands behind it. */
export type OwnAnswer = { readonly node: ReplyNode } | { readonly failure: AlipayError; readonly signed: boolean };

/** Runs a call of the engine's own, with its policy and without the events of a user's call. Never rejects for its failure. */
export type AskGateway = (call: OwnCall) => Promise<OwnAnswer>;

/** How the trade of a refresh token ended. */
export type Traded =
  | { readonly kind: 'granted'; readonly grant: TokenGrant; readonly by: 'gateway' | 'callback' }
  | { readonly kind: TradeFailure; readonly because: string; readonly cause?: unknown };

/** Trades an owner's refresh token for a new token; never rejects. */
export type TradeToken = (key: TokenKey, record: TokenRecord, question: TradeQuestion) => Promise<Traded>;

/** On whose behalf a token is renewed, and why. */
export type TradeQuestion = Pick<CallbackQuestion, 'subCode' | 'method'> & { readonly callId: string };

/** Trades at the gateway, one send for each trade unless it provably was not sent or did not run. Source: protocol.md 7.5. */
export function tradeAtGateway(ask: AskGateway): TradeToken {
  return async ({ kind }, { refreshToken = '' }, { callId }) => {
    const trade: TokenTrade = { grant_type: 'refresh_token', refresh_token: refreshToken };
    const answered = await ask({ callId, method: TOKEN_METHODS[kind], params: tradeParams(kind, trade) });
    if ('failure' in answered) return readFailure(answered.failure, answered.signed);
    const [grant] = readGrants(kind, answered.node);
    if (grant !== undefined) return { kind: 'granted', grant, by: 'gateway' };
    return { kind: 'failed', because: 'the gateway answered the refresh with a success that holds no token' };
  };
}

// No verdict on a refresh token rests on an unsigned word.
function readFailure(failure: AlipayError, signed: boolean): Traded {
  const said = failure.subCode ?? failure.code;
  if (failure.outcome === 'unknown') {
    return { kind: 'lost', because: `the reply to the refresh was lost (${said})`, cause: failure };
  }
  const kind = signed && failure.reauthorize === true ? 'spent' : 'failed';
  return { kind, because: `the refresh failed (${said})`, cause: failure };
}

/** Trades by the user's callback. What it did at the gateway, if anything, only the callback knows. */
export function tradeByCallback(
  ask: (question: CallbackQuestion, key: TokenKey, record: TokenRecord) => Promise<TokenGrant>,
): TradeToken {
  return async (key, record, { subCode, method }) => {
    const { kind, owner } = key;
    const { value, refreshToken } = record;
    const question = { kind, value, owner, subCode, method, ...(refreshToken === undefined ? {} : { refreshToken }) };
    try {
      return { kind: 'granted', grant: await ask(question, key, record), by: 'callback' };
    } catch (error) {
      if (!(error instanceof RefreshFailed)) throw error;
      const { because, cause } = error;
      // What the callback threw may quote what it was given.
      const safe = cause === undefined ? undefined : safeCause(cause, [value, refreshToken ?? '']);
      return { kind: 'failed', because, cause: safe };
    }
  };
}
