import { ALL_CODES } from './find-code.js';

/** The v2 pair that a v3 code stands for. */
export interface CodePair {
  readonly code: string;
  readonly subCode: string;
}

/**
 * The `code`/`sub_code` pair of v2 that a code of v3 stands for, so that both protocols share one catalog: common codes have
 * lost their `isv.`, `isp.` or `aop.`, business codes have not changed. Compared without regard to case. Codes that are in no
 * table are taken for what their spelling says: those in lower case with hyphens are the gateway's, all others business.
 * Source: protocol.md 5.3.
 *
 * @example
 * findV3Code('invalid-app-auth-token'); // { code: '20001', subCode: 'aop.invalid-app-auth-token' }
 * findV3Code('ACQ.SYSTEM_ERROR'); // { code: '40004', subCode: 'ACQ.SYSTEM_ERROR' }
 */
export function findV3Code(code: string): CodePair {
  const known = BY_NAME.get(bare(code));
  if (known !== undefined) return known;
  return /^[a-z\d]+(?:-[a-z\d]+)+$/.test(code) ? { code: '40002', subCode: code } : { code: '40004', subCode: code };
}

const BY_NAME: ReadonlyMap<string, CodePair> = new Map(
  // The first of several wins, as tables are ordered from the common to the special.
  [...ALL_CODES]
    .reverse()
    .flatMap(({ code, subCode }): [string, CodePair][] =>
      subCode === null ? [] : [[bare(subCode), { code, subCode }]],
    ),
);

function bare(code: string): string {
  return code.toLowerCase().replace(/^(?:isv|isp|aop)\./, '');
}
