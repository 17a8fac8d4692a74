import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { jsonSpellings } from '../../src/diagnosis/value-readings.js';
import { canonicalText } from '../../src/protocol/canonical-text.js';
import { findIn, PARAMS, refusedScene, shown } from './scenes.js';

const CANARY = 'kanarienvogel';

/** Values with everything in them that is hard to tell from the text around it. */
const value = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '&a=1',
        '&b=',
        '=',
        '&',
        '+',
        ' ',
        '"',
        '<',
        '&amp;',
        '&quot;',
        '%20',
        '奶茶',
        '😀',
        '\n',
        '{"k":1}',
      ),
      fc.string({ minLength: 1, maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => `v${parts.join('')}v`);

const names = ['app_id', 'biz_content', 'charset', 'method', 'notify_url', 'sign_type', 'timestamp'] as const;
const params = fc.record(Object.fromEntries(names.map((name) => [name, value])));

/** Changes that break a signature, each made to one value. */
const CHANGES: readonly ((text: string) => string | undefined)[] = [
  () => undefined,
  (text) => text.slice(0, -1),
  (text) => `${text.slice(0, 1)}~${text.slice(1)}`,
  (text) => `${text.slice(0, 1)} ${text.slice(1)}`,
  (text) => text.toUpperCase(),
  (text) => encodeURIComponent(text),
  (text) => text.replaceAll('+', ' '),
  (text) => text.replaceAll('"', '&quot;'),
];

test('the one parameter that was changed is the one that is named', () => {
  fc.assert(
    fc.property(params, fc.constantFrom(...names), fc.constantFrom(...CHANGES), (own, name, change) => {
      const got = change(own[name] ?? '');
      fc.pre(got !== own[name]);
      const { [name]: _, ...rest } = own;
      const subMsg = shown(got === undefined ? rest : { ...rest, [name]: got });
      const findings = findIn(subMsg, { params: own });
      expect(findings.map(({ parameter }) => parameter)).toContain(name);
      expect(findings[0]?.cause).toMatch(/^signature\./);
      const others = findings.filter(({ cause }) => cause !== 'signature.parameter-extra');
      expect(new Set(others.map(({ parameter }) => parameter))).toEqual(new Set([name]));
    }),
    { numRuns: 2_000 },
  );
});

test('what was not changed is found to be the same, escaped or not', () => {
  fc.assert(
    fc.property(params, (own) => {
      expect(findIn(shown(own), { params: own })[0]?.cause).toBe('key.other-uploaded');
    }),
    { numRuns: 1_000 },
  );
});

const hostile = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ maxLength: 200, unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '字符串为',
        'app_id=',
        '&',
        '=',
        '&amp;',
        ';',
        '...',
        '…',
        '"',
        '{',
        '[',
        `${CANARY}`,
        ' ',
        '&#38;',
      ),
    )
    .map((all) => all.join('')),
  fc.string({ maxLength: 60 }).map((tail) => shown(canonicalText(PARAMS)) + tail),
  fc.nat(400).map((end) => shown(canonicalText(PARAMS)).slice(0, end)),
);

test('no sub_msg makes it throw, and nothing that it holds is repeated', () => {
  const holding = { ...PARAMS, app_auth_token: CANARY, biz_content: `{"buyer":"a&${CANARY}=b","name":"${CANARY}"}` };
  fc.assert(
    fc.property(hostile, fc.constantFrom(...CHANGES), (text, change) => {
      const changed = {
        ...holding,
        biz_content: change(holding.biz_content) ?? '',
        app_auth_token: change(CANARY) ?? '',
      };
      for (const subMsg of [text, shown(changed) + text, `${shown(holding)}&${CANARY}=${text}`]) {
        const told = JSON.stringify(diagnose(refusedScene('isv.invalid-signature', { params: holding }, subMsg)));
        expect(told.toLowerCase()).not.toContain(CANARY);
      }
    }),
    { numRuns: 2_000 },
  );
});

/** Texts at which a careless reader spends time in the square of their length. */
const LONG: readonly (readonly [string, string])[] = [
  ['ampersands', '&'.repeat(65_536)],
  ['names', '&a=1'.repeat(16_384)],
  ['names that differ', Array.from({ length: 10_000 }, (_, at) => `&n${at}=1`).join('')],
  ['blanks', ' '.repeat(65_536)],
  ['blanks before a letter', `${' \t'.repeat(32_000)}x`],
  ['escapes', '&amp;'.repeat(13_000)],
  ['equals signs', '='.repeat(65_536)],
  ['brackets', '['.repeat(65_536)],
  ['names without an end', 'a'.repeat(65_536)],
  ['full stops', '.'.repeat(65_536)],
  ['quotation marks', '"'.repeat(65_536)],
];

// Time in the square of such a length would be beyond the time that a test has.
test.each(LONG)('a text of 64 Ki %s, on either side, is gone through', (_what, text) => {
  const own = { ...PARAMS, biz_content: text };
  for (const subMsg of [text, `网关生成的验签字符串为：${text}`, `网关生成的验签字符串为：app_id=1${text}`]) {
    for (const params of [PARAMS, own]) {
      const findings = diagnose(refusedScene('isv.invalid-signature', { params }, subMsg));
      expect(findings.length).toBeLessThanOrEqual(8);
      expect(JSON.stringify(findings).length).toBeLessThan(10_000);
    }
  }
  const whole = canonicalText(own);
  expect(findIn(`网关生成的验签字符串为：${whole}`, { params: own })[0]?.cause).toMatch(
    /^(?:key\.other-uploaded|signature\.text-cut)$/,
  );
});

test('a sub_msg beyond 64 Ki is read to there', () => {
  const own = { ...PARAMS, biz_content: 'x'.repeat(100_000) };
  expect(findIn(shown(own), { params: own })[0]).toMatchObject({
    cause: 'signature.text-cut',
    parameter: 'biz_content',
  });
});

test('half a character in what the gateway shows is no reason to stop', () => {
  expect(findIn(shown({ ...PARAMS, biz_content: '\ud800' }))[0]).toMatchObject({ cause: 'signature.value-changed' });
});

test('JSON is spelt as the usual serialisers do', () => {
  expect(jsonSpellings('{"a":"奶/","b":[1,2]}')).toEqual([
    '{"a":"奶\\/","b":[1,2]}',
    '{"a":"\\u5976\\/","b":[1,2]}',
    '{"a":"\\u5976/","b":[1,2]}',
    '{"a": "奶/", "b": [1, 2]}',
    '{"a": "\\u5976/", "b": [1, 2]}',
  ]);
});

test('JSON that is nested deeper than anybody writes has no other spelling', () => {
  expect(jsonSpellings('['.repeat(60_000) + ']'.repeat(60_000))).toEqual([]);
  expect(jsonSpellings('no JSON')).toEqual([]);
});
