import { inspect } from 'node:util';

// From the first name=value to the end: what the gateway quotes of a request can hold anything, so no end of it is sure.
const QUOTED_REQUEST = /[\w.-]+=[\s\S]*$/;

/**
 * A gateway's text without what it quotes of the request (its own text to sign, for one, tokens and content included),
 * and without the given secrets. Source: protocol.md 2.2.
 */
export function redactText(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce(
      (left, secret) => left.replaceAll(secret, '[redacted]'),
      text.replace(QUOTED_REQUEST, '[the request, redacted]'),
    );
}

/**
 * Somebody else's error as the cause of ours: itself where nothing secret is in it; where something is, and for every
 * axios error (it carries a whole request), a new error that keeps the name and the code.
 */
export function safeCause(error: unknown, secrets: readonly string[]): Error {
  if (!(error instanceof Error)) return new Error(redactText(String(error), secrets));
  if (!('isAxiosError' in error) && !holdsSecret(error, secrets)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  const safe = new Error(`${error.name}${code}: its text is left out, as it may hold a secret`);
  safe.name = error.name;
  return safe;
}

function holdsSecret(error: Error, secrets: readonly string[]): boolean {
  const text = inspect(error, {
    depth: Number.POSITIVE_INFINITY,
    maxStringLength: null,
    maxArrayLength: null,
    showHidden: true,
  });
  return secrets.some((secret) => secret !== '' && text.includes(secret));
}
