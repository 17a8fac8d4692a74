import { describe, expect, test } from 'vitest';
import { lookUp } from '../../src/cli/explain/look-up.js';
import { run } from './test-io.js';

describe('explain', () => {
  test('tells the row, the cure, what the library does and why, in English and in Chinese', async () => {
    const english = await run(['explain', '40002', 'isv.invalid-signature', '--lang', 'en']);
    expect(english.exitCode).toBe(0);
    expect(english.out).toMatch(/meaning {4}The signature does not match/);
    expect(english.out).toMatch(/cure {7}Check four things/);
    expect(english.out).toMatch(/library {4}fail: /);
    expect(english.out).toMatch(/why {8}A key, a certificate/);
    const chinese = await run(['explain', '40002', 'isv.invalid-signature', '--lang', 'zh']);
    expect(chinese.out).toMatch(/处理 {2}查四件事/);
    expect(chinese.out).not.toMatch(/meaning|cure/);
  });

  test.each([
    [{ LC_ALL: 'zh_CN.UTF-8', LANG: 'en_US.UTF-8' }, undefined, '处理'],
    [{ LC_ALL: '', LANG: 'zh_TW.UTF-8' }, undefined, '处理'],
    [{ LANG: 'C' }, 'zh-CN', 'cure'],
    [{}, 'zh-CN', '处理'],
    [{}, undefined, 'cure'],
  ])('picks the language by %j and the system locale %s', async (env, locale, word) => {
    const { out } = await run(['explain', '40005'], { env, ...(locale === undefined ? {} : { locale }) });
    expect(out).toContain(word);
  });

  test.each([
    [['invalid-app-auth-token'], '20001 aop.invalid-app-auth-token'],
    [['INVALID-SIGNATURE'], '40002 isv.invalid-signature'],
    [['isv.invalid-signature'], '40002 isv.invalid-signature'],
    [['ACQ.TRADE_NOT_EXIST'], '40004 ACQ.TRADE_NOT_EXIST'],
    [['40004', 'X.SYSTEM_ERROR'], '40004 X.SYSTEM_ERROR'],
    [['10000'], '10000'],
  ])('knows %j', async (args, title) => {
    const { exitCode, out } = await run(['explain', ...args]);
    expect(out.split('\n')[0]).toContain(title);
    expect(exitCode).toBe(0);
  });

  test('shows every row of a code that depends on the method, or the one that is asked for', async () => {
    const all = await run(['explain', '40004', 'ACQ.TRADE_HAS_SUCCESS']);
    expect(all.out).toContain('(alipay.trade.pay)');
    expect(all.out).toContain('--method NAME');
    const one = await run(['explain', '40004', 'ACQ.TRADE_HAS_SUCCESS', '--method', 'alipay.trade.pay']);
    expect(one.out).toContain('confirm');
    expect(one.out).toContain('(alipay.trade.query)');
    expect(one.out).not.toContain('--method NAME');
  });

  test.each([
    ['40002', 'isv.invalid-signatur', '40002 isv.invalid-signature'],
    ['40002', 'isv.missing-signature', '40001 isv.missing-signature'],
    ['40004', 'ACQ.TRADE_NOT_EXITS', '40004 ACQ.TRADE_NOT_EXIST'],
    ['40007', undefined, '4000'],
  ])('says that %s %s is unknown, and what is near', async (code, subCode, near) => {
    const args = subCode === undefined ? [code] : [code, subCode];
    const { exitCode, out } = await run(['explain', ...args]);
    expect(out).toContain('is unknown');
    expect(out).toMatch(new RegExp(`nearest known: .*${near}`));
    expect(exitCode).toBe(1);
  });

  test('names the nearest first', () => {
    expect(lookUp({ code: '40002', subCode: 'isv.invalid-signatur' }).nearest[0]).toBe('40002 isv.invalid-signature');
    expect(lookUp({ code: '40004', subCode: 'qwertyuiop' }).nearest).toEqual([]);
  });

  test('names the nearest method where one is misspelt', async () => {
    const { err } = await run(['explain', '40004', '--method', 'alipay.trade.qeury']);
    expect(err).toContain('did you mean alipay.trade.query?');
  });

  test('gives machines the whole rows', async () => {
    const known = JSON.parse((await run(['explain', '20000', '--json'])).out);
    expect(known).toMatchObject({ ok: true, exitCode: 0, code: '20000', known: true, nearest: [] });
    expect(known.rows[0]).toMatchObject({ code: '20000', tells: 'unknown', meaning: { en: expect.any(String) } });
    const unknown = JSON.parse((await run(['explain', '99999', '--json'])).out);
    expect(unknown).toMatchObject({ ok: false, exitCode: 1, known: false });
  });

  test('refuses what is no code, and does not repeat it', async () => {
    for (const args of [['a b'], ['isv.x', 'isv.y'], ['40002', 'x\u001b[31m']]) {
      const { exitCode, out, err } = await run(['explain', ...args]);
      expect(exitCode).toBe(2);
      expect(out).toBe('');
      expect(err).toContain('five digits');
    }
  });
});
