import type { ReplyNode } from '../protocol/open-reply.js';
import type { SignType } from '../protocol/signature.js';
import type { WireParams } from '../protocol/wire-params.js';

/** Why a call failed, as far as a set-up can be the reason. */
export type Refusal =
  | { readonly kind: 'refused'; readonly code: string; readonly subCode: string; readonly subMsg: string }
  | { readonly kind: 'unbelieved'; readonly cause: 'forged' | 'unknown-certificate' };

/** What is known of the settings, and nothing of the keys but the end of a public one. */
export interface SetupFacts {
  readonly appId: string;
  /** Which of Alipay's gateways it is; `other` for a proxy, a test gateway or anybody else. */
  readonly gateway: 'production' | 'sandbox' | 'other';
  readonly signType: SignType;
  readonly charset: string;
  readonly mode: 'keys' | 'certificates';
  /** The last characters of the public key that belongs to the app's private key, in Base64; read when it is needed. */
  readonly keyMark: () => string;
}

/** What a diagnosis is made of: the refusal, the settings, and the request as it was signed. */
export interface Scene {
  readonly method: string;
  readonly refusal: Refusal;
  readonly setup: SetupFacts;
  /** The parameters that were signed; left out for v3, whose refusals show no text. */
  readonly params?: WireParams;
  /** The content as the caller gave it; left out where the call had none. */
  readonly content?: ReplyNode;
  /** The gateway's clock less the one that the time stamp was made with, in milliseconds; left out where it is not known. */
  readonly clockOffByMs?: number;
}

/** A scene whose call the gateway refused. */
export type RefusedScene = Scene & { readonly refusal: Extract<Refusal, { kind: 'refused' }> };
