import type { Repeat } from '../catalog/method-row.js';
import type { ReplyNode, ReplyVerifier } from '../protocol/open-reply.js';
import type { WireParams } from '../protocol/wire-params.js';
import type { CallTokens, TokenSource } from './tokens/held-token.js';
import type { SendBytes } from './transport.js';
import type { PreparedFile, UploadFile } from './uploads/upload-file.js';

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
  /** With true the content travels encrypted; needs the option `encryptKey`. Source: protocol.md 4. */
  readonly encrypt?: boolean;
  /**
   * Files to upload, by the names of their form fields, such as `{ file_content: { path: 'shop.jpg' } }`. They are not
   * signed. Source: protocol.md 1.8.
   */
  readonly files?: Readonly<Record<string, UploadFile>>;
  /** Further wire parameters, by their wire names. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Longest total time for this call, waits and refreshes included, in milliseconds. Default: the option of the instance. */
  readonly deadlineMs?: number;
  /** May this call be sent again when it is not known whether it ran? Comes before `methods` and the catalog. */
  readonly repeat?: Repeat;
}

/** What a call to `/v3/...` has of its own. */
export interface V3Call {
  /** In lower case. */
  readonly verb: string;
  /** Path and query, as they travel, but for a user's token. */
  readonly target: string;
  /** The body as it is signed, encrypted where it is to be; empty where there is none. */
  readonly body: string;
  readonly encrypted: boolean;
  /** True where the answer is wanted as server-sent events. */
  readonly asStream: boolean;
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
  /** Looked at and ready to be read; those that can be read only once are in `isOnce`. */
  readonly files?: readonly PreparedFile[];
  /** Set for a call of the v3 protocol. */
  readonly v3?: V3Call;
  readonly deadlineMs: number;
  readonly attemptTimeoutMs: number;
  readonly send: SendBytes;
  /** What its reply is verified with, where not as all others. */
  readonly verifier?: ReplyVerifier;
  /** True where it follows another call up, and is not turned away for want of room. */
  readonly followsUp?: true;
  /** True for a call of the engine's own, whose request is nobody's business: its errors do not hand it out. */
  readonly own?: true;
}
