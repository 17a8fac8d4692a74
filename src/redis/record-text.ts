import type { KeyObject } from 'node:crypto';
import { invalidInput, kindOf } from '../protocol/invalid-input.js';
import type { TokenRecord } from '../runtime/tokens/token-store.js';
import { DOES_NOT_OPEN, NEEDS_KEY, NO_RECORD, NOT_SEALED, recordError } from './record-error.js';
import { isSealed, open, seal } from './seal.js';

/** A record as it stands in Redis. */
export interface StoredRecord {
  /** The entry's name, for errors. */
  readonly name: string;
  /** The generation, in decimal. */
  readonly generation: string;
  /** JSON, or JSON sealed. */
  readonly data: string;
}

/**
 * Writes a record as text; sealed where there is a key, and then bound to its owner and generation.
 *
 * @throws TypeError that names the field that no record can have
 */
export function writeRecord(keys: readonly KeyObject[], digest: string, record: TokenRecord): string {
  const text = JSON.stringify(checked(record));
  return keys[0] === undefined ? text : seal(keys[0], text, placeOf(digest, String(record.generation)));
}

/**
 * Reads a record back.
 *
 * @throws Error with the code `ERR_TOKEN_RECORD` where it cannot be read
 */
export function readRecord(keys: readonly KeyObject[], digest: string, stored: StoredRecord): TokenRecord {
  const record = parsed(keys.length === 0 ? clearText(stored) : opened(keys, digest, stored));
  if (record !== undefined && String(record.generation) === stored.generation) return record;
  throw recordError(stored.name, NO_RECORD);
}

function clearText({ name, data }: StoredRecord): string {
  if (isSealed(data)) throw recordError(name, NEEDS_KEY);
  return data;
}

function opened(keys: readonly KeyObject[], digest: string, { name, generation, data }: StoredRecord): string {
  if (!isSealed(data)) throw recordError(name, parsed(data) === undefined ? NO_RECORD : NOT_SEALED);
  const found = open(keys, data, placeOf(digest, generation));
  if (found === undefined) throw recordError(name, DOES_NOT_OPEN);
  return found.text;
}

function placeOf(digest: string, generation: string): string {
  return `${digest}\0${generation}`;
}

function parsed(text: string): TokenRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const record = typeof value === 'object' && value !== null ? fieldsOf(value) : undefined;
    return record === undefined || wrongField(record) !== undefined ? undefined : (record as unknown as TokenRecord);
  } catch {
    return undefined;
  }
}

function checked(record: TokenRecord): object {
  const wrong = wrongField({ ...record });
  if (wrong === undefined) return fieldsOf(record);
  const came = kindOf((record as unknown as Readonly<Record<string, unknown>>)[wrong]);
  throw invalidInput(`record.${wrong}`, {
    en: `is not what a token record has there, got ${came.en}`,
    zh: `不符合令牌记录的格式，收到的是${came.zh}`,
  });
}

type Test = (value: unknown) => boolean;

const isInstant: Test = (value) => value === undefined || (typeof value === 'number' && Number.isFinite(value));

const FIELDS: Readonly<Record<keyof TokenRecord, Test>> = {
  value: (value) => typeof value === 'string',
  refreshToken: (value) => value === undefined || typeof value === 'string',
  expiresAtMs: isInstant,
  refreshExpiresAtMs: isInstant,
  issuedAtMs: isInstant,
  generation: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 1,
  reauthorize: (value) => value === undefined || typeof value === 'boolean',
};

// Only what a record has: whatever else is on the object of a caller stays out of Redis.
function fieldsOf(value: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value).filter(([name, field]) => Object.hasOwn(FIELDS, name) && field !== undefined),
  );
}

function wrongField(record: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(FIELDS).find(([name, isRight]) => !isRight(record[name]))?.[0];
}
