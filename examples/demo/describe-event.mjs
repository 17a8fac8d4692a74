// @ts-check
/** @import { AlipayEvents, EventName } from 'alipay-axios' */

/**
 * What an event says, in columns. `more` goes on a line of its own below.
 *
 * @typedef {{ label: string, subject: string, text: string, more?: string, color: Color, durationMs?: number }} Row
 * @typedef {'green' | 'yellow' | 'red' | 'cyan' | 'magenta'} Color
 */

/** All but the beginning of a call, which its first attempt shows. @typedef {Exclude<EventName, 'start'>} ShownName */

/** @type {{ readonly [Name in ShownName]: (event: AlipayEvents[Name]) => Row }} */
const ROWS = {
  attempt: ({ attempt, method, outcome, code, subCode, cause, decision, because }) => ({
    label: `attempt ${attempt}`,
    subject: method,
    text: words(outcome.padEnd(9), code, subCode ?? (cause === 'answered' ? undefined : cause)),
    ...(decision === 'accept' ? {} : { more: `${decision}: ${because}` }),
    color: decision === 'accept' ? 'green' : decision === 'fail' ? 'red' : 'yellow',
  }),
  retry: ({ method, delayMs }) => row('wait', method, `${Math.round(delayMs)} ms`, 'yellow'),
  throttle: ({ method, delayMs }) => row('wait', method, `${Math.round(delayMs)} ms, slower`, 'yellow'),
  refresh: ({ token }) => row('refresh', token, 'tokens.refresh is called', 'magenta'),
  refreshed: ({ token, durationMs }) => ({ ...row('refreshed', token, 'a new one is here', 'magenta'), durationMs }),
  refreshFailed: ({ token, because, durationMs }) => ({ ...row('no refresh', token, because, 'red'), durationMs }),
  confirm: ({ method, by }) => row('ask', method, `what became of it? by ${by}`, 'cyan'),
  confirmed: ({ method, verdict, questions, durationMs }) => ({
    ...row('answer', method, `${verdict}, after ${questions} ${questions === 1 ? 'question' : 'questions'}`, 'cyan'),
    durationMs,
  }),
  breaker: ({ methodClass, from, to }) => row('breaker', methodClass, `${from} before, ${to} now`, 'yellow'),
  clockSkew: ({ method, offsetMs }) =>
    row('clock', method, `the gateway's is ${Math.round(offsetMs)} ms off ours`, 'yellow'),
  lateReply: ({ method, attempt, outcome, code, durationMs }) => ({
    ...row('late', method, words(`the reply to attempt ${attempt} came: ${outcome}`, code), 'cyan'),
    durationMs,
  }),
  success: ({ method, code, pending, confirmedBy, durationMs }) => ({
    ...row(
      'success',
      method,
      words(code ?? 'without a code', pending && 'pending', confirmedBy && `known by ${confirmedBy}`),
      'green',
    ),
    durationMs,
  }),
  failure: ({ method, code, outcome, durationMs }) => ({
    ...row('failure', method, `${code}, outcome: ${outcome}`, 'red'),
    durationMs,
  }),
};

export const EVENT_NAMES = /** @type {ShownName[]} */ (Object.keys(ROWS));

/**
 * @template {ShownName} Name
 * @param {Name} name
 * @param {AlipayEvents[Name]} event
 */
export function describeEvent(name, event) {
  return ROWS[name](event);
}

/**
 * @param {string} label
 * @param {string} subject
 * @param {string} text
 * @param {Color} color
 * @returns {Row}
 */
function row(label, subject, text, color) {
  return { label, subject, text, color };
}

/** @param {(string | false | undefined)[]} parts */
function words(...parts) {
  return parts.filter(Boolean).join(' ');
}
