// @ts-check
import { ask, byId, el } from './dom.js';
import { codeCards, notificationRows, tokenRows, tradeRows } from './ledger.js';
import { requestRow } from './requests.js';
import { buildSwitches } from './switches.js';
import { firstLanguage, speaker } from './words.js';

/** @typedef {import('../views.js').RequestView} RequestView */
/** @typedef {import('../views.js').StateView} StateView */
/** @typedef {import('./words.js').Word} Word */

let language = firstLanguage();
let say = speaker(language);
let showSwitches = buildSwitches(byId('switch-list'), say);
/** @type {StateView | undefined} */
let state;
/** @type {Map<number, RequestView>} */
let requests = new Map();
let requestLimit = 0;
let isConnected = false;

const list = byId('request-list');

/** @param {RequestView} view */
function showRequest(view) {
  const isNew = !requests.has(view.id);
  requests.set(view.id, view);
  const row = requestRow(view, say, language);
  const shown = list.querySelector(`[data-id="${view.id}"]`);
  if (shown instanceof HTMLDetailsElement) {
    row.open = shown.open;
    shown.replaceWith(row);
  } else if (isNew) {
    if (requests.size === 1) list.replaceChildren();
    list.prepend(row);
  }
  const [oldest] = requests.keys();
  if (requests.size > requestLimit && oldest !== undefined) {
    requests.delete(oldest);
    list.lastElementChild?.remove();
  }
  showCount();
}

function showCount() {
  byId('request-count').textContent = requests.size === 0 ? say('noRequests') : say('newest', { n: requests.size });
}

function showRequests() {
  const open = new Set([...list.querySelectorAll('details[open]')].map((one) => one.getAttribute('data-id')));
  const rows = [...requests.values()].reverse().map((view) => requestRow(view, say, language));
  for (const row of rows) row.open = open.has(row.dataset['id'] ?? '');
  const none = el('p', 'quiet', say('nothingYet', { origin: location.origin }));
  list.replaceChildren(...(rows.length === 0 ? [none] : rows));
  showCount();
}

/** @param {StateView} next */
function showState(next) {
  // A QR code that is there already would flicker.
  const isSame = state !== undefined && JSON.stringify(next.trades) === JSON.stringify(state.trades);
  state = next;
  showSwitches(next);
  if (!isSame) {
    byId('code-list').replaceChildren(...codeCards(next, say));
    byId('trade-list').replaceChildren(...tradeRows(next, say));
  }
  byId('token-list').replaceChildren(...tokenRows(next, say));
  byId('notification-list').replaceChildren(...notificationRows(next, say));
}

function showLink() {
  const link = byId('link');
  link.textContent = say(isConnected ? 'connected' : 'disconnected');
  link.className = `badge ${isConnected ? 'good' : 'bad'}`;
}

function showWords() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  for (const element of document.querySelectorAll('[data-word]')) {
    if (element instanceof HTMLElement) element.textContent = say(/** @type {Word} */ (element.dataset['word']));
  }
  byId('language').textContent = say('language');
  byId('origin').textContent = location.origin;
  byId('code-note').textContent = '';
  document.title = say('title');
  showLink();
  showRequests();
  if (state !== undefined) {
    const shown = state;
    state = undefined;
    showState(shown);
  }
}

function changeLanguage() {
  language = language === 'zh' ? 'en' : 'zh';
  localStorage.setItem('language', language);
  say = speaker(language);
  showSwitches = buildSwitches(byId('switch-list'), say);
  showWords();
}

/** @param {'merchant' | 'user'} kind */
async function newCode(kind) {
  const isDone = await ask('code', { kind });
  byId('code-note').textContent = isDone ? say('inTerminal') : '';
}

function connect() {
  const events = new EventSource('/api/events');
  const link = (/** @type {boolean} */ isUp) => {
    isConnected = isUp;
    showLink();
  };
  events.addEventListener('open', () => link(true));
  events.addEventListener('error', () => link(false));
  events.addEventListener('hello', ({ data }) => {
    const hello = JSON.parse(data);
    requestLimit = hello.requestLimit;
    requests = new Map(hello.requests.map((/** @type {RequestView} */ view) => [view.id, view]));
    showRequests();
    showState(hello.state);
  });
  events.addEventListener('request', ({ data }) => showRequest(JSON.parse(data)));
  events.addEventListener('state', ({ data }) => showState(JSON.parse(data)));
}

byId('language').addEventListener('click', changeLanguage);
byId('clear').addEventListener('click', () => void ask('clear'));
byId('merchant-code').addEventListener('click', () => void newCode('merchant'));
byId('user-code').addEventListener('click', () => void newCode('user'));
showWords();
connect();
