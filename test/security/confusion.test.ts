import { createHmac, sign as cryptoSign, generateKeyPairSync } from 'node:crypto';
import { createAlipay } from 'alipay-axios';
import { createTestAuthority } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import { readForm } from '../../src/protocol/form-fields.js';
import { readPublicKey } from '../../src/protocol/keys.js';
import { openNotification } from '../../src/protocol/notification.js';
import { openReply } from '../../src/protocol/open-reply.js';
import { openV3Reply } from '../../src/protocol/open-v3-reply.js';
import { v3ReplyBytes } from '../../src/protocol/v3-request.js';
import { reply, signatureOf } from '../support/envelopes.js';
import { pair, pem } from '../support/key-pairs.js';
import { testCredentials } from '../support/world.js';

const METHOD = 'alipay.trade.query';
const NAME = 'alipay_trade_query_response';
const NODE = '{"code":"10000"}';
const { publicKey, privateKey } = pair('alipay');
const TYPES = ['RSA', 'RSA2'] as const;
const SAID = ['RSA', 'RSA2', 'rsa', 'SM2', 'none', 'HMAC', '', 'null', '__proto__', 'RSA2 '];

/** What somebody without the private key can make of a text. */
const forgeries = (text: string): Readonly<Record<string, string>> => ({
  'HMAC with the public key': createHmac('sha256', pem(publicKey, 'spki')).update(text).digest('base64'),
  'the digest itself': createHmac('sha256', '').update(text).digest('base64'),
  'another key': signatureOf(text, pair('app').privateKey),
  'an elliptic curve': cryptoSign('sha256', Buffer.from(text), pair('ec').privateKey).toString('base64'),
  PSS: cryptoSign('sha512', Buffer.from(text), pair('pss').privateKey).toString('base64'),
  'PSS by the right key': cryptoSign('sha256', Buffer.from(text), { key: privateKey, padding: 6 }).toString('base64'),
  nothing: '====',
  zeroes: Buffer.alloc(256).toString('base64'),
  ones: Buffer.alloc(256, 0xff).toString('base64'),
});

describe('what a document says about its algorithm', () => {
  test.each(SAID)('%j chooses nothing in a reply', (said) => {
    for (const signType of TYPES) {
      for (const signedWith of TYPES) {
        const bytes = reply([
          [NAME, NODE],
          ['sign_type', JSON.stringify(said)],
          ['sign', `"${signatureOf(NODE, privateKey, signedWith)}"`],
        ]);
        const { kind } = openReply(bytes, METHOD, { key: publicKey, signType });
        expect(kind).toBe(signType === signedWith ? 'verified' : 'forged');
      }
    }
  });

  test.each(SAID)('%j chooses nothing in a notification', (said) => {
    for (const signType of TYPES) {
      for (const signedWith of TYPES) {
        const sign = signatureOf('trade_status=TRADE_SUCCESS', privateKey, signedWith);
        const form = readForm(
          Buffer.from(
            `trade_status=TRADE_SUCCESS&sign_type=${encodeURIComponent(said)}&sign=${encodeURIComponent(sign)}`,
          ),
        );
        const { kind } = openNotification(form.ok ? form.fields : [], { key: publicKey, signType });
        expect(kind).toBe(signType === signedWith ? 'verified' : 'forged');
      }
    }
  });

  test('nor do headers in v3, where it is RSA2 whatever v2 is set to', () => {
    const body = Buffer.from(NODE);
    for (const signedWith of TYPES) {
      const headers: Readonly<Record<string, string>> = {
        'alipay-timestamp': '1',
        'alipay-nonce': 'n',
        'alipay-signature': signatureOf(v3ReplyBytes('1', 'n', body), privateKey, signedWith),
        'sign-type': 'RSA',
      };
      const { kind } = openV3Reply(
        { bytes: body, header: (name) => headers[name] },
        { key: publicKey, signType: 'RSA' },
      );
      expect(kind).toBe(signedWith === 'RSA2' ? 'verified' : 'forged');
    }
  });

  test.each(Object.entries(forgeries(NODE)))('(%s) signs no reply', (_what, sign) => {
    for (const signType of TYPES) {
      const bytes = reply([
        [NAME, NODE],
        ['sign', JSON.stringify(sign)],
      ]);
      expect(openReply(bytes, METHOD, { key: publicKey, signType })).toEqual({ kind: 'forged' });
    }
  });

  test.each(['""', 'null', '1', '{}', '[]', 'true', '["x"]'])('a signature that is %s signs nothing', (sign) => {
    expect(['unsigned', 'malformed']).toContain(
      openReply(
        reply([
          [NAME, NODE],
          ['sign', sign],
        ]),
        METHOD,
        { key: publicKey, signType: 'RSA2' },
      ).kind,
    );
  });

  test('only RSA keys are taken, however they are called', () => {
    for (const name of ['ec', 'sm2', 'pss'] as const) {
      const text = pem(pair(name).publicKey, 'spki');
      expect(() => readPublicKey(text, 'x', 'RSA2')).toThrow('"x"');
      expect(() => readPublicKey(text.replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY'), 'x', 'RSA2')).toThrow('"x"');
    }
    const ed = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(() => readPublicKey(ed, 'x', 'RSA2')).toThrow('"x"');
  });
});

describe('certificates in each other’s places', () => {
  const authority = createTestAuthority();
  const { appId, privateKey: appKey, appPublicKey, alipayPublicKey } = testCredentials();
  const app = authority.issue(appPublicKey, { by: 'app', name: 'app' });
  const alipay = authority.issue(alipayPublicKey, { by: 'alipay', name: 'alipay' });
  const { root } = authority;
  const create = (certificates: object) => () =>
    createAlipay({ appId, privateKey: appKey, certificates } as never).close();

  test('are refused when the instance is made, each by its own name', () => {
    expect(create({ app, alipay, root })).not.toThrow();
    expect(create({ app: alipay, alipay, root })).toThrow('"certificates.app"');
    expect(create({ app, alipay, root: '' })).toThrow('"certificates.root"');
    expect(create({ app, alipay: root, root: 'x' })).toThrow('"certificates.');
    expect(create({ app, alipay: app, root })).toThrow('"certificates.alipay"');
    expect(create({ app, alipay, root: alipay.split(/(?<=END CERTIFICATE-----\n)/)[0] })).toThrow(
      '"certificates.root"',
    );
  });

  test('are told from keys', () => {
    expect(() => createAlipay({ appId, privateKey: appKey, alipayPublicKey: alipay })).toThrow('"alipayPublicKey"');
    expect(create({ app: appKey, alipay, root })).toThrow('"certificates.app"');
    expect(create({ app, alipay: alipayPublicKey, root })).toThrow('"certificates.alipay"');
  });
});
