// @ts-check
/**
 * @import { Entry } from './entries.mjs'
 * @import { Item, Token } from './extract.mjs'
 */

/**
 * Where a name is told of, as a link; `undefined` for what is not this package's own.
 *
 * @typedef {(token: Token) => string | undefined} Link
 */

/** The sections of a page, and the kinds of what stands in each. */
export const SECTIONS = /** @type {const} */ ([
  ['Functions', ['Function']],
  ['Values', ['Variable']],
  ['Classes', ['Class']],
  ['Types', ['Interface', 'TypeAlias']],
]);

/**
 * @param {readonly Item[]} items
 * @param {readonly string[]} kinds
 */
export function inSection(items, kinds) {
  const named = items.filter(({ kind }) => kinds.includes(kind));
  return named.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** @param {readonly Item[]} items */
export function anchorsOf(items) {
  /** @type {Map<string, number>} */
  const taken = new Map();
  /** @type {Map<string, string>} */
  const anchors = new Map();
  const titles = SECTIONS.flatMap(([title, kinds]) => {
    const mine = inSection(items, kinds);
    return mine.length === 0
      ? []
      : [{ text: title, item: undefined }, ...mine.map((item) => ({ text: nameOf(item), item }))];
  });
  for (const { text, item } of titles) {
    const slug = text.toLowerCase();
    const before = taken.get(slug) ?? 0;
    taken.set(slug, before + 1);
    if (item !== undefined) anchors.set(`${item.kind}:${item.name}`, before === 0 ? slug : `${slug}-${before}`);
  }
  return anchors;
}

/**
 * @param {Entry} here
 * @param {ReadonlyMap<Entry, ReadonlyMap<string, string>>} anchors
 * @returns {Link}
 */
export function linkFrom(here, anchors) {
  const others = [...anchors].filter(([entry]) => entry !== here);
  return ({ canonicalReference = '' }) => {
    const [, name = '', word = ''] = /^alipay-axios!~?(\w+):(\w+)/.exec(canonicalReference) ?? [];
    const key = `${KINDS.get(word)}:${name}`;
    const own = anchors.get(here)?.get(key);
    if (own !== undefined) return `#${own}`;
    const found = others.find(([, one]) => one.has(key));
    return found && `${found[0].slug}.md#${found[1].get(key)}`;
  };
}

const KINDS = new Map([
  ['function', 'Function'],
  ['var', 'Variable'],
  ['class', 'Class'],
  ['interface', 'Interface'],
  ['type', 'TypeAlias'],
]);

/** @param {Item} item */
export function referenceTo({ kind, name }) {
  const [word] = [...KINDS].find(([, one]) => one === kind) ?? [];
  return /** @type {Token} */ ({ kind: 'Reference', text: name, canonicalReference: `alipay-axios!${name}:${word}` });
}

/**
 * Where a global has the same name, the extractor puts a number behind it.
 *
 * @param {Item} item
 */
export function nameOf({ name }) {
  return name.replace(/_\d+$/, '');
}
