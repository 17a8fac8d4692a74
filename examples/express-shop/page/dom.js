// @ts-check

/**
 * Makes an element. Texts become text nodes and nothing else, so whatever an order or an event holds stays text.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} className @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/** The element of that id, which the page has. @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no ${id}`);
  return element;
}

/** @param {string} text @param {() => void} press */
export function button(text, press) {
  const element = el('button', '', text);
  element.type = 'button';
  element.addEventListener('click', press);
  return element;
}

/** Follows the feed, and says so in the header. @param {Record<string, (data: any) => void>} listeners by event */
export function follow(listeners) {
  const feed = new EventSource('/api/feed');
  const link = byId('link');
  const say = (/** @type {boolean} */ isUp) => {
    link.textContent = isUp ? '已连接 live' : '已断开 offline';
    link.className = `badge ${isUp ? 'good' : 'bad'}`;
  };
  feed.addEventListener('open', () => say(true));
  feed.addEventListener('error', () => say(false));
  for (const [name, listener] of Object.entries(listeners)) {
    feed.addEventListener(name, ({ data }) => listener(JSON.parse(data)));
  }
}
