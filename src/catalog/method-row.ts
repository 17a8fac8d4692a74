/**
 * May a call be sent again when it is not known whether it ran?
 *
 * - `safe` yes: it reads, or doing it twice does no harm
 * - `with-key` yes, with the same key in the content: the gateway takes it for the same call
 * - `never` no
 */
export type Repeat = 'safe' | 'with-key' | 'never';

/** One row of the method table. Source: protocol.md 8.7. */
export interface MethodRow {
  /** The method's dotted name, such as `alipay.trade.pay`. */
  readonly method: string;
  readonly repeat: Repeat;
  /**
   * The content's keys that make a repeat the same call: every group must be there, and a group is there when one of its names is.
   * `[['out_trade_no', 'trade_no'], ['out_request_no']]` means: one of the two trade numbers, and the request number.
   */
  readonly key?: readonly (readonly string[])[];
  /** True where a success carries no `code`. Source: protocol.md 2.1. */
  readonly codeless?: true;
  /**
   * Set where a server only writes and signs the request, and somebody else sends it: a browser (`page`) or an app.
   * Source: protocol.md 10.
   */
  readonly page?: 'page' | 'app';
  /** The method that tells what became of this one. */
  readonly confirm?: string;
}
