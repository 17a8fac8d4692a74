// @ts-check
import { el } from './dom.js';

/** @typedef {import('../views.js').RequestView} RequestView */
/** @typedef {import('../views.js').Part} Part */
/** @typedef {import('./words.js').Say} Say */
/** @typedef {import('./words.js').Language} Language */

/**
 * One request: a line, and all about it below.
 *
 * @param {RequestView} view
 * @param {Say} say
 * @param {Language} language
 * @returns {HTMLDetailsElement}
 */
export function requestRow(view, say, language) {
  const row = el('details', `request ${toneOf(view)}`);
  row.dataset['id'] = String(view.id);
  row.append(summaryOf(view, say), detailsOf(view, say, language));
  return row;
}

/** @param {RequestView} view */
function toneOf({ durationMs, isVerified, code }) {
  if (durationMs === undefined) return 'waits';
  if (!isVerified) return 'bad';
  return code === '10000' ? 'good' : 'warn';
}

/**
 * @param {RequestView} view
 * @param {Say} say
 */
function summaryOf(view, say) {
  const { method, atMs, httpMethod, isVerified, durationMs } = view;
  const isOver = durationMs !== undefined;
  const verdict = isOver
    ? el('span', `badge ${isVerified ? 'good' : 'bad'}`, say(isVerified ? 'verified' : 'notVerified'))
    : '';
  const troubles = view.troubles.map((one) => el('span', 'badge warn', say(one)));
  return el(
    'summary',
    '',
    el('span', 'method', method === '' ? say('noMethod') : method),
    el('span', 'code', isOver ? codeOf(view, say) : say('underWay')),
    el('span', 'badges', verdict, ...troubles),
    el('span', 'when quiet', httpMethod, ' · ', timeOf(atMs), isOver ? ` · ${Math.round(durationMs)} ms` : ''),
  );
}

/**
 * @param {RequestView} view
 * @param {Say} say
 */
function codeOf({ code, subCode, troubles }, say) {
  if (troubles.includes('lost')) return say('noReply');
  return code === undefined ? '–' : [code, subCode].filter((one) => one !== undefined).join(' ');
}

/** @param {number} atMs */
function timeOf(atMs) {
  const at = new Date(atMs);
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}

/**
 * @param {RequestView} view
 * @param {Say} say
 * @param {Language} language
 */
function detailsOf(view, say, language) {
  const { why, meaning, parts, isVerified } = view;
  const body = el('div', 'about');
  if (meaning !== undefined) body.append(el('p', '', meaning[language]));
  if (why?.kind === 'clock') body.append(el('p', 'cause', say('clock', { n: offOf(why.offMs, say) })));
  if (why?.kind === 'signature') body.append(el('p', 'cause', say(why.cause)));
  const isGatewayText = isVerified || why?.kind === 'signature';
  body.append(textOf(say(isGatewayText ? 'gatewayText' : 'sentText'), parts));
  if (why?.kind === 'signature' && why.client !== undefined) body.append(textOf(say('clientText'), why.client));
  body.append(el('p', 'quiet', say('masked')));
  return body;
}

/**
 * @param {number} offMs
 * @param {Say} say
 */
function offOf(offMs, say) {
  const seconds = Math.round(Math.abs(offMs) / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  const text = `${hours > 0 ? `${hours} h ` : ''}${minutes} min ${seconds % 60} s`;
  return say(offMs < 0 ? 'before' : 'ahead', { n: text });
}

/**
 * A text to sign, a parameter a line, with what differs marked.
 *
 * @param {string} title
 * @param {readonly Part[]} parts
 */
function textOf(title, parts) {
  const lines = parts.map(({ name, value, from, to }) => {
    const line = el('div', 'part', el('b', '', name), '=', value.slice(0, from));
    if (to > from) line.append(el('mark', '', value.slice(from, to)));
    line.append(value.slice(to));
    return line;
  });
  return el('div', 'text', el('h3', '', title), el('div', 'parts', ...lines));
}
