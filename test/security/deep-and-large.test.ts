import type { AlipayInstance } from 'alipay-axios';
import { raw } from 'alipay-axios/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readForm } from '../../src/protocol/form-fields.js';
import { openReply } from '../../src/protocol/open-reply.js';
import { scanObject } from '../../src/protocol/scan-object.js';
import { privateTexts } from '../../src/runtime/private-texts.js';
import { redactText } from '../../src/runtime/redact.js';
import { signedReply } from '../support/envelopes.js';
import { pair } from '../support/key-pairs.js';
import type { World } from '../support/world.js';
import { failureOf, openWorld } from '../support/world.js';

const METHOD = 'demo.deep.call';
const DEPTH = 200_000;
const deep = (open: string, close: string, core: string) => `${open.repeat(DEPTH)}${core}${close.repeat(DEPTH)}`;

let world: World;
let alipay: AlipayInstance;
beforeAll(async () => {
  world = await openWorld({ gateway: { methods: [METHOD] } });
  alipay = world.alipay as AlipayInstance;
});
afterAll(() => world.close());

describe('a document that is nested two hundred thousand deep', () => {
  const { publicKey, privateKey } = pair('alipay');
  const verifier = { key: publicKey, signType: 'RSA2' } as const;

  test.each([
    ['of arrays', deep('[', ']', '')],
    ['of objects', deep('{"a":', '}', '1')],
    ['that does not end', '{"a":['.repeat(DEPTH)],
    ['that ends otherwise', `${'['.repeat(DEPTH)}${'}'.repeat(DEPTH)}`],
  ])('%s is scanned without the stack, and opened without a throw', (_what, node) => {
    const bytes = Buffer.from(`{"demo_deep_call_response":{"a":${node}}}`);
    expect(() => scanObject(bytes, false)).not.toThrow();
    expect(['unsigned', 'malformed']).toContain(openReply(bytes, METHOD, verifier).kind);
    const signed = openReply(signedReply('demo_deep_call_response', `{"a":${node}}`, privateKey), METHOD, verifier);
    expect(['verified', 'malformed']).toContain(signed.kind);
  });

  test('fails the call as a reply that cannot be read, and nothing else', async () => {
    world.gateway.on(METHOD).reply(raw(`{"demo_deep_call_response":${deep('{"sub_msg":', '}', '1')}}`));
    const error = await failureOf(alipay.execute(METHOD, {}, { repeat: 'never' }));
    expect(error).toMatchObject({ outcome: 'unknown' });
    expect(alipay.health().inFlight).toBe(0);
  });

  test('in a notification makes its field a text like any other', async () => {
    const { body } = await world.gateway.notifications.write({ notify_id: '1', passback_params: deep('[', ']', '') });
    const said = await alipay.verifyNotification(Buffer.from(body, 'latin1'));
    expect(said['passback_params']?.length).toBe(2 * DEPTH);
  });

  test('is refused as a content, by an error that names it', async () => {
    let content: unknown = 1;
    for (let level = 0; level < DEPTH; level++) content = [content];
    const isNamed = (error: unknown) => error instanceof Error && !/at Object|stack/.test(error.message);
    await expect(alipay.execute(METHOD, { content } as never)).rejects.toSatisfy(isNamed);
    expect(privateTexts(content)).toEqual([]);
  });
});

describe('a document that is too large', () => {
  test('has no more members looked at than an envelope can have', () => {
    const members = Array.from({ length: 100_000 }, (_, nth) => `"k${nth}":1`).join(',');
    expect(scanObject(Buffer.from(`{${members}}`), false)).toEqual({ ok: false, why: 'it has more than 64 members' });
  });

  test('has no more fields read than a notification can have', () => {
    expect(readForm(Buffer.from('a=1&'.repeat(100_000)))).toEqual({ ok: false, why: 'it has more than 500 fields' });
  });

  test('puts no more than a thousand characters into an error', () => {
    expect(redactText('x'.repeat(10_000_000), ['secret']).length).toBe(1_000);
    expect(redactText(`${'= '.repeat(500_000)}name=secret`, []).length).toBeLessThanOrEqual(1_000);
  });
});
