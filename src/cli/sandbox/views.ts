import type { TradeStatus } from '../../testing/index.js';

/** One parameter of a signed text, as the page shows it; from `from` to `to` it differs from the other side's. */
export interface Part {
  readonly name: string;
  /** What may be shown of the value. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/**
 * What a client did whose signature does not fit, found by doing it once more and seeing that the signature fits then.
 *
 * - `sign_not_encoded` the plus signs of `sign` travelled bare, and arrived as spaces
 * - `other_algorithm` signed with the other one of RSA and RSA2
 * - `other_charset` signed the bytes of the other charset
 * - `left_out` did not sign a parameter that it sent
 * - `plus_signs` the plus signs of the values travelled bare, and arrived as spaces
 * - `url_encoded` signed the values as they travel, and not as they are
 * - `unsorted` signed the parameters in the order in which it sent them
 * - `empty_values` signed empty values as well
 * - `rewritten` signed the content in another spelling than it sent
 * - `newline` signed a line break at the end
 * - `unknown` none of these: the keys are no pair, or something was changed on the way
 */
export type SignatureCause =
  | 'sign_not_encoded'
  | 'other_algorithm'
  | 'other_charset'
  | 'left_out'
  | 'plus_signs'
  | 'url_encoded'
  | 'unsorted'
  | 'empty_values'
  | 'rewritten'
  | 'newline'
  | 'unknown';

/** Why a request was not found authentic, beyond its code. */
export type Why =
  | { readonly kind: 'code' }
  | { readonly kind: 'clock'; readonly offMs: number }
  | {
      readonly kind: 'signature';
      readonly cause: SignatureCause;
      /** The text that the client signed, where that is known. */
      readonly client: readonly Part[] | undefined;
    };

/** What the sandbox did to a request, by a switch of the page. */
export type Trouble = 'busy' | 'lost' | 'late';

/** One request, as the page shows it: nothing secret is in it. */
export interface RequestView {
  readonly id: number;
  readonly atMs: number;
  readonly httpMethod: string;
  /** `''` where the request named none. */
  readonly method: string;
  readonly isVerified: boolean;
  /** `undefined` for an authentic request. */
  readonly why: Why | undefined;
  /** What the gateway signed itself to compare, parameter by parameter; of v3, where that is another text, what was sent. */
  readonly parts: readonly Part[];
  readonly code: string | undefined;
  readonly subCode: string | undefined;
  /** What the code means, of any that is no success. */
  readonly meaning: { readonly zh: string; readonly en: string } | undefined;
  readonly troubles: readonly Trouble[];
  /** From the head of the request to its reply, in milliseconds; `undefined` while it is under way. */
  readonly durationMs: number | undefined;
}

/** A trade or a QR code that nobody has scanned yet; amounts in yuan with two decimals. */
export interface TradeView {
  readonly merchant: string;
  readonly outTradeNo: string;
  readonly subject: string;
  readonly totalAmount: string;
  readonly refundedAmount: string;
  /** `CODE` before it is scanned. */
  readonly status: TradeStatus | 'CODE';
}

/** An access token, of which nobody can be spoken for with what is shown. */
export interface TokenView {
  readonly kind: 'app_auth_token' | 'auth_token';
  readonly masked: string;
  readonly owner: string;
  readonly isExpired: boolean;
}

/** A notification and what became of it. */
export interface NotificationView {
  readonly outTradeNo: string;
  readonly tradeStatus: string;
  /** Without its query. */
  readonly url: string;
  readonly deliveries: number;
  readonly isDelivered: boolean;
}

/** How the switches stand. */
export interface SwitchesView {
  /** How many authentic requests are still to be answered 20000. */
  readonly busyLeft: number;
  /** How many replies are still to be lost after the ledger took the call. */
  readonly lostLeft: number;
  /** How long every reply is held back, in milliseconds. */
  readonly latencyMs: number;
}

/** All that the page shows beside the requests. */
export interface StateView {
  readonly switches: SwitchesView;
  readonly trades: readonly TradeView[];
  readonly tokens: readonly TokenView[];
  /** Of all tokens, those included that are too many to be shown. */
  readonly tokenCounts: { readonly live: number; readonly expired: number };
  readonly notifications: readonly NotificationView[];
}
