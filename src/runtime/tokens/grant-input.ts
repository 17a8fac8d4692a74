import type { TokenKind } from '../../catalog/rows.js';
import { invalidInput, kindOf } from '../../protocol/invalid-input.js';
import { checkKeys, readText, readWord, required } from '../check-keys.js';
import { isInstant, isToken } from './check-record.js';
import type { NewToken } from './write-record.js';

/** A token that a caller brings along, with what is needed to renew it; instants in milliseconds since the epoch. */
export interface TokenPut {
  readonly kind: TokenKind;
  /** The name that calls will ask for it by; a text of the caller's choice, such as the merchant's `auth_app_id` or the user's `2088...`. */
  readonly owner: string;
  /** The token's text. */
  readonly value: string;
  /** Without it the token cannot be renewed, but by `tokens.refresh`. */
  readonly refreshToken?: string;
  /** When the token ends. Left out: when the gateway says so. */
  readonly expiresAtMs?: number;
  readonly refreshExpiresAtMs?: number;
  /** At least this generation; for a record that moves from one store to another. */
  readonly generation?: number;
}

/** A record that was put, as it is checked. */
export interface CheckedPut {
  readonly kind: TokenKind;
  readonly owner: string;
  readonly token: NewToken;
}

const KINDS: readonly TokenKind[] = ['app_auth_token', 'auth_token'];
const PUT_NAMES: readonly (keyof TokenPut)[] = [
  'kind',
  'owner',
  'value',
  'refreshToken',
  'expiresAtMs',
  'refreshExpiresAtMs',
  'generation',
];

/**
 * Reads which kind of token is meant.
 *
 * @throws TypeError that names the argument and what came
 */
export function readKind(value: unknown, name: string): TokenKind {
  return readWord(value, name, KINDS) ?? required(name);
}

/**
 * Reads an owner's name or a code.
 *
 * @throws TypeError that names the argument and what came
 */
export function readName(value: unknown, name: string): string {
  const text = readText(value, name) ?? required(name);
  if (isToken(text)) return text;
  throw invalidInput(name, { en: 'is a text that has no UTF-8 form', zh: '不是合法的文本（无法以 UTF-8 编码）' });
}

/**
 * Reads a record that a caller puts.
 *
 * @throws TypeError that names the member, what came and what to do; never with a token in it
 */
export function readPut(value: unknown): CheckedPut {
  const given = checkKeys(value, 'record', PUT_NAMES);
  const refreshToken = given['refreshToken'];
  const generation = given['generation'];
  if (generation !== undefined && !(Number.isSafeInteger(generation) && Number(generation) > 0)) {
    throw invalidInput('record.generation', {
      en: `must be a whole number of at least 1, got ${kindOf(generation).en}; leave it out for a token that is new here`,
      zh: `应为不小于 1 的整数，收到的是${kindOf(generation).zh}；新令牌无需填写`,
    });
  }
  return {
    kind: readKind(given['kind'], 'record.kind'),
    owner: readName(given['owner'], 'record.owner'),
    token: {
      value: readToken(given['value'], 'record.value'),
      ...(refreshToken === undefined ? {} : { refreshToken: readToken(refreshToken, 'record.refreshToken') }),
      ...instant(given, 'expiresAtMs'),
      ...instant(given, 'refreshExpiresAtMs'),
      ...(generation === undefined ? {} : { generation: Number(generation) }),
    },
  };
}

function readToken(value: unknown, name: string): string {
  if (isToken(value)) return value;
  throw invalidInput(name, {
    en: `must be the token's text, as the gateway gave it, got ${kindOf(value).en}`,
    zh: `应为网关返回的令牌文本，收到的是${kindOf(value).zh}`,
  });
}

function instant(given: Readonly<Record<string, unknown>>, name: 'expiresAtMs' | 'refreshExpiresAtMs'): object {
  const value = given[name];
  if (value === undefined) return {};
  if (isInstant(value)) return { [name]: value };
  throw invalidInput(`record.${name}`, {
    en: `must be an instant in milliseconds since the epoch, the time of the reply plus expires_in * 1000, got ${kindOf(value).en}`,
    zh: `应为毫秒时间戳，即收到应答的时间加上 expires_in * 1000，收到的是${kindOf(value).zh}`,
  });
}
