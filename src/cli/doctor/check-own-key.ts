import type { Finding } from '../setup/finding.js';
import type { Setup } from '../setup/read-setup.js';
import type { SetupFiles } from '../setup/setup-options.js';
import { setupOptions } from '../setup/setup-options.js';
import { unreadableFile } from './check-files.js';
import { readOwnKey } from './own-key.js';
import type { Probe } from './probe.js';
import { findingOf } from './probe.js';

/** The app's private key: that it is one, and what can be told of it. */
export function checkOwnKey(setup: Setup, files: SetupFiles, probe: Probe): Finding {
  const { ALIPAY_APP_PRIVATE_KEY: text, ALIPAY_APP_KEY_CONTAINER: container } = setup.values;
  const file = files.get('ALIPAY_APP_KEY_CONTAINER');
  if (text === undefined && file !== undefined && 'trouble' in file) {
    return unreadableFile('ALIPAY_APP_KEY_CONTAINER', file.trouble);
  }
  if (text === undefined && container === undefined) return MISSING;
  const { privateKey } = setupOptions(setup, files);
  const complaint = probe.complain({ privateKey, signType: setup.values.ALIPAY_SIGN_TYPE === 'RSA' ? 'RSA' : 'RSA2' });
  if (complaint !== undefined) return findingOf(complaint);
  return text === undefined ? CONTAINER : describeKey(text);
}

const MISSING: Finding = {
  subject: 'ALIPAY_APP_PRIVATE_KEY',
  level: 'wrong',
  cause: 'private-key.missing',
  text: { en: 'ALIPAY_APP_PRIVATE_KEY is not set', zh: '没有设置 ALIPAY_APP_PRIVATE_KEY' },
  cure: {
    en: "Put the app's private key there, the one that the key tool made with the public key that was uploaded",
    zh: '填入应用私钥，即密钥工具生成的、与已上传公钥成对的那一把',
  },
};

const CONTAINER: Finding = {
  subject: 'ALIPAY_APP_KEY_CONTAINER',
  level: 'ok',
  cause: 'private-key.ok',
  text: { en: 'the container opens and holds an RSA key', zh: '密钥容器可以打开，内有 RSA 私钥' },
};

const STRUCTURES = { pkcs1: 'RSA PRIVATE KEY', pkcs8: 'PRIVATE KEY' } as const;

function describeKey(text: string): Finding {
  const subject = 'ALIPAY_APP_PRIVATE_KEY';
  const key = readOwnKey(text);
  if (key === undefined) {
    return { subject, level: 'ok', cause: 'private-key.ok', text: { en: 'an RSA private key', zh: 'RSA 私钥' } };
  }
  const { bits, structure, label, marks } = key;
  const wanted = STRUCTURES[structure];
  if (label !== undefined && label !== wanted) {
    return {
      subject,
      level: 'warning',
      cause: 'private-key.label',
      text: {
        en: `${subject} is labelled ${label} and holds ${structure.toUpperCase()}; this library reads it all the same, others do not`,
        zh: `${subject} 的标签是 ${label}，内容却是 ${structure.toUpperCase()}；本库可以读取，其他工具则不能`,
      },
      cure: {
        en: `Write BEGIN ${wanted} and END ${wanted} around it`,
        zh: `把首尾两行改为 BEGIN ${wanted} 与 END ${wanted}`,
      },
    };
  }
  return {
    subject,
    level: 'ok',
    cause: 'private-key.ok',
    text: {
      en: `RSA, ${bits} bits. Its public key, the one that the console has to show for the app, has "${marks[0]}" in its 45th to 56th place and ends in "${marks[1]}"`,
      zh: `RSA，${bits} 位。与它成对的应用公钥（控制台里应当是这一把）第 45 至 56 个字符为“${marks[0]}”，结尾为“${marks[1]}”`,
    },
  };
}
