/**
 * Methods whose reply is a secret. A command that shows no secrets would trade the code in and throw the token away, so they are
 * not called at all.
 */
export const SECRET_REPLIES: ReadonlySet<string> = new Set([
  'alipay.system.oauth.token',
  'alipay.open.auth.token.app',
  'alipay.open.auth.app.aes.set',
  'alipay.open.auth.app.aes.get',
]);

const SECRET_FIELD = /(?:^|_)(?:token|secret|password|aes_key|private_key|session_key|sign)$/i;

/** A reply's data with every field that is a secret by its name struck out. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, SECRET_FIELD.test(key) ? '[redacted]' : withoutSecrets(one)]),
  );
}
