// @ts-check
import { ask, button, el } from './dom.js';

/** @typedef {import('../views.js').StateView} StateView */
/** @typedef {import('./words.js').Say} Say */
/** @typedef {import('./words.js').Word} Word */

/**
 * One switch that takes a number.
 *
 * @typedef {{ name: string, field: string, label: Word, unit: Word, first: number, most: number, left: Word,
 *   read: (state: StateView) => number }} NumberSwitch
 */

/** @type {readonly NumberSwitch[]} */
const SWITCHES = [
  {
    name: 'busy',
    field: 'count',
    label: 'busySwitch',
    unit: 'count',
    first: 3,
    most: 1_000,
    left: 'left',
    read: ({ switches }) => switches.busyLeft,
  },
  {
    name: 'lost',
    field: 'count',
    label: 'lostSwitch',
    unit: 'replies',
    first: 1,
    most: 1_000,
    left: 'left',
    read: ({ switches }) => switches.lostLeft,
  },
  {
    name: 'latency',
    field: 'ms',
    label: 'latencySwitch',
    unit: 'ms',
    first: 1_500,
    most: 600_000,
    left: 'eachMs',
    read: ({ switches }) => switches.latencyMs,
  },
];

/**
 * The switches, made once for a language; the function shows how they stand.
 *
 * @param {HTMLElement} place
 * @param {Say} say
 * @returns {(state: StateView) => void}
 */
export function buildSwitches(place, say) {
  const numbers = SWITCHES.map((one) => numberSwitch(one, say));
  const expire = expireSwitch(say);
  place.replaceChildren(...numbers.map(({ element }) => element), expire.element);
  return (state) => {
    for (const { show } of numbers) show(state);
    expire.show(state);
  };
}

/**
 * @param {NumberSwitch} one
 * @param {Say} say
 */
function numberSwitch({ name, field, label, unit, first, most, left, read }, say) {
  const input = el('input', '');
  Object.assign(input, {
    type: 'number',
    min: '1',
    max: String(most),
    step: '1',
    value: String(first),
    required: true,
  });
  input.setAttribute('aria-label', say(label));
  const set = el('button', '', say('set'));
  const stop = button(say('stop'), () => void ask(name, { [field]: 0 }));
  const badge = el('span', 'badge');
  badge.setAttribute('role', 'status');
  const form = el(
    'form',
    'switch',
    el('p', '', say(label)),
    el('div', 'buttons', input, el('span', '', say(unit)), set, stop, badge),
  );
  form.dataset['switch'] = name;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void ask(name, { [field]: input.valueAsNumber });
  });
  return {
    element: form,
    show: (/** @type {StateView} */ state) => {
      const value = read(state);
      badge.textContent = value === 0 ? say('off') : say(left, { n: value });
      badge.className = `badge ${value === 0 ? 'quiet' : 'warn'}`;
      stop.disabled = value === 0;
    },
  };
}

/** @param {Say} say */
function expireSwitch(say) {
  const expire = button(say('expire'), () => void ask('expire'));
  const badge = el('span', 'badge quiet');
  badge.setAttribute('role', 'status');
  const element = el('div', 'switch', el('p', '', say('expireSwitch')), el('div', 'buttons', expire, badge));
  element.dataset['switch'] = 'expire';
  return {
    element,
    show: (/** @type {StateView} */ { tokenCounts }) => {
      badge.textContent = say('tokenCount', tokenCounts);
    },
  };
}
