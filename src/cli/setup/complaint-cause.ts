const AREAS: Readonly<Record<string, string>> = {
  appId: 'app-id',
  privateKey: 'private-key',
  alipayPublicKey: 'alipay-key',
  'certificates.app': 'app-certificate',
  'certificates.alipay': 'alipay-certificate',
  'certificates.root': 'root-certificate',
  encryptKey: 'encrypt-key',
  gateway: 'gateway',
  signType: 'sign-type',
};

// The library's own words are the only place where it says which mistake it is. The first that fits counts; a test has an example of each.
const KINDS: readonly (readonly [kind: string, words: RegExp])[] = [
  ['no-passphrase', /^must be the passphrase/],
  ['wrong-passphrase', /^cannot be opened with its passphrase/],
  ['no-container', /^is not a PKCS#12 container/],
  ['missing', /is the environment variable set\?/],
  ['is-public', /^is a public key/],
  ['is-private', /^is a private key/],
  ['is-certificate', /^is a certificate/],
  ['locked', /^is locked with a passphrase/],
  ['not-rsa', /^is not an RSA/],
  ['too-short', /^has \d+ bits/],
  ['own', /^is the app's own/],
  ['both-modes', /certificate mode; an app has one of them/],
  ['other-key', /^does not belong to/],
  ['no-root', /^holds no root certificate|^holds no certificate that RSA/],
  ['expired', /^is not valid today/],
  ['plain-http', /^is plain http/],
  ['wrong-file', /^holds a /],
  ['unreadable', /cut short|END line is missing|neither PEM|^is not a certificate/],
];

/**
 * A stable word for what the library says about an option.
 *
 * @param en the English half, without the option's name
 * @example
 * causeOf('privateKey', 'is a public key; …'); // 'private-key.is-public'
 */
export function causeOf(option: string, en: string): string {
  const area = AREAS[option] ?? AREAS[option.replace(/\.(?:path|pkcs12|passphrase)$/, '')] ?? option;
  return `${area}.${KINDS.find(([, words]) => words.test(en))?.[0] ?? 'invalid'}`;
}
