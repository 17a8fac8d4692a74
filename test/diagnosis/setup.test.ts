import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import type { FindingCause } from '../../src/diagnosis/finding.js';
import type { Scene, SetupFacts } from '../../src/diagnosis/scene.js';
import { refusedScene, SETUP } from './scenes.js';

const HOUR_MS = 3_600_000;
const facts = (more: Partial<SetupFacts>): Partial<Scene> => ({ setup: { ...SETUP, ...more } });
const app = (appId: string, gateway: SetupFacts['gateway']) => facts({ appId, gateway });
const CERTIFIED = facts({ mode: 'certificates' });

/** What a refusal shows in the light of the settings. */
const REFUSALS: readonly (readonly [subCode: string, more: Partial<Scene>, first: FindingCause])[] = [
  ['isv.missing-signature-key', {}, 'key.none-uploaded'],
  ['isv.missing-signature-config', {}, 'key.other-type'],
  ['isv.invalid-signature-type', {}, 'sign-type.refused'],
  ['isv.invalid-charset', {}, 'charset.refused'],
  ['isv.missing-app-cert-sn', {}, 'mode.keys-for-certificates'],
  ['isv.missing-alipay-root-cert-sn', {}, 'mode.keys-for-certificates'],
  ['isv.missing-app-cert-sn', CERTIFIED, 'request.parameter-lost'],
  ['isv.app-cert-not-exist', CERTIFIED, 'certificate.not-current'],
  ['isv.app-cert-expired', CERTIFIED, 'certificate.expired'],
  ['isv.invalid-alipay-root-cert-sn', CERTIFIED, 'certificate.other-root'],
  ['isv.alipay-cert-not-exist', CERTIFIED, 'certificate.other-alipay'],
  ['isv.invalid-encrypt', {}, 'encrypt-key.not-fitting'],
  ['isv.decryption-error-unknown', {}, 'encrypt-key.not-fitting'],
  ['isv.decryption-error-not-valid-encrypt-key', {}, 'encrypt-key.none-in-console'],
  ['isv.missing-encrypt-key', {}, 'encrypt-key.none-in-console'],
  ['isv.missing-signature', {}, 'request.parameter-lost'],
  ['isv.missing-version', {}, 'request.parameter-lost'],
  ['isv.invalid-app-id', app('9021000164664708', 'production'), 'app-id.sandbox-on-production'],
  ['isv.invalid-app-id', app('2021000122671080', 'production'), 'app-id.sandbox-on-production'],
  ['isv.invalid-app-id', app('2021001122671080', 'sandbox'), 'app-id.production-on-sandbox'],
  ['isv.invalid-app-id', app('2018062460380864', 'sandbox'), 'app-id.production-on-sandbox'],
  ['isv.invalid-app-id', app('2016091200490000', 'sandbox'), 'app-id.unknown'],
  ['isv.invalid-app-id', app('9021000164664708', 'sandbox'), 'app-id.unknown'],
  ['isv.invalid-app-id', app('2021001122671080', 'production'), 'app-id.unknown'],
  ['isv.invalid-app-id', app('9021000164664708', 'other'), 'app-id.unknown'],
  ['isv.invalid-app-id', app('2088102146225135', 'production'), 'app-id.is-partner-id'],
  ['isv.invalid-app-id', app('“2021001122671080”', 'production'), 'app-id.no-id'],
  ['isv.invalid-timestamp', { clockOffByMs: -8 * HOUR_MS }, 'clock.time-zone'],
  ['isv.invalid-timestamp', { clockOffByMs: 8 * HOUR_MS + 60_000 }, 'clock.time-zone'],
  ['isv.invalid-timestamp', { clockOffByMs: 24 * HOUR_MS }, 'clock.wrong'],
  ['isv.invalid-timestamp', { clockOffByMs: -1_200_000 }, 'clock.wrong'],
  ['isv.invalid-charset', { content: { charset: 'canary' } }, 'content.system-parameter'],
  ['isv.invalid-parameter', { content: { notify_url: 'canary' } }, 'content.system-parameter'],
  ['isv.missing-app-access-token', { content: { app_auth_token: 'canary' } }, 'content.token'],
  // As v3 writes it.
  ['invalid-app-id', {}, 'app-id.unknown'],
];

describe('a refusal', () => {
  test.each(REFUSALS)('%s %o: %s', (subCode, more, cause) => {
    const [first] = diagnose(refusedScene(subCode, more));
    expect(first?.cause).toBe(cause);
    for (const { zh, en } of [first?.text ?? { zh: '', en: '' }, first?.cure ?? { zh: '', en: '' }]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(zh + en).not.toMatch(
        /\{(?:parameter|mark|option|instead|hours|minutes|direction|signType|appId)\}|canary/,
      );
    }
  });

  test.each([
    ['isv.invalid-timestamp', {}],
    ['isv.invalid-timestamp', { clockOffByMs: 90_000 }],
    ['isv.invalid-parameter', {}],
    ['isv.some-new-code', { content: { out_trade_no: '1' } }],
    ['', {}],
    ['constructor', {}],
  ])('%s %o says nothing about the set-up', (subCode, more) => {
    expect(diagnose(refusedScene(subCode, more))).toEqual([]);
  });

  test('names the direction and the size of a wrong clock', () => {
    const words = (clockOffByMs: number) => diagnose(refusedScene('isv.invalid-timestamp', { clockOffByMs }))[0]?.text;
    expect(words(-8 * HOUR_MS)?.en).toContain("8 h ahead of the gateway's");
    expect(words(-8 * HOUR_MS)?.zh).toContain('快约 8 小时');
    expect(words(1_500_000)?.en).toContain("25 min behind the gateway's");
    expect(words(1_500_000)?.zh).toContain('慢约 25 分钟');
  });

  test('names the parameter that was lost', () => {
    expect(diagnose(refusedScene('isv.missing-timestamp'))[0]?.parameter).toBe('timestamp');
    expect(diagnose(refusedScene('isv.missing-alipay-root-cert-sn', CERTIFIED))[0]?.parameter).toBe(
      'alipay_root_cert_sn',
    );
  });
});

describe('a token in the content', () => {
  const content = { app_auth_token: 'canary-1', auth_token: 'canary-2', notify_url: 'canary-3' };
  const causes = (code: string, subCode: string, method = 'alipay.trade.query') =>
    diagnose({
      method,
      setup: SETUP,
      content,
      refusal: { kind: 'refused', code, subCode, subMsg: '' },
    }).map(({ cause, parameter }) => `${cause} ${parameter}`);

  test('is told of whatever the refusal is, with the option that it belongs in', () => {
    const both = ['content.token app_auth_token', 'content.token auth_token'];
    for (const code of ['20001', '40003', '40004', '40006'])
      expect(causes(code, 'isv.self-invoke-forbidden')).toEqual(both);
    expect(causes('40002', 'isv.invalid-parameter')).toEqual([...both, 'content.system-parameter notify_url']);
    const [first] = diagnose({ ...refusedScene('isv.x'), content });
    expect(first?.cure.en).toContain('execute(method, bizContent, { appAuthToken })');
    expect(JSON.stringify(first)).not.toContain('canary');
  });

  test('is not to blame for a rate, a busy gateway, or what is refused before the content is read', () => {
    expect(causes('40005', 'isv.app-call-limited')).toEqual([]);
    expect(causes('20000', 'isp.unknow-error')).toEqual([]);
    expect(causes('40002', 'isv.invalid-app-id')).toEqual(['app-id.unknown undefined']);
  });

  test('is where it belongs in a method that speaks about tokens', () => {
    expect(causes('40006', 'isv.insufficient-isv-permissions', 'alipay.open.auth.token.app.query')).toEqual([]);
  });
});

describe('a reply that cannot be believed', () => {
  const cause = (because: 'forged' | 'unknown-certificate', mode: SetupFacts['mode']) => {
    const found = diagnose({
      method: 'm',
      setup: { ...SETUP, mode },
      refusal: { kind: 'unbelieved', cause: because },
    });
    return found.map((one) => one.cause);
  };

  test('leads to the key or the certificates that it is verified with', () => {
    expect(cause('forged', 'keys')).toEqual(['alipay-key.not-alipays']);
    expect(cause('forged', 'certificates')).toEqual(['alipay-certificate.not-alipays']);
    expect(cause('unknown-certificate', 'certificates')).toEqual(['certificate.unknown-signer']);
  });
});
