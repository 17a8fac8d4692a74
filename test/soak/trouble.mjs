// @ts-check
// What goes wrong at the gateway: as it stands in front of a real one, by turns and by chance.

import {
  busy,
  delayed,
  forged,
  hangUp,
  httpStatus,
  lost,
  pass,
  ran,
  raw,
  silent,
  throttled,
  unsigned,
} from 'alipay-axios/testing';

/** @import { ScriptedReply } from 'alipay-axios/testing' */
/** @import { Chance } from '../money/chance.mjs' */

const PAGE = '<html><h1>502 Bad Gateway</h1></html>';

/** @type {readonly ((chance: Chance) => ScriptedReply)[]} */
const NOT_RUN = [
  () => busy(),
  () => busy('aop.unknow-error'),
  () => hangUp(),
  () => httpStatus(500),
  () => httpStatus(502, PAGE, { 'content-type': 'text/html' }),
  () => httpStatus(503, '', { 'retry-after': '0' }),
];

/** @type {readonly ((chance: Chance) => ScriptedReply)[]} */
const TROUBLE = [
  ...NOT_RUN,
  ...NOT_RUN,
  () => lost(),
  () => lost(),
  () => ran(busy()),
  () => ran(httpStatus(504)),
  () => forged(pass()),
  () => unsigned(pass()),
  () => raw('{"alipay_trade_query_response":{"code":"10000","msg":"Succ'),
  (chance) => delayed(pass(), 1 + chance.under(100)),
  (chance) => delayed(pass(), 1 + chance.under(100)),
  // An attempt has to wait its time out for these.
  (chance) => (chance.isOneIn(4) ? silent({ run: chance.isOneIn(2) }) : busy()),
  // These slow an instance down for long, as they are to.
  (chance) => (chance.isOneIn(10) ? throttled() : busy()),
];

/** @param {Chance} chance @returns {ScriptedReply} */
export const pickTrouble = (chance) => chance.pick(TROUBLE)(chance);

/**
 * As `pickTrouble`, for renewals: the refresh token of a reply that was lost is lost as well, and its user would be gone for
 * the rest of the run.
 *
 * @param {Chance} chance
 * @returns {ScriptedReply}
 */
export const pickTroubleOfTokens = (chance) => chance.pick(NOT_RUN)(chance);
