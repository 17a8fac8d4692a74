import type { TokenKind } from '../catalog/rows.js';
import type { JournalledCall, RecoverOptions, RecoverTokens } from './recovered-call.js';
import type { CallTokens, TokenOwner, TokenSource } from './tokens/held-token.js';

const OPTION_OF: Readonly<Record<TokenKind, keyof RecoverTokens>> = {
  app_auth_token: 'appAuthToken',
  auth_token: 'authToken',
};

/**
 * Finds the tokens that a call of the journal has to be asked after with, as under another merchant's its trade would not
 * exist; a text that says why, where there are none. Source: protocol.md 7.3.
 */
export async function findOwnTokens(call: JournalledCall, ask: RecoverOptions['tokens']): Promise<CallTokens | string> {
  const tokens: { [Kind in TokenKind]?: TokenSource } = {};
  const kinds = (Object.keys(OPTION_OF) as TokenKind[]).filter((kind) => call.tokens[kind] !== undefined);
  if (kinds.length === 0) return tokens;
  const given = kinds.some((kind) => call.tokens[kind] === 'text') ? await askFor(call, ask) : {};
  if (typeof given === 'string') return given;
  for (const kind of kinds) {
    const named = call.tokens[kind];
    const token = typeof named === 'object' ? named : given[OPTION_OF[kind]];
    if (typeof token === 'string' && token !== '') tokens[kind] = token;
    else if (isOwner(token)) tokens[kind] = { owner: token.owner };
    else return `its ${kind} was a text, which is not written down: give it by recover({ tokens })`;
  }
  return tokens;
}

function isOwner(token: unknown): token is TokenOwner {
  const { owner } = Object(token) as Partial<TokenOwner>;
  return typeof owner === 'string' && owner !== '';
}

async function askFor(call: JournalledCall, ask: RecoverOptions['tokens']): Promise<RecoverTokens | string> {
  try {
    return (await ask?.(call)) ?? {};
  } catch {
    return 'the option tokens of recover() threw an error';
  }
}
