// @ts-check
// What the contenders are asked to do, and who can do it.

/**
 * @typedef {object} Workload
 * @property {string} title
 * @property {'v2' | 'v3'} protocol
 * @property {'key' | 'certificate'} mode
 * @property {boolean} encrypted
 * @property {boolean} faulty whether one request in twenty meets a fault
 * @property {number} inFlight
 */

/** @typedef {'v2-1' | 'v2-32' | 'v2-256' | 'v3' | 'certificates' | 'aes' | 'faults'} WorkloadName */
/** @typedef {'floor' | 'undici-floor' | 'alipay-axios' | 'alipay-axios-undici' | 'alipay-sdk' | 'axios-retry'} Contender */

/** @type {Omit<Workload, 'title'>} */
const PLAIN = { protocol: 'v2', mode: 'key', encrypted: false, faulty: false, inFlight: 32 };

/** @type {Readonly<Record<WorkloadName, Workload>>} */
export const WORKLOADS = {
  'v2-1': { ...PLAIN, title: 'v2, 1 in flight', inFlight: 1 },
  'v2-32': { ...PLAIN, title: 'v2, 32 in flight' },
  'v2-256': { ...PLAIN, title: 'v2, 256 in flight', inFlight: 256 },
  v3: { ...PLAIN, title: 'v3, 32 in flight', protocol: 'v3' },
  certificates: { ...PLAIN, title: 'v2 with certificates, 32 in flight', mode: 'certificate' },
  aes: { ...PLAIN, title: 'v2 with AES, 32 in flight', encrypted: true },
  faults: { ...PLAIN, title: 'v2, 5 % faults, 32 in flight', faulty: true },
};

/** @type {Readonly<Record<Contender, string>>} */
export const TITLES = {
  floor: 'axios + node:crypto by hand (floor)',
  'undici-floor': 'undici + node:crypto by hand',
  'alipay-axios': 'alipay-axios',
  'alipay-axios-undici': 'alipay-axios over undici',
  'alipay-sdk': 'alipay-sdk 4.14.0, validateSign',
  'axios-retry': 'axios + axios-retry + signing interceptor',
};

export const CONTENDERS = /** @type {readonly Contender[]} */ (Object.keys(TITLES));

/**
 * Who takes part: those by hand try nothing again, and the interceptor as people write it speaks v2 in key mode and nothing
 * more.
 *
 * @param {Workload} workload
 * @returns {readonly Contender[]}
 */
export function contendersOf({ protocol, mode, encrypted, faulty }) {
  const isPlain = protocol === 'v2' && mode === 'key' && !encrypted;
  return CONTENDERS.filter((name) => {
    if (name === 'axios-retry') return isPlain;
    return !(faulty && name.endsWith('floor'));
  });
}
