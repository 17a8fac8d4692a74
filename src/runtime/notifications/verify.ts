import { FAILURE_ADVICE } from '../../catalog/failure-advice.js';
import { AlipayError } from '../../errors.js';
import type { NotificationReading } from '../../protocol/notification.js';
import { openNotification } from '../../protocol/notification.js';
import type { CertificateDesk } from '../certificates.js';
import { adviseOn } from '../error-words.js';
import type { Settings } from '../settings.js';
import type { Notification } from './notification.js';
import { readFields } from './read-input.js';

/** Verifies what comes in from Alipay, or by way of a browser. */
export interface NotificationDesk {
  /**
   * The verified notification.
   *
   * @throws AlipayError `ERR_ALIPAY_SIGNATURE` or `ERR_ALIPAY_MALFORMED`: nothing in it is to be believed
   * @throws TypeError where the input cannot be a notification at all
   */
  verify(input: unknown): Promise<Notification>;
  /** As `verify`, for the query that a browser brings to `return_url`: a URL, its query, or the parsed parameters. */
  verifyReturn(input: unknown): Promise<Readonly<Record<string, string>>>;
}

/** Makes the desk of an instance; in certificate mode it fetches certificates that it does not know. */
export function createNotificationDesk(settings: Settings, certificates: CertificateDesk): NotificationDesk {
  const open = async (input: unknown, what: string): Promise<Readonly<Record<string, string>>> => {
    const reading = readFields(input, what);
    if (!reading.ok) throw unbelievable(what, 'ERR_ALIPAY_MALFORMED', reading.why);
    const { fields } = reading;
    const certSn = fields.find(({ name }) => name === 'alipay_cert_sn')?.text;
    const key = await findKey(settings, certificates, certSn);
    if (key === undefined) throw unbelievable(what, 'ERR_ALIPAY_SIGNATURE', 'its certificate is not known');
    const opened = openNotification(fields, { key, signType: settings.signType });
    if (opened.kind === 'verified') return opened.fields;
    throw unbelievable(what, 'ERR_ALIPAY_SIGNATURE', WHY[opened.kind]);
  };
  return {
    verify: async (input) => (await open(input, 'notification')) as Notification,
    verifyReturn: (input) => open(queryOf(input), 'return_url'),
  };
}

const WHY: Readonly<Record<Exclude<NotificationReading['kind'], 'verified'>, string>> = {
  unsigned: 'it carries no signature',
  forged: 'its signature does not fit',
};

async function findKey(
  { verifier }: Settings,
  certificates: CertificateDesk,
  certSn: string | undefined,
): Promise<Settings['verifier']['key'] | undefined> {
  const { keyFor } = certificates.verifier;
  // The sandbox leaves the number out of return_url. Source: protocol.md 9.4.
  if (keyFor === undefined || certSn === undefined || certSn === '') return verifier.key;
  const find = (): Settings['verifier']['key'] | undefined => keyFor(certSn, () => undefined);
  const known = find();
  if (known !== undefined) return known;
  await certificates.learn(certSn, 'outside');
  return find();
}

// A whole URL, or its path and query: what follows the question mark, without the fragment.
function queryOf(input: unknown): unknown {
  const text = input instanceof URL ? input.search : input;
  if (typeof text !== 'string') return text;
  const withoutFragment = text.split('#')[0] ?? '';
  const at = withoutFragment.indexOf('?');
  return at < 0 ? withoutFragment : withoutFragment.slice(at + 1);
}

function unbelievable(
  what: string,
  code: 'ERR_ALIPAY_SIGNATURE' | 'ERR_ALIPAY_MALFORMED',
  because: string,
): AlipayError {
  const advice = adviseOn(FAILURE_ADVICE.notification, undefined);
  return new AlipayError({
    code,
    outcome: 'unknown',
    method: what,
    message: `This ${what} cannot be believed: ${because}. ${advice.en} / ${advice.zh}`,
    attempts: [],
    advice,
  });
}
