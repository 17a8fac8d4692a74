import type { Clock } from '../../index.js';
import type { Finding } from '../setup/finding.js';
import type { Setup } from '../setup/read-setup.js';
import type { SetupFiles } from '../setup/setup-options.js';
import { PATH_VARIABLES, setupOptions } from '../setup/setup-options.js';
import { checkAppId, checkSettings } from './check-basics.js';
import { checkCertificates } from './check-certificates.js';
import { checkOwnKey } from './check-own-key.js';
import type { Probe } from './probe.js';
import { createProbe, findingOf } from './probe.js';

/** Everything that can be found out without asking the gateway, in the order in which it has to be put right. */
export function checkSetup(setup: Setup, files: SetupFiles, clock: Clock): readonly Finding[] {
  const probe = createProbe(clock);
  const own = checkOwnKey(setup, files, probe);
  const hasKey = own.level !== 'wrong';
  const found = [
    checkAppId(setup),
    own,
    ...(isCertificateMode(setup)
      ? [...checkModes(setup), ...checkCertificates({ setup, files, probe, clock, hasKey })]
      : [checkAlipayKey(setup, files, { probe, hasKey })]),
    ...checkSettings(setup, probe),
  ];
  return [...setup.notes, ...found.map((one) => (isSpoilt(one, setup) ? { ...one, also: true as const } : one))];
}

// What the file cuts off cannot be right, and is put right in the file.
function isSpoilt({ subject, level }: Finding, { notes }: Setup): boolean {
  return level === 'wrong' && notes.some((note) => note.level === 'wrong' && note.variable === subject);
}

function isCertificateMode({ values }: Setup): boolean {
  return PATH_VARIABLES.some((name) => name !== 'ALIPAY_APP_KEY_CONTAINER' && values[name] !== undefined);
}

function checkModes({ values: { ALIPAY_PUBLIC_KEY: alipayKey } }: Setup): readonly Finding[] {
  return alipayKey === undefined ? [] : [BOTH_MODES];
}

const BOTH_MODES: Finding = {
  subject: 'ALIPAY_PUBLIC_KEY',
  level: 'wrong',
  cause: 'alipay-key.both-modes',
  text: {
    en: 'ALIPAY_PUBLIC_KEY is for public-key mode, and certificates are set as well',
    zh: 'ALIPAY_PUBLIC_KEY 用于公钥模式，而这里同时设置了证书',
  },
  cure: {
    en: 'Keep what the console shows for the app, and take the other out',
    zh: '控制台里应用是哪种模式就保留哪一种，去掉另一种',
  },
};

function checkAlipayKey(
  setup: Setup,
  files: SetupFiles,
  { probe, hasKey }: { readonly probe: Probe; readonly hasKey: boolean },
): Finding {
  const { ALIPAY_PUBLIC_KEY: alipayPublicKey, ALIPAY_SIGN_TYPE: signType } = setup.values;
  const subject = 'ALIPAY_PUBLIC_KEY';
  if (alipayPublicKey === undefined) {
    const text = { en: `${subject} is not set, and no certificates are`, zh: `没有设置 ${subject}，也没有设置证书` };
    return { subject, level: 'wrong', cause: 'alipay-key.missing', text, cure: WHERE_IT_IS };
  }
  const { privateKey } = setupOptions(setup, files);
  const complaint = probe.complain({
    alipayPublicKey,
    signType: signType === 'RSA' ? 'RSA' : 'RSA2',
    ...(hasKey ? { privateKey } : {}),
  });
  if (complaint !== undefined) return findingOf(complaint);
  const text = hasKey
    ? { en: "an RSA public key, and not the app's own", zh: 'RSA 公钥，且不是应用自己的公钥' }
    : { en: 'an RSA public key', zh: 'RSA 公钥' };
  return { subject, level: 'ok', cause: 'alipay-key.ok', text };
}

const WHERE_IT_IS = {
  en: "Put Alipay's public key there (console: 开发设置 > 接口加签方式 > 查看支付宝公钥)",
  zh: '填入支付宝公钥（控制台：开发设置 > 接口加签方式 > 查看支付宝公钥）',
} as const;
