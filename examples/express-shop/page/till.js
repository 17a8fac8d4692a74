// @ts-check
import { button, byId, el, follow } from './dom.js';

/** @typedef {import('../orders.mjs').Order} Order */

const WORDS = {
  open: ['待支付 waits', 'plain'],
  paying: ['支付中 under way', 'warn'],
  paid: ['已支付 paid', 'good'],
  closed: ['已关闭 closed', 'plain'],
  unresolved: ['结果未知 unresolved', 'bad'],
};

const BY = /** @type {Record<string, string>} */ ({
  'a notification': '异步通知',
  'the till': '收银台',
  'a question': '查询',
});

const FATES = /** @type {Record<string, string>} */ ({
  pays: '付款 pays',
  lost: '付款，应答丢失 reply lost',
  busy: '20000',
  late: '稍后确认 confirms late',
  never: '不确认 never confirms',
  away: '网关无应答 silence',
});

const code = /** @type {HTMLInputElement} */ (byId('auth-code'));
/** @type {Map<string, Order>} */
const orders = new Map();
let current = new URLSearchParams(location.search).get('order') ?? '';

/** @param {string} path @param {object} [body] @returns {Promise<any>} what came; undefined where it was refused, and said so */
async function post(path, body = {}) {
  byId('note').textContent = '';
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (response.ok) return answer;
  byId('note').textContent = answer.error;
  return undefined;
}

function showSale() {
  const order = orders.get(current);
  byId('sale').hidden = order?.status !== 'open';
  if (order === undefined) return;
  byId('sale-facts').textContent = `${order.number} ${order.subject} ¥${order.amount}`;
  byId('scan').hidden = order.means !== undefined;
  byId('show-code').hidden = order.means === 'page';
  byId('open-page').hidden = order.means === 'code';
}

/** @param {Order} order */
function card(order) {
  const { number, subject, amount, status, advice, qrCode, bookedBy, told } = order;
  const [word = '', tone = ''] = WORDS[status];
  const by =
    bookedBy === undefined
      ? ''
      : `由${BY[bookedBy] ?? ''}入账，获知 ${told} 次 booked by ${bookedBy}, told ${told} time${told === 1 ? '' : 's'}`;
  const head = el('div', 'line', el('code', '', number), el('span', `badge ${tone}`, word), el('span', 'quiet', by));
  const box = el('article', 'order', head, el('p', '', `${subject} ¥${amount}`));
  box.dataset['order'] = number;
  if (advice !== undefined) box.append(el('p', 'advice', advice.zh), el('p', 'advice', advice.en));
  if (status === 'open' && qrCode !== undefined) {
    const image = el('img', 'qr');
    image.src = `/api/orders/${encodeURIComponent(number)}/code.svg`;
    image.alt = qrCode;
    box.append(image);
    if (!byId('buyer').hidden)
      box.append(button('扫码付款 Pay as the buyer', () => void post('/buyer/pay', { number })));
  }
  if (status === 'unresolved' || (status === 'open' && order.means !== undefined)) {
    box.append(button('再查一次 Ask again', () => void post(`/api/orders/${encodeURIComponent(number)}/ask`)));
  }
  return box;
}

/** @param {Order} order */
function take(order) {
  orders.set(order.number, order);
  const list = byId('orders');
  list.querySelector(':scope > p')?.remove();
  const box = card(order);
  const shown = list.querySelector(`[data-order="${CSS.escape(order.number)}"]`);
  if (shown === null) list.prepend(box);
  else shown.replaceWith(box);
  showSale();
}

/** @param {{ id: string, subject: string, amount: string }} item */
function goodsButton({ id, subject, amount }) {
  return button(`${subject} ¥${amount}`, async () => {
    const order = await post('/api/orders', { goods: id });
    if (order === undefined) return;
    current = order.number;
    take(order);
    code.value = '';
    code.focus();
  });
}

/** @param {string} fate */
function fateButton(fate) {
  const element = button(FATES[fate] ?? fate, async () => {
    if ((await post('/buyer/next', { fate })) === undefined) return;
    for (const other of byId('fates').children) other.setAttribute('aria-pressed', String(other === element));
  });
  element.setAttribute('aria-pressed', String(fate === 'pays'));
  return element;
}

byId('scan').addEventListener('submit', (event) => {
  event.preventDefault();
  void post(`/api/orders/${encodeURIComponent(current)}/scan`, { authCode: code.value.trim() });
});
byId('show-code').addEventListener('click', () => void post(`/api/orders/${encodeURIComponent(current)}/code`));
byId('open-page').addEventListener('click', async () => {
  const number = encodeURIComponent(current);
  if ((await post(`/api/orders/${number}/page`)) !== undefined) location.assign(`/pay/${number}`);
});

const goods = await (await fetch('/api/goods')).json();
byId('goods').replaceChildren(...goods.map(goodsButton));
/** Only the shop that is tried out has a buyer at hand. @param {{ orders: Order[], isTrial: boolean }} hello */
async function begin(hello) {
  if (hello.isTrial && byId('buyer').hidden) {
    byId('fates').replaceChildren(...(await (await fetch('/buyer')).json()).map(fateButton));
    byId('buyer').hidden = false;
  }
  for (const order of hello.orders) take(order);
}

follow({ hello: begin, order: take });
