// @ts-check

/**
 * A docstring, taken apart.
 *
 * @typedef {object} Doc
 * @property {string} summary all that comes before the first tag, as Markdown
 * @property {readonly { readonly name: string, readonly text: string }[]} params
 * @property {string} returns
 * @property {readonly string[]} throws
 * @property {readonly string[]} examples code
 */

/** Where a rule was found, in notes of whoever works on the code: readers of these pages do not have them. */
const NOTES = [
  /\s*Sources?: (?:design|protocol|resilience)\.md[^.]*(?:\.\d[^.]*)*\.?(?=\s|$)/g,
  /\s*\((?:design|protocol|resilience)\.md[^)]*\)/g,
];

/**
 * Takes a docstring apart, stars and slashes included.
 *
 * @param {string} comment
 * @returns {Doc}
 */
export function readDoc(comment) {
  const text = comment
    .replace(/^\/\*\*\n?/, '')
    .replace(/\s*\*\/\s*$/, '')
    .replaceAll(/^ \* ?/gm, '');
  const [summary = '', ...blocks] = text.split(/^(?=@\w+)/m);
  const tagged = blocks.map((block) => {
    const [, tag = '', body = ''] = /^@(\w+)\s*([\s\S]*)$/.exec(block) ?? [];
    return { tag, body: body.trim() };
  });
  /** @param {string} wanted */
  const bodies = (wanted) => tagged.filter(({ tag }) => tag === wanted).map(({ body }) => body);
  return {
    summary: plain(summary),
    params: bodies('param').map((body) => {
      const [, name = '', said = ''] = /^(\S+)\s*(?:- )?([\s\S]*)$/.exec(body) ?? [];
      return { name, text: plain(said) };
    }),
    returns: plain(bodies('returns').join(' ')),
    throws: bodies('throws').map(plain),
    examples: bodies('example'),
  };
}

/** @param {string} text */
function plain(text) {
  return NOTES.reduce((left, note) => left.replaceAll(note, ''), text).trim();
}
