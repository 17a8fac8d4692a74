// @ts-check

/**
 * Makes an element. Texts become text nodes and nothing else, so whatever a request holds stays text.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}

/**
 * The element of that id, which the page has.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no ${id}`);
  return element;
}

/**
 * A button.
 *
 * @param {string} text
 * @param {() => void} press
 * @returns {HTMLButtonElement}
 */
export function button(text, press) {
  const element = el('button', '', text);
  element.type = 'button';
  element.addEventListener('click', press);
  return element;
}

/**
 * Asks the sandbox to do something; false where it refused.
 *
 * @param {string} name
 * @param {object} [fields]
 * @returns {Promise<boolean>}
 */
export async function ask(name, fields = {}) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`/api/do/${name}`, { method: 'POST', headers, body: JSON.stringify(fields) });
  return response.ok;
}
