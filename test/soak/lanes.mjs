// @ts-check
// Makes calls with never more than so many under way.

/** @import { AlipayInstance, ExecuteOptions } from 'alipay-axios' */
/** @import { Chance } from '../money/chance.mjs' */

/** @typedef {{ method: string, content: object | undefined, options: ExecuteOptions }} Plan */

/**
 * @typedef {object} Slice
 * @property {number} from
 * @property {number} to
 * @property {number} inFlight
 * @property {(nth: number) => Plan} plan
 * @property {(method: string, end: string) => void} note told how each call ended
 */

/**
 * @param {AlipayInstance} alipay
 * @param {Chance} chance
 * @param {AbortSignal} shared a signal that many of the calls are given
 * @param {Slice} slice
 */
export async function runSlice(alipay, chance, shared, { from, to, inFlight, plan, note }) {
  let next = from;
  const lane = async () => {
    while (next < to) {
      const { method, content, options } = plan(next++);
      const { signal, dispose } = pickSignal(chance, shared);
      const given = signal === undefined ? options : { ...options, signal };
      const end = await alipay.execute(method, content, given).then(
        ({ alipay: { attempts } }) => (attempts.length > 1 ? 'success after more than one attempt' : 'success'),
        (error) => `${error.code ?? error.name} (${error.outcome})`,
      );
      dispose();
      note(method, end);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

const NOTHING = () => undefined;

/** @param {Chance} chance @param {AbortSignal} shared */
function pickSignal(chance, shared) {
  if (chance.isOneIn(200)) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), chance.under(10));
    return { signal: controller.signal, dispose: () => clearTimeout(timer) };
  }
  return { signal: chance.isOneIn(4) ? shared : undefined, dispose: NOTHING };
}
