import { isPartnerId } from '../../diagnosis/find-in-setup.js';
import { SETUP_ROWS } from '../../diagnosis/setup-rows.js';
import { inVariables } from '../setup/complaint.js';
import type { Finding } from '../setup/finding.js';
import type { Setup } from '../setup/read-setup.js';
import type { Probe } from './probe.js';
import { findingOf } from './probe.js';

const CONSOLE = {
  en: 'Copy the APPID from the console; it is 16 digits',
  zh: '从控制台复制 APPID，为 16 位数字',
} as const;

/** The app id: there, digits alone, as long as one is, and not that of a partner. */
export function checkAppId({ values: { ALIPAY_APP_ID: appId } }: Setup): Finding {
  const subject = 'ALIPAY_APP_ID';
  if (appId === undefined) {
    const text = { en: `${subject} is not set`, zh: `没有设置 ${subject}` };
    return { subject, level: 'wrong', cause: 'app-id.missing', text, cure: CONSOLE };
  }
  if (/\s/.test(appId)) {
    const text = { en: `${subject} has blanks in it`, zh: `${subject} 中有空格或换行` };
    return { subject, level: 'wrong', cause: 'app-id.blanks', text, cure: CONSOLE };
  }
  if (!/^\d+$/.test(appId)) {
    const text = {
      en: `${subject} has characters in it that are no digits, such as quotes or letters`,
      zh: `${subject} 中有数字以外的字符，例如引号或字母`,
    };
    return { subject, level: 'wrong', cause: 'app-id.not-digits', text, cure: CONSOLE };
  }
  if (appId.length !== 16) {
    const text = {
      en: `${subject} has ${appId.length} digits, and not 16`,
      zh: `${subject} 是 ${appId.length} 位，而不是 16 位`,
    };
    return { subject, level: 'warning', cause: 'app-id.length', text, cure: CONSOLE };
  }
  if (isPartnerId(appId)) {
    const cause = 'app-id.is-partner-id';
    const { text, cure } = SETUP_ROWS[cause];
    return { subject, level: 'wrong', cause, text: inVariables(text), cure: inVariables(cure) };
  }
  return { subject, level: 'ok', cause: 'app-id.ok', text: { en: `app ${appId}`, zh: `应用 ${appId}` } };
}

/** The gateway, the type of signature and the AES key, as far as they can be judged without asking the gateway. */
export function checkSettings({ values }: Setup, probe: Probe): readonly Finding[] {
  const gateway = probe.complain({ gateway: values.ALIPAY_GATEWAY });
  const signType = values.ALIPAY_SIGN_TYPE;
  const wrongType = signType === undefined ? undefined : probe.complain({ signType: signType as 'RSA2' });
  const encryptKey = values.ALIPAY_ENCRYPT_KEY;
  const wrongKey = encryptKey === undefined ? undefined : probe.complain({ encryptKey });
  return [gateway, wrongType, wrongKey].flatMap((complaint) => (complaint === undefined ? [] : [findingOf(complaint)]));
}
