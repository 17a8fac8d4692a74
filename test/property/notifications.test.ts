import { createPrivateKey, createPublicKey } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Charset } from '../../src/protocol/charset.js';
import { percentEncode } from '../../src/protocol/charset.js';
import { readForm } from '../../src/protocol/form-fields.js';
import { openNotification } from '../../src/protocol/notification.js';
import { createTestCredentials } from '../../src/testing/credentials.js';
import { createNotifier } from '../../src/testing/notifier.js';
import { createSigners } from '../../src/testing/signers.js';

// 100 signed bodies and 100,000 mutations of them: none may be accepted that says anything else than what was signed.
const MUTATIONS = 100_000;
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const credentials = createTestCredentials();
const alipayKey = createPrivateKey(credentials.alipayPrivateKey);
const verifier = { key: createPublicKey(alipayKey), signType: 'RSA2' } as const;

interface Body {
  readonly bytes: Buffer;
  /** What was signed, `sign_type` left out. */
  readonly said: string;
}

const bodies: Body[] = [];

// A generator of its own: the same seed, the same mutations.
function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 1 | state) + 0x6d2b79f5) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x5bd1e995) >>> 0;
    return mixed % below;
  };
}

const VALUES = ['', '100%', 'a b+c', '中文', '=&%26', '{"a":"b"}', '0', '%E4%B8%AD', '\u00a0', 'x'.repeat(300)];

beforeAll(async () => {
  const random = createRandom(SEED);
  const signers = createSigners(credentials, alipayKey, undefined);
  const notifier = createNotifier({
    appId: credentials.appId,
    signers,
    clock: { now: () => 0 },
    closing: new AbortController().signal,
  });
  for (let nth = 0; nth < 100; nth++) {
    const fields: Record<string, string> = { notify_id: `id-${nth}`, out_trade_no: `no-${nth}`, subject: '大乐透' };
    for (let more = random(8); more > 0; more--) {
      const charsetSafe = VALUES.filter((value) => !value.includes('\u00a0'));
      fields[`field_${random(20)}`] = charsetSafe[random(charsetSafe.length)] ?? '';
    }
    const charset: Charset = random(3) === 0 ? 'GBK' : 'utf-8';
    const signEmpty = random(2) === 0;
    const { body } = await notifier.write(fields, { charset, signEmpty, rule: random(2) === 0 ? 'v1' : 'v2' });
    const bytes = Buffer.from(body, 'latin1');
    const opened = open(bytes);
    expect(opened, 'an untouched body is accepted').toBeDefined();
    bodies.push({ bytes, said: opened ?? '' });
  }
});

/** What a body is believed to say; `undefined` where it is not believed. */
function open(bytes: Buffer): string | undefined {
  const form = readForm(bytes);
  if (!form.ok) return undefined;
  const opened = openNotification(form.fields, verifier);
  if (opened.kind !== 'verified') return undefined;
  const fields = Object.entries(opened.fields).filter(([name, value]) => name !== 'sign_type' && value !== '');
  return JSON.stringify(fields.sort(([left], [right]) => (left < right ? -1 : 1)));
}

type Random = ReturnType<typeof createRandom>;
type Mutation = (bytes: Buffer, random: Random) => Buffer;

const pairsOf = (bytes: Buffer): string[] => bytes.toString('latin1').split('&');
const joined = (pairs: readonly string[]): Buffer => Buffer.from(pairs.join('&'), 'latin1');

const MUTATION_KINDS: readonly Mutation[] = [
  function flipByte(bytes, random) {
    const copy = Buffer.from(bytes);
    const at = random(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
    return copy;
  },
  function dropByte(bytes, random) {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  },
  function addKey(bytes, random) {
    const pairs = pairsOf(bytes);
    const name = ['_url', 's', 'trade_status', 'total_amount', '__proto__', 'sign2', ''][random(7)] ?? '';
    const value = percentEncode(VALUES[random(VALUES.length - 2)] ?? '', 'utf-8');
    pairs.splice(random(pairs.length + 1), 0, `${name}=${value}`);
    return joined(pairs);
  },
  function dropKey(bytes, random) {
    const pairs = pairsOf(bytes);
    pairs.splice(random(pairs.length), 1);
    return joined(pairs);
  },
  function doubleKey(bytes, random) {
    const pairs = pairsOf(bytes);
    const pair = pairs[random(pairs.length)] ?? '';
    const twin = random(2) === 0 ? pair : `${pair.split('=')[0]}=forged`;
    pairs.splice(random(pairs.length + 1), 0, twin);
    return joined(pairs);
  },
  function mixEncodings(bytes, random) {
    const pairs = pairsOf(bytes);
    const at = random(pairs.length);
    const [name = '', value = ''] = (pairs[at] ?? '').split('=');
    const text = new TextDecoder(random(2) === 0 ? 'gbk' : 'utf-8').decode(Buffer.from(decodeLoosely(value), 'latin1'));
    pairs[at] = `${name}=${encodeURIComponent(text)}`;
    return joined(pairs);
  },
  function escapeAgain(bytes, random) {
    const pairs = pairsOf(bytes);
    const at = random(pairs.length);
    pairs[at] = (pairs[at] ?? '').replace(/=(.*)/, (_all, value: string) => `=${encodeURIComponent(value)}`);
    return joined(pairs);
  },
  function moveBoundary(bytes, random) {
    const text = bytes.toString('latin1');
    const kind = random(3);
    const from = kind === 0 ? '&' : kind === 1 ? '=' : '%3D';
    const to = kind === 0 ? '%26' : kind === 1 ? '%3D' : '=';
    const places = text.split(from).length - 1;
    if (places === 0) return bytes;
    let nth = random(places);
    return Buffer.from(
      text.replaceAll(from, (all) => (nth-- === 0 ? to : all)),
      'latin1',
    );
  },
  function shuffle(bytes, random) {
    const pairs = pairsOf(bytes);
    for (let at = pairs.length - 1; at > 0; at--) {
      const with_ = random(at + 1);
      [pairs[at], pairs[with_]] = [pairs[with_] ?? '', pairs[at] ?? ''];
    }
    return joined(pairs);
  },
];

function decodeLoosely(value: string): string {
  return value
    .replaceAll('+', ' ')
    .replaceAll(/%([\da-f]{2})/gi, (_all, hex) => String.fromCharCode(parseInt(hex, 16)));
}

describe('notifications', () => {
  test(`of ${MUTATIONS} mutations none is believed that says what was not signed (seed ${SEED})`, () => {
    const random = createRandom(SEED + 1);
    const counts = { believed: 0, refused: 0 };
    for (let nth = 0; nth < MUTATIONS; nth++) {
      const body = bodies[random(bodies.length)];
      const mutate = MUTATION_KINDS[random(MUTATION_KINDS.length)];
      if (body === undefined || mutate === undefined) throw new Error('no body');
      const mutated = mutate(body.bytes, random);
      const said = open(mutated);
      if (said === undefined) counts.refused++;
      else if (said === body.said) counts.believed++;
      else throw new Error(`${mutate.name} made ${mutated.toString('latin1')} say ${said}`);
    }
    // Most mutations change what is said; some (another order, an escape written otherwise) do not.
    expect(counts.refused).toBeGreaterThan(MUTATIONS / 2);
    expect(counts.believed).toBeGreaterThan(0);
  }, 180_000);

  test('every untouched one is believed', () => {
    for (const { bytes, said } of bodies) expect(open(bytes)).toBe(said);
  });
});
