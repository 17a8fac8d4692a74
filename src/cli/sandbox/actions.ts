import type { TestGateway } from '../../testing/index.js';
import type { Refusal } from './guard.js';
import type { Switches } from './switches.js';

/** What the switches and buttons of the page act on. */
export interface ActionScene {
  readonly gateway: TestGateway;
  readonly switches: Switches;
  /** Says something in the terminal: what may not be seen in a page. */
  readonly print: (line: string) => void;
  /** Forgets the requests. */
  readonly clear: () => void;
}

/** The longest latency, in milliseconds. */
const LONGEST_MS = 600_000;
const MOST_REQUESTS = 1_000;

type Fields = Readonly<Record<string, unknown>>;
type Action = (scene: ActionScene, fields: Fields) => Refusal | undefined;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['busy', ({ switches }, { count }) => withNumber(count, MOST_REQUESTS, switches.setBusy)],
  ['lost', ({ switches }, { count }) => withNumber(count, MOST_REQUESTS, switches.setLost)],
  ['latency', ({ switches }, { ms }) => withNumber(ms, LONGEST_MS, switches.setLatency)],
  ['expire', expireTokens],
  ['code', printCode],
  ['pay', pay],
  ['clear', ({ clear }) => void clear()],
]);

/** Does what a button of the page asks for; the refusal where that cannot be done. */
export function act(name: string, body: string, scene: ActionScene): Refusal | undefined {
  const action = ACTIONS.get(name);
  if (action === undefined) return { status: 404, text: `There is no switch of this name` };
  const fields = parseFields(body);
  return fields === undefined ? { status: 400, text: 'The body has to be a JSON object' } : action(scene, fields);
}

function parseFields(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function withNumber(value: unknown, most: number, set: (value: number) => void): Refusal | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) {
    return { status: 400, text: `A whole number from 0 to ${most} is needed` };
  }
  set(value);
  return undefined;
}

function expireTokens({ gateway: { tokens } }: ActionScene): undefined {
  for (const { token } of tokens.held) tokens.expire(token);
}

// A code can be changed into a token by whoever has it, so the page does not get to see it.
function printCode({ gateway: { tokens }, print }: ActionScene, { kind }: Fields): Refusal | undefined {
  if (kind === 'merchant') print(`alipay.open.auth.token.app  code=${tokens.codeForMerchant()}`);
  else if (kind === 'user') print(`alipay.system.oauth.token  code=${tokens.codeForUser()}`);
  else return { status: 400, text: 'The kind is merchant or user' };
  return undefined;
}

function pay({ gateway: { ledger } }: ActionScene, { merchant, outTradeNo }: Fields): Refusal | undefined {
  if (typeof merchant !== 'string' || typeof outTradeNo !== 'string') {
    return { status: 400, text: 'merchant and outTradeNo are needed' };
  }
  const isCode = ledger.codes.some((code) => code.merchant === merchant && code.outTradeNo === outTradeNo);
  if (isCode) ledger.scan(outTradeNo, merchant);
  if (ledger.get(outTradeNo, merchant)?.status !== 'WAIT_BUYER_PAY') {
    return { status: 409, text: 'There is nothing to be paid' };
  }
  ledger.buyerPays(outTradeNo, merchant);
  return undefined;
}
