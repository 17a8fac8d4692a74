import type { Buyer } from '../gateway-options.js';
import type { BusinessNode } from '../reply-words.js';
import { refusalNode } from '../reply-words.js';

/** One call that passed every check. */
export interface GatewayCall {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly content: Readonly<Record<string, unknown>>;
  /** The app id of the merchant for whom it is made: the app's own, or that of the app_auth_token. */
  readonly merchant: string;
  /** What a script says that the buyer does. */
  readonly buyer?: Buyer;
}

/** What a method does and answers. */
export type Handler = (call: GatewayCall) => BusinessNode;

/** The refusal of a call in whose content one of the names is missing or empty. */
export function refuseMissing(call: GatewayCall, names: readonly string[]): BusinessNode | undefined {
  const missing = names.find((name) => isEmpty(call.content[name]));
  return missing === undefined ? undefined : refuseParameter(missing);
}

/** The refusal of a call that names no trade. */
export function refuseNumberless({ content }: GatewayCall): BusinessNode | undefined {
  return isEmpty(content['out_trade_no']) && isEmpty(content['trade_no']) ? refuseParameter('out_trade_no') : undefined;
}

/** The refusal of one parameter by its name. */
export function refuseParameter(name: string): BusinessNode {
  return refusalNode('40002', 'isv.invalid-parameter', { sub_msg: `参数无效：${name}` });
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
