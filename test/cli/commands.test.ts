import { createTestAuthority } from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import { createGuard } from '../../src/cli/base/guard.js';
import { nearestOf } from '../../src/cli/base/nearest.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { judgeAnswer } from '../../src/cli/doctor/judge-answer.js';
import type { Finding } from '../../src/diagnosis/finding.js';
import type { AlipayErrorParts } from '../../src/errors.js';
import { AlipayError } from '../../src/errors.js';
import { certificateSn, rootCertificateSn } from '../../src/index.js';
import { testCredentials } from '../support/world.js';
import { run } from './test-io.js';
import { privatePem } from './world.js';

describe('the command line', () => {
  test('without a command shows the help on stderr; with --help on stdout', async () => {
    const bare = await run([]);
    expect([bare.exitCode, bare.out]).toEqual([2, '']);
    const asked = await run(['--help']);
    expect([asked.exitCode, asked.err]).toEqual([0, '']);
    expect(asked.out).toBe(bare.err);
    for (const { name, summary } of COMMANDS) {
      expect(asked.out).toContain(name);
      expect((await run(['--help', '--lang', 'zh'])).out).toContain(summary.zh);
    }
  });

  test.each(COMMANDS.map(({ name }) => name))(
    '%s has a help with examples and exit codes, by either way',
    async (name) => {
      const { exitCode, out } = await run([name, '--help']);
      expect(exitCode).toBe(0);
      expect(out).toContain(`Usage:  alipay-axios ${name}`);
      expect(out).toMatch(/Examples:\n {2}# /);
      expect(out).toMatch(/Exit codes:\n {2}0 /);
      expect((await run(['help', name])).out).toBe(out);
      expect((await run([name, '-h', '--lang=zh'])).out).toContain('退出码：');
    },
  );

  test('tells the version', async () => {
    for (const flag of ['--version', '-V']) expect((await run([flag])).out).toBe('0.0.0-test\n');
  });

  test('takes --lang and --json before the command as well', async () => {
    expect((await run(['--lang', 'zh', 'explain', '40005'])).out).toContain('处理');
    expect(JSON.parse((await run(['--json', 'explain', '40005'])).out).known).toBe(true);
  });

  test.each([
    [['explan'], 'There is no command "explan"; did you mean "explain"?'],
    [['explain', '40002', '--metod', 'x'], '--metod is not an option; did you mean --method?'],
    [['doctor', '--en', '.env'], '--en is not an option; did you mean --env?'],
    [['doctor', '-x'], '-x is not an option.'],
    [['doctor', '--env'], '--env needs a value: --env FILE'],
    [['doctor', '--env', '--json'], '--env needs a value'],
    [['doctor', '--env=a', '--env=b'], '--env is given twice'],
    [['doctor', '--offline=yes'], '--offline takes no value'],
    [['doctor', '.env'], 'That is too much: alipay-axios doctor'],
    [['explain'], 'Something is missing: alipay-axios explain [CODE] [SUB_CODE]'],
    [['explain', '40002', '--lang', 'fr'], '--lang must be zh or en'],
    [['explain', '--__proto__', 'x'], 'is not an option'],
  ])('%j: %s', async (args, words) => {
    const { exitCode, out, err } = await run(args);
    expect(exitCode).toBe(2);
    expect(out + err).toContain(words.replaceAll('"', args.includes('--json') ? '\\"' : '"'));
  });

  test('never repeats what was typed in the place of an option', async () => {
    for (const args of [
      ['doctor', '-MIIEcanary/+='],
      ['doctor', '--offline=canary'],
      ['MIIE/canary+'],
      ['doctor', 'canary'],
    ]) {
      const { exitCode, err } = await run(args);
      expect(exitCode).toBe(2);
      expect(err).not.toContain('canary');
    }
  });

  test('gives machines mistakes as JSON, on stdout alone', async () => {
    const { exitCode, out, err } = await run(['explain', '--json']);
    expect([exitCode, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      exitCode: 2,
      error: { kind: 'usage', message: { zh: expect.any(String) } },
    });
  });

  test('a bug shows where it is and not what it says', async () => {
    const clock = {
      now: () => {
        throw new RangeError('canary-secret');
      },
      sleep: async () => {},
    };
    const files = { '.env': 'ALIPAY_APP_CERT=a\nALIPAY_CERT=a\nALIPAY_ROOT_CERT=a\n', a: createTestAuthority().root };
    const { exitCode, err } = await run(['doctor'], { files, clock });
    expect(exitCode).toBe(70);
    expect(err).toMatch(/This is a bug of alipay-axios .*RangeError, [\w-]+\.ts:\d+/);
    expect(err).not.toContain('canary');
  });

  test('paints only where colours are taken', async () => {
    const esc = String.fromCharCode(27);
    expect((await run(['explain', '40005'])).out).not.toContain(esc);
    expect((await run(['explain', '40005'], { colours: { out: true, err: false } })).out).toContain(`${esc}[`);
  });
});

describe('cert-sn', () => {
  const authority = createTestAuthority();

  test('prints the serial number alone', async () => {
    const files = { 'a.crt': authority.root };
    expect(await run(['cert-sn', 'a.crt'], { files })).toEqual({
      exitCode: 0,
      out: `${certificateSn(authority.root)}\n`,
      err: '',
    });
    const root = await run(['cert-sn', '--root', 'a.crt', '--json'], { files });
    expect(JSON.parse(root.out)).toEqual({ ok: true, sn: rootCertificateSn(authority.root), root: true });
  });

  test('says what a file is that is no certificate, without what is in it', async () => {
    const { privateKey } = testCredentials();
    const files = { 'a.crt': privateKey, 'b.crt': 'canary' };
    const key = await run(['cert-sn', 'a.crt'], { files });
    expect([key.exitCode, key.out]).toEqual([1, '']);
    expect(key.err).toContain('PRIVATE KEY');
    expect(key.err).not.toContain(privateKey.slice(100, 130));
    const text = await run(['cert-sn', 'b.crt', '--lang', 'zh'], { files });
    expect([text.exitCode, text.err]).toEqual([1, 'FILE 不是证书\n  应为从控制台下载的 .crt 文件，PEM 或 DER 格式\n']);
    expect((await run(['cert-sn', 'gone.crt'])).exitCode).toBe(2);
  });
});

describe('what a diagnosis found', () => {
  const failed = (parts: Partial<AlipayErrorParts>): AlipayError =>
    new AlipayError({
      code: 'ERR_ALIPAY_REJECTED',
      message: 'refused',
      outcome: 'rejected',
      method: 'alipay.trade.query',
      attempts: [],
      advice: { en: 'Look at it.', zh: '请查看。', url: 'https://opendocs.alipay.com' },
      gatewayCode: '40002',
      subCode: 'isv.invalid-signature',
      ...parts,
    });
  const found: Finding = {
    cause: 'key.other-uploaded',
    text: { en: 'See `privateKey`.', zh: '请看 `privateKey`。' },
    cure: { en: 'Correct `certificates.app`.', zh: '请更正 `certificates.app`。' },
  };

  test('comes before the refusal itself, which keeps the cure of its code', () => {
    const [first, second] = judgeAnswer(failed({ findings: [found] }));
    expect(first).toMatchObject({ subject: 'answer', level: 'wrong', cause: 'key.other-uploaded' });
    expect(second?.cause).toBe('isv.invalid-signature');
    expect(second?.cure?.en).toMatch(/^Check four things/);
    expect(judgeAnswer(failed({})).map(({ cause }) => cause)).toEqual(['isv.invalid-signature']);
  });

  test('speaks of the variables that users of the command know', () => {
    const [first] = judgeAnswer(failed({ findings: [found] }));
    expect(first?.text).toEqual({ en: 'See ALIPAY_APP_PRIVATE_KEY.', zh: '请看 ALIPAY_APP_PRIVATE_KEY。' });
    expect(first?.cure).toEqual({ en: 'Correct ALIPAY_APP_CERT.', zh: '请更正 ALIPAY_APP_CERT。' });
  });

  test('is all there is to say of a reply that cannot be believed', () => {
    const forged = failed({ code: 'ERR_ALIPAY_SIGNATURE', outcome: 'unknown', findings: [found] });
    expect(judgeAnswer(forged).map(({ cause }) => cause)).toEqual(['key.other-uploaded']);
    const unsigned = failed({ code: 'ERR_ALIPAY_SIGNATURE', outcome: 'unknown' });
    expect(judgeAnswer(unsigned).map(({ cause }) => cause)).toEqual(['reply.unverified']);
  });
});

describe('the guard', () => {
  test('strikes a secret out whole, line by line, encoded and escaped', () => {
    const guard = createGuard();
    const pem = privatePem(testCredentials().privateKey.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'pkcs8');
    guard.hide(pem);
    guard.hide('a b/c+"d"');
    guard.hide('12345');
    guard.hide(undefined);
    for (const line of pem.split('\n').slice(1, -2)) expect(guard.clean(`<${line}>`)).toBe('<[redacted]>');
    expect(guard.clean(encodeURIComponent('a b/c+"d"'))).toBe('[redacted]');
    expect(guard.clean(JSON.stringify('a b/c+"d"'))).toBe('"[redacted]"');
    expect(guard.clean('12345')).toBe('12345');
  });
});

describe('the nearest name', () => {
  test.each([
    ['exp', 'explain'],
    ['EXPLAIN', 'explain'],
    ['docotr', 'doctor'],
    ['cal', 'call'],
    ['certsn', 'cert-sn'],
    ['zzzzzz', undefined],
    ['', undefined],
  ])('of %s is %s', (typed, name) => {
    expect(nearestOf(typed, ['explain', 'doctor', 'call', 'cert-sn'], 1)[0]).toBe(name);
  });
});
