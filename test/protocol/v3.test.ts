import { createPublicKey, createSign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findV3Code } from '../../src/catalog/find-v3-code.js';
import { encryptContent } from '../../src/protocol/content-cipher.js';
import type { ReplyVerifier } from '../../src/protocol/open-reply.js';
import { openV3Reply } from '../../src/protocol/open-v3-reply.js';
import { v3AuthString, v3MethodOf, v3RequestText } from '../../src/protocol/v3-request.js';
import { pair } from '../support/key-pairs.js';

describe('a v3 request', () => {
  it('says who, when and once, in the order in which it is signed', () => {
    const frame = { appId: '2021', nonce: 'n', atMs: 5 };
    expect(v3AuthString(frame)).toBe('app_id=2021,nonce=n,timestamp=5');
    expect(v3AuthString({ ...frame, appCertSn: 'c', more: 'expired_seconds=120' })).toBe(
      'app_id=2021,app_cert_sn=c,nonce=n,timestamp=5,expired_seconds=120',
    );
  });

  it('is signed line by line; a token makes a line of its own', () => {
    const signed = { authString: 'a', verb: 'get', target: '/v3/x?y=1', body: '' };
    expect(v3RequestText(signed)).toBe('a\nGET\n/v3/x?y=1\n\n');
    expect(v3RequestText({ ...signed, verb: 'POST', body: '{}', appAuthToken: 't' })).toBe(
      'a\nPOST\n/v3/x?y=1\n{}\nt\n',
    );
  });

  it('is for the API that its path names', () => {
    expect(v3MethodOf('/v3/alipay/trade/pay')).toBe('alipay.trade.pay');
    expect(v3MethodOf('/v3/alipay/trade/pay/')).toBe('alipay.trade.pay');
  });
});

describe('openV3Reply', () => {
  const { privateKey, publicKey } = pair('alipay');
  const key = Buffer.alloc(16, 1);
  const verifier: ReplyVerifier = {
    key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
    signType: 'RSA',
  };
  const open = (
    body: string | Buffer,
    headers: Readonly<Record<string, string>> = {},
    more: Partial<ReplyVerifier> = {},
  ) => openV3Reply({ bytes: Buffer.from(body), header: (name) => headers[name] }, { ...verifier, ...more });
  const sealed = (body: string, more: Readonly<Record<string, string>> = {}) => ({
    'alipay-timestamp': '1',
    'alipay-nonce': 'n',
    'alipay-signature': createSign('RSA-SHA256').update(`1\nn\n${body}\n`).sign(privateKey, 'base64'),
    ...more,
  });

  it('verifies over the headers and the whole body, by RSA2 whatever v2 is set to', () => {
    expect(open('{"a":1}', sealed('{"a":1}'))).toEqual({ kind: 'verified', nodeName: 'v3', node: { a: 1 } });
    expect(open('{"a":2}', sealed('{"a":1}'))).toEqual({ kind: 'forged' });
    expect(open('{"a":1}', { 'alipay-signature': 'c2ln' })).toEqual({ kind: 'forged' });
    expect(open('{}', sealed('{}', { 'alipay-sn': 'c' }))).toMatchObject({ kind: 'verified', certSn: 'c' });
  });

  it.each([{}, { 'alipay-signature': '' }, { 'alipay-signature': 'null' }])('takes %j for no signature', (headers) => {
    expect(open('{"code":"x"}', headers)).toEqual({ kind: 'unsigned', nodeName: 'v3', node: { code: 'x' } });
  });

  it('asks for the certificate that signed it', () => {
    const shown: unknown[] = [];
    const keyFor: NonNullable<ReplyVerifier['keyFor']> = (certSn, read) => {
      // No reply of v3 brings a certificate, so none has to be read before it is believed.
      shown.push(read());
      return certSn === 'known' ? verifier.key : undefined;
    };
    expect(open('{}', sealed('{}', { 'alipay-sn': 'known' }), { keyFor }).kind).toBe('verified');
    expect(open('{}', sealed('{}', { 'alipay-sn': 'new' }), { keyFor })).toEqual({ kind: 'stranger', certSn: 'new' });
    expect(open('{}', sealed('{}'), { keyFor }).kind).toBe('verified');
    expect(shown).toEqual([undefined, undefined]);
  });

  it('opens encrypted bodies after they are verified, and errors in plain', () => {
    const cipher = encryptContent('{"a":1}', key);
    expect(open(cipher, sealed(cipher), { encryptKey: key })).toMatchObject({ kind: 'verified', node: { a: 1 } });
    expect(open('{"code":"x"}', {}, { encryptKey: key })).toMatchObject({ kind: 'unsigned', node: { code: 'x' } });
    expect(open('AAAA', {}, { encryptKey: key }).kind).toBe('malformed');
    expect(open(cipher, sealed(cipher)).kind).toBe('malformed');
  });

  it('reads nothing as an empty object, and what is no object as malformed', () => {
    expect(open('', sealed(''))).toMatchObject({ kind: 'verified', node: {} });
    const malformed = { kind: 'malformed', why: 'its body is not a JSON object' };
    for (const body of ['[]', 'null', '1', '<html>', Buffer.from([0x81])]) expect(open(body)).toEqual(malformed);
  });

  it('minds no white space around the body, of which the signature minds every byte', () => {
    const cipher = ` ${encryptContent('{"a":1}', key)}\n`;
    expect(open(cipher, sealed(cipher), { encryptKey: key })).toMatchObject({ kind: 'verified', node: { a: 1 } });
    expect(open('\n{"a":1}\n', {}, { encryptKey: key })).toMatchObject({ node: { a: 1 } });
    expect(open(' \n', sealed(' \n'))).toMatchObject({ kind: 'verified', node: {} });
    expect(open(' {}', sealed('{}'))).toEqual({ kind: 'forged' });
  });

  it('names no certificate where none is named', () => {
    expect(Object.keys(open('{}', sealed('{}')))).toEqual(['kind', 'nodeName', 'node']);
  });

  it('reads GBK', () => {
    expect(open(Buffer.from('{"message":"\xb7\xb1\xc3\xa6"}', 'latin1'))).toMatchObject({ node: { message: '繁忙' } });
  });
});

describe('findV3Code', () => {
  it.each([
    ['invalid-app-auth-token', '20001', 'aop.invalid-app-auth-token'],
    ['INVALID-SIGNATURE', '40002', 'isv.invalid-signature'],
    ['unknow-error', '20000', 'isp.unknow-error'],
    ['ACQ.SYSTEM_ERROR', '40004', 'ACQ.SYSTEM_ERROR'],
    ['acq.trade_not_exist', '40004', 'ACQ.TRADE_NOT_EXIST'],
    ['some-new-complaint', '40002', 'some-new-complaint'],
    ['SOME_BUSINESS_CODE', '40004', 'SOME_BUSINESS_CODE'],
  ])('reads %s as %s %s', (v3, code, subCode) => {
    expect(findV3Code(v3)).toEqual({ code, subCode });
  });
});
