import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../src/protocol/canonical-text.js';

describe('canonicalText', () => {
  it.each<[what: string, params: Record<string, string>, text: string]>([
    ['sorts by name', { b: '2', c: '3', a: '1' }, 'a=1&b=2&c=3'],
    ['puts capitals first, as their bytes are smaller', { a: 'test', A: 'test' }, 'A=test&a=test'],
    ['puts a name before the names that begin with it', { app_id: '1', app: '2' }, 'app=2&app_id=1'],
    ['puts _ between capitals and small letters', { a_b: '1', ab: '2', aB: '3' }, 'aB=3&a_b=1&ab=2'],
    ['sorts digits as texts', { a10: '1', a9: '2' }, 'a10=1&a9=2'],
    ['leaves sign out and keeps sign_type', { sign: 'x', sign_type: 'RSA2', sign2: 'y' }, 'sign2=y&sign_type=RSA2'],
    ['leaves empty values and empty names out', { a: '', '': 'x', b: '1' }, 'b=1'],
    ['keeps 0 and blanks', { a: '0', b: ' ' }, 'a=0&b= '],
    ['writes values raw', { a: '1 + 1 = 2 & 100% 中文 🧧', b: '"\\/"' }, 'a=1 + 1 = 2 & 100% 中文 🧧&b="\\/"'],
    ['gives an empty text for no parameters', {}, ''],
  ])('%s', (_what, params, text) => {
    expect(canonicalText(params)).toBe(text);
  });

  it('signs a parameter named __proto__ like any other', () => {
    expect(canonicalText(JSON.parse('{"b":"1","__proto__":"2"}'))).toBe('__proto__=2&b=1');
  });
});
