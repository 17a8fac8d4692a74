import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { canonicalText } from '../../src/protocol/canonical-text.js';
import { encodeText } from '../../src/protocol/charset.js';
import { findIn, PARAMS, refusedScene, SETUP, shown } from './scenes.js';

const CONTENT = PARAMS['biz_content'] ?? '';
const content = (text: string): Record<string, string> => ({ ...PARAMS, biz_content: text });
const without = (name: string) => Object.fromEntries(Object.entries(PARAMS).filter(([one]) => one !== name));
const garbled = (text: string, written: 'utf-8' | 'GBK', read: string) =>
  new TextDecoder(read).decode(encodeText(text, written));

/** What the gateway got, by what is to be found first. */
const DIFFERENCES: readonly (readonly [
  cause: string,
  parameter: string | undefined,
  got: Parameters<typeof shown>[0],
])[] = [
  ['signature.plus-signs', 'biz_content', content(CONTENT.replace('+', ' '))],
  ['signature.plus-signs', 'biz_content', content(CONTENT.replaceAll(' ', '+'))],
  ['signature.white-space', 'biz_content', content(`${CONTENT} `)],
  ['signature.white-space', 'biz_content', content(CONTENT.replaceAll(' ', '\t'))],
  ['signature.html-escapes', 'biz_content', content(CONTENT.replaceAll('"', '&quot;'))],
  ['signature.html-escapes', 'biz_content', content(CONTENT.replaceAll('<', '&amp;lt;').replaceAll('>', '&#x3e;'))],
  ['signature.percent-encoding', 'biz_content', content(encodeURIComponent(CONTENT))],
  [
    'signature.percent-encoding',
    'notify_url',
    { ...PARAMS, notify_url: 'https%3a%2f%2fshop.example%2fn%3fa%3d1%26b%3d2' },
  ],
  ['signature.json-rewritten', 'biz_content', content('{"subject":"奶茶 & <咖啡>","out_trade_no":"a b+1"}')],
  ['signature.json-rewritten', 'biz_content', content(CONTENT.replaceAll('奶茶', '\\u5976\\u8336'))],
  ['signature.charset', 'biz_content', content(garbled(CONTENT, 'utf-8', 'gbk'))],
  ['signature.charset', 'biz_content', content(garbled(CONTENT, 'utf-8', 'latin1'))],
  ['signature.charset', 'biz_content', content(garbled(CONTENT, 'GBK', 'utf-8'))],
  ['signature.charset', 'biz_content', content(CONTENT.replaceAll(/\p{Script=Han}/gu, '??'))],
  ['signature.letter-case', 'charset', { ...PARAMS, charset: 'UTF-8' }],
  ['signature.value-cut', 'biz_content', content(CONTENT.slice(0, 20))],
  ['signature.value-split', 'notify_url', { ...PARAMS, notify_url: 'https://shop.example/n?a=1', b: '2' }],
  ['signature.parameter-missing', 'format', without('format')],
  ['signature.parameter-missing', 'version', without('version')],
  ['signature.parameter-missing', 'app_id', without('app_id')],
  ['signature.parameter-extra', 'alipay_sdk', { ...PARAMS, alipay_sdk: 'canary-sdk' }],
  ['signature.parameter-extra', 'charset', `${canonicalText(PARAMS)}&charset=utf-8`],
  // In this request a piece of a value could look like it.
  ['signature.parameter-extra', undefined, { ...PARAMS, utm_source: 'canary-ad' }],
  ['signature.value-changed', 'version', { ...PARAMS, version: '1,0' }],
  ['signature.value-changed', 'timestamp', { ...PARAMS, timestamp: '2026-11-23 20:00:00' }],
  [
    'signature.order',
    'app_id',
    canonicalText(PARAMS)
      .split('&method')
      .reverse()
      .map((one, at) => (at === 0 ? `method${one}` : `&${one}`))
      .join(''),
  ],
  ['signature.text-cut', 'biz_content', canonicalText(PARAMS).slice(0, 60)],
  ['signature.text-cut', 'charset', `${canonicalText(PARAMS).slice(0, canonicalText(PARAMS).indexOf('&charset'))}...`],
  ['signature.text-cut', 'sign_type', `${canonicalText(PARAMS).slice(0, canonicalText(PARAMS).indexOf('n_type'))}`],
];

describe('a text that is not the one that was signed', () => {
  test.each(DIFFERENCES)('%s: %s', (cause, parameter, got) => {
    const [first] = findIn(shown(got));
    expect(first?.cause).toBe(cause);
    expect(first?.parameter).toBe(parameter);
    for (const { zh, en } of [first?.text ?? { zh: '', en: '' }, first?.cure ?? { zh: '', en: '' }]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
      expect(zh + en).not.toMatch(/\{\w+\}|canary|undefined/);
    }
  });

  test('is told of parameter by parameter, and eight at the most', () => {
    const many = Object.fromEntries(Object.entries(PARAMS).map(([name, value]) => [name, `${value}x`]));
    const findings = findIn(shown({ ...many, charset: 'utf-8' }));
    expect(findings).toHaveLength(8);
    expect(new Set(findings.map(({ parameter }) => parameter)).size).toBe(8);
  });

  test('is told by what is surest first, not by the alphabet', () => {
    const { version: _, ...rest } = PARAMS;
    const findings = findIn(shown({ ...rest, app_id: '2021', notify_url: 'https://shop.example/n?a=1&b=2 ' }));
    expect(findings.map(({ cause }) => cause)).toEqual([
      'signature.white-space',
      'signature.parameter-missing',
      'signature.value-cut',
    ]);
  });

  test('tells the signs that changed and where, and never a letter or a digit', () => {
    const [sign] = findIn(shown({ ...PARAMS, version: '1,0' }));
    expect(sign?.text.en).toContain('from character 2 on (U+002E became U+002C)');
    expect(sign?.text.zh).toContain('从第 2 个字符起不同（U+002E 变成了 U+002C）');
    const [digit] = findIn(shown({ ...PARAMS, version: '2.0' }));
    expect(digit?.text.en).toMatch(/from character 1 on\.$/);
  });

  test('names what was put in where no value can have a piece like it', () => {
    const { notify_url: _url, ...params } = content('{"out_trade_no":"1"}');
    const found = (name: string) => findIn(shown({ ...params, [name]: 'x' }), { params }).map((one) => one.parameter);
    expect(found('utm_source')).toEqual(['utm_source']);
    expect(found('out_trade_no')).toEqual([undefined]);
    expect(found('Canary4711')).toEqual([undefined]);
    const names = Object.fromEntries([...'abcdefghijkl'].map((letter) => [`x_${letter}`, '1']));
    expect(
      findIn(shown({ ...params, ...names }), { params }).filter((one) => one.parameter !== undefined),
    ).toHaveLength(8);
    const [unnamed] = findIn(shown({ ...params, Canary4711: 'x' }), { params });
    expect(unnamed?.text.en).toContain('its name is not told');
  });

  test('says nothing of what stands behind the place where it is cut', () => {
    const text = canonicalText({ ...PARAMS, charset: 'GBK' });
    const [first, ...others] = findIn(shown(`${text.slice(0, text.indexOf('&sign_type') + 4)}...`));
    expect(first).toMatchObject({ cause: 'signature.value-changed', parameter: 'charset' });
    expect(others).toEqual([]);
    expect(findIn(shown(`${canonicalText(PARAMS)}&x_extra=ab...`))[0]?.cause).toBe('signature.parameter-extra');
    const other = canonicalText({ ...PARAMS, charset: 'GB' });
    expect(findIn(shown(`${other.slice(0, other.indexOf('&format'))}…`))[0]).toMatchObject({
      cause: 'signature.text-cut',
      parameter: 'charset',
    });
  });
});

describe('a text that is the one that was signed', () => {
  const own = canonicalText(PARAMS);

  test('leaves the key, whose end is told and not the key itself', () => {
    const [first, ...others] = findIn(shown(PARAMS));
    expect(first?.cause).toBe('key.other-uploaded');
    expect(first?.cure.en).toContain('"markmarkDAQAB"');
    expect(first?.cure.zh).toContain('“markmarkDAQAB”');
    expect(others).toEqual([]);
  });

  test.each([
    ['escaped', shown(PARAMS)],
    ['not escaped', `验签出错，网关生成的验签字符串为：${own}`],
    ['escaped but for the quotation marks', `网关生成的验签字符串为${own.replaceAll('&', '&amp;')}`],
    ['with a sentence that goes on', `${shown(PARAMS)} \n`],
    ['with a full stop', `网关生成的验签字符串为， ${own}。`],
    ['without its quotation marks', `网关生成的验签字符串为：${own.replaceAll('"', '')}`],
    ['behind other words', `sign check fail, text=1, app_id is bad: ${own}`],
    ['behind very many equals signs', `${'=x '.repeat(10)}${own}`],
  ])('is known where it is %s', (_how, subMsg) => {
    expect(findIn(subMsg)[0]?.cause).toBe('key.other-uploaded');
  });

  test('is known where it ends in dots of its own', () => {
    const params = { ...PARAMS, zz_note: 'and so on...' };
    expect(findIn(shown(params), { params })[0]?.cause).toBe('key.other-uploaded');
  });

  test('leaves the signature in certificate mode, and both where somebody stands in between', () => {
    const causes = (setup: Partial<typeof SETUP>) =>
      findIn(shown(PARAMS), { setup: { ...SETUP, ...setup } }).map(({ cause }) => cause);
    expect(causes({ mode: 'certificates' })).toEqual(['signature.sign-changed']);
    expect(causes({ gateway: 'other' })).toEqual(['key.other-uploaded', 'signature.sign-changed']);
  });
});

describe('a refusal without a text', () => {
  test.each([
    ['no words', ''],
    ['others', '无效签名'],
    ['the usual ones alone', shown('')],
    ['the usual ones with a text that is none', shown('see the manual')],
    ['a text that shares no name', shown('x=1&y=2')],
    ['names that are not those of the request', 'a=1, b=2'],
    ['too many equals signs before it', `${'=x '.repeat(20)}${canonicalText(PARAMS)}`],
  ])('is taken for a wrong key: %s', (_what, subMsg) => {
    const [first, ...others] = findIn(subMsg);
    expect(first?.cause).toBe('signature.no-text');
    expect(first?.cure.en).toContain('markmarkDAQAB');
    expect(others).toEqual([]);
  });

  test('is what v3 has, which signs no parameters', () => {
    const { params: _, ...scene } = refusedScene('invalid-signature', {}, shown(PARAMS));
    expect(diagnose(scene)[0]?.cause).toBe('signature.no-text');
  });
});
