import type { Repeat } from '../catalog/method-row.js';
import type { ReplyNode } from '../protocol/open-reply.js';
import type { WireParams } from '../protocol/wire-params.js';
import type { CallTokens, TokenSource } from './tokens/held-token.js';
import type { SendBytes } from './transport.js';

/** What a caller can say about one call, beside its method and content. */
export interface CallOptions {
  /**
   * The merchant's token, for calls that an ISV makes on a merchant's behalf (`app_auth_token` on the wire): its text, or
   * `{ owner }` to have it looked up in `tokens.store` and kept alive.
   */
  readonly appAuthToken?: TokenSource;
  /** The user's token (`auth_token` on the wire): its text, or `{ owner }`. */
  readonly authToken?: TokenSource;
  /** Where the gateway sends its notification of the result. */
  readonly notifyUrl?: string;
  /** Where a page product sends the buyer back to. */
  readonly returnUrl?: string;
  /** Further wire parameters, by their wire names. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Longest total time for this call, waits and refreshes included, in milliseconds. Default: the option of the instance. */
  readonly deadlineMs?: number;
  /** May this call be sent again when it is not known whether it ran? Comes before `methods` and the catalog. */
  readonly repeat?: Repeat;
}

/** A call, frozen: what was asked for, and nothing of the keys. */
export interface GatewayCall {
  readonly callId: string;
  readonly method: string;
  /** The call's own parameters as they travel, tokens left out; `biz_content` is its final text. */
  readonly params: WireParams;
  /** The content as the gateway will read it, for keys and questions: `biz_content` where there is one, else the parameters. */
  readonly content: () => ReplyNode;
  readonly tokens: CallTokens;
  readonly repeat?: Repeat;
  readonly deadlineMs: number;
  readonly attemptTimeoutMs: number;
  readonly send: SendBytes;
  /** True for a call of the engine's own, whose request is nobody's business: its errors do not hand it out. */
  readonly own?: true;
}
