import type { AlipayOptions, Clock } from '../../index.js';
import { createAlipay } from '../../index.js';
import type { TestCredentials } from '../../testing/index.js';
import { createTestCredentials } from '../../testing/index.js';
import type { Complaint } from '../setup/complaint.js';
import { readComplaint } from '../setup/complaint.js';
import type { Finding } from '../setup/finding.js';

/** Tries single options out on the library itself, so that the doctor never says anything else than it would. */
export interface Probe {
  /** What `createAlipay` says about these options, beside others that are right; `undefined` where nothing is wrong. */
  complain(options: Partial<AlipayOptions>): Complaint | undefined;
}

/** Makes a probe; what is not to be tried out is filled in with throw-away keys. */
export function createProbe(clock: Clock): Probe {
  let made: TestCredentials | undefined;
  return {
    complain: (options) => {
      made ??= createTestCredentials();
      const { appId, privateKey, alipayPublicKey } = made;
      const other = options.certificates === undefined ? { alipayPublicKey } : {};
      try {
        void createAlipay({ appId, privateKey, ...other, clock, ...options }).close();
        return undefined;
      } catch (error) {
        const complaint = readComplaint(error);
        if (complaint === undefined) throw error;
        return complaint;
      }
    },
  };
}

/** The finding of a complaint. */
export function findingOf({ subject, cause, text, cure }: Complaint): Finding {
  const byDefault = { en: `Correct ${subject}`, zh: `请更正 ${subject}` };
  return { subject, level: 'wrong', cause, text, cure: cure ?? byDefault };
}
