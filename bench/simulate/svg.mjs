// @ts-check
// The little of SVG that a plot needs.

/** @typedef {Readonly<Record<string, string | number>>} Attributes */

/**
 * An element with what is in it.
 *
 * @param {string} name
 * @param {Attributes} attributes
 * @param {readonly string[]} [children] elements, or text that is escaped already
 */
export function element(name, attributes, children = []) {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(shorten(value))}"`);
  return children.length === 0
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/**
 * A line of text.
 *
 * @param {string} words
 * @param {Attributes} attributes
 */
export function text(words, attributes) {
  return element('text', attributes, [escapeText(words)]);
}

/**
 * The `d` of a line through points, with a gap where there is none.
 *
 * @param {readonly (readonly [x: number, y: number] | undefined)[]} points
 */
export function lineThrough(points) {
  let isDown = false;
  let d = '';
  for (const point of points) {
    if (point !== undefined) d += `${isDown ? 'L' : 'M'}${shorten(point[0])} ${shorten(point[1])}`;
    isDown = point !== undefined;
  }
  return d;
}

/**
 * Text that can stand in an element or in an attribute.
 *
 * @param {string} words
 */
export function escapeText(words) {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** @param {string | number} value */
function shorten(value) {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : value;
}
