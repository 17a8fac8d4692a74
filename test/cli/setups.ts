import { randomBytes } from 'node:crypto';
import { refused } from 'alipay-axios/testing';
import type { BrokenSetup } from './broken-setup.js';
import { certified, changed, simple } from './broken-setup.js';
import { OWN_KEYS } from './setups-keys.js';
import { THEIR_KEYS } from './setups-trust.js';
import { QUICK_CLOCK } from './test-io.js';
import { privatePem } from './world.js';

const IN_THE_FILE: readonly BrokenSetup[] = [
  {
    name: 'the app id is missing',
    cause: 'app-id.missing',
    called: 'app-id.invalid',
    says: /not set/,
    make: simple(() => ({ ALIPAY_APP_ID: undefined })),
  },
  {
    name: 'the app id has blanks in it',
    cause: 'app-id.blanks',
    called: 'app-id.invalid',
    says: /blanks/,
    make: simple(() => ({ ALIPAY_APP_ID: '"2021 0000 0000 0000"' })),
  },
  {
    name: 'the app id stands in curly quotes',
    cause: 'app-id.not-digits',
    called: 'app-id.no-id',
    says: /quotes/,
    make: simple(({ own }) => ({ ALIPAY_APP_ID: `“${own.appId}”` })),
  },
  {
    name: 'the app id is that of a partner',
    cause: 'app-id.is-partner-id',
    says: /partner id \(PID, 2088…\)/,
    make: simple(() => ({ ALIPAY_APP_ID: '2088102175953034' })),
  },
  {
    name: 'a variable stands twice, with different values',
    cause: 'env.duplicate',
    called: 'app-id.unknown',
    says: /lines 1 and 5/,
    make: async (world) => ({ text: `${await changed(world, {})}ALIPAY_APP_ID=2021000000000001\n` }),
  },
  {
    name: 'a quote is never closed',
    cause: 'env.open-quote',
    // Node reads the key all the same.
    called: null,
    says: /never closed/,
    make: simple(({ own }) => ({ ALIPAY_PUBLIC_KEY: `"${own.alipayPublicKey}` })),
  },
  {
    name: 'a PEM key stands over several lines without quotes',
    cause: 'env.bare-pem',
    called: 'private-key.unreadable',
    says: /double quotes/,
    make: simple(({ own }) => ({ ALIPAY_APP_PRIVATE_KEY: privatePem(own.privateKey, 'pkcs8') })),
  },
  {
    name: 'a variable is misspelt',
    cause: 'env.unknown-name',
    called: 'private-key.missing',
    level: 'warning',
    says: /Did you mean ALIPAY_APP_PRIVATE_KEY/,
    make: simple(({ own }) => ({ ALIPAY_APP_PRIVATE_KEY: undefined, ALIPAY_PRIVATE_KEY: own.privateKey })),
  },
  {
    name: 'the gateway is plain http somewhere else',
    cause: 'gateway.plain-http',
    says: /Use https/,
    make: simple(() => ({ ALIPAY_GATEWAY: 'http://openapi.alipay.com' })),
  },
];

const OUT_THERE: readonly BrokenSetup[] = [
  {
    name: 'the gateway cannot be reached',
    cause: 'gateway.unreachable',
    called: null,
    says: /firewall/,
    exitCode: 4,
    make: simple(() => ({ ALIPAY_GATEWAY: 'http://127.0.0.1:1' })),
  },
  {
    name: 'a proxy answers with a page',
    cause: 'gateway.not-alipay',
    called: null,
    says: /proxy/,
    make: async (world) => ({ text: await changed(world, { ALIPAY_GATEWAY: await world.proxy() }) }),
  },
  {
    name: 'the clock is 24 hours slow',
    cause: 'clock.slow',
    called: null,
    says: /24 h behind/,
    make: async (world) => ({
      text: await changed(world, {}),
      clock: { ...QUICK_CLOCK, now: () => Date.now() - 86_400_000 },
    }),
  },
  {
    name: 'the app may not call the API',
    cause: 'isv.insufficient-isv-permissions',
    called: null,
    says: /40006/,
    make: async (world) => {
      const { url } = await world.gateway({ deniedToApp: ['alipay.trade.query'] });
      return { text: await changed(world, { ALIPAY_GATEWAY: url }) };
    },
  },
  {
    name: 'the key was uploaded for another type of signature',
    cause: 'key.other-type',
    says: /no public key of this app for RSA2/,
    make: async (world) => {
      const { url } = await world.gateway({ signTypes: ['RSA'] });
      return { text: await changed(world, { ALIPAY_GATEWAY: url }) };
    },
  },
  {
    name: 'no key was uploaded',
    cause: 'key.none-uploaded',
    says: /Upload the public key that belongs to ALIPAY_APP_PRIVATE_KEY/,
    make: async (world) => {
      const { url } = await world.gateway({ signTypes: [] });
      return { text: await changed(world, { ALIPAY_GATEWAY: url }) };
    },
  },
  {
    name: 'the uploaded key is that of another private key',
    cause: 'key.other-uploaded',
    says: /not the other half of the public key that the console holds/,
    make: simple(({ other }) => ({ ALIPAY_APP_PRIVATE_KEY: other.privateKey })),
  },
  {
    name: 'the gateway does not know the app',
    cause: 'app-id.unknown',
    says: /sandbox/,
    make: simple(({ other }) => ({ ALIPAY_APP_ID: other.appId })),
  },
  {
    name: 'the AES key is another',
    cause: 'encrypt-key.not-fitting',
    says: /AES key/,
    make: async (world) => {
      const { url } = await world.gateway({ encryptKey: randomBytes(16).toString('base64') });
      const encryptKey = randomBytes(16).toString('base64');
      return { text: await changed(world, { ALIPAY_GATEWAY: url, ALIPAY_ENCRYPT_KEY: encryptKey }) };
    },
  },
  {
    name: 'the gateway is unwell',
    cause: 'isp.unknow-error',
    called: null,
    level: 'warning',
    says: /20000/,
    exitCode: 0,
    make: async (world) => {
      const gateway = await world.gateway();
      const busy = refused('20000', 'isp.unknow-error');
      gateway.on('alipay.trade.query').reply(busy, busy, busy);
      return { text: await changed(world, { ALIPAY_GATEWAY: gateway.url }) };
    },
  },
];

/** Set-ups that differ in what is wrong with them. */
export const SETUPS: readonly BrokenSetup[] = [...IN_THE_FILE, ...OWN_KEYS, ...THEIR_KEYS, ...OUT_THERE];

/** A set-up in which nothing is wrong, in key mode and in certificate mode. */
export const RIGHT: Readonly<Record<'keys' | 'certificates', BrokenSetup['make']>> = {
  keys: simple(() => ({})),
  certificates: (world) => certified(world, {}),
};
