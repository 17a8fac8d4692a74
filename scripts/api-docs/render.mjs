// @ts-check
import { readDoc } from './doc-comment.mjs';
import { anchorsOf, inSection, linkFrom, nameOf, referenceTo, SECTIONS } from './names.mjs';

/**
 * @import { Doc } from './doc-comment.mjs'
 * @import { Entry } from './entries.mjs'
 * @import { Item, Token } from './extract.mjs'
 * @import { Link } from './names.mjs'
 */

/**
 * The page of each entry, by its file's name, and their list as README.md.
 *
 * @param {ReadonlyMap<Entry, readonly Item[]>} models
 * @returns {ReadonlyMap<string, string>}
 */
export function renderAll(models) {
  const anchors = new Map([...models].map(([entry, items]) => [entry, anchorsOf(items)]));
  const pages = [...models].map(([entry, items]) => {
    const link = linkFrom(entry, anchors);
    return /** @type {const} */ ([`${entry.slug}.md`, pageOf(entry, items, link)]);
  });
  return new Map([['README.md', listOf(models)], ...pages]);
}

/** @param {ReadonlyMap<Entry, readonly Item[]>} models */
function listOf(models) {
  const rows = [...models].map(
    ([{ name, slug }, items]) =>
      `| [\`${name}\`](${slug}.md) | ${items.length} | [${slug}.api.md](reports/${slug}.api.md) |`,
  );
  return [
    '# API reference',
    '[README](../../README.md) · [中文说明](../../README.zh-CN.md)',
    'Every name that can be imported, out of the docstrings of the code: `npm run docs:api` writes these pages anew. A report holds the bare signatures: what changes in it changes the public API.',
    ['| entry | names | report |', '|---|---|---|', ...rows].join('\n'),
    '',
  ].join('\n\n');
}

/**
 * @param {Entry} entry
 * @param {readonly Item[]} items
 * @param {Link} link
 */
function pageOf({ name }, items, link) {
  const parts = SECTIONS.flatMap(([title, kinds]) => {
    const mine = inSection(items, kinds);
    if (mine.length === 0) return [];
    const names = mine.map((item) => `[\`${nameOf(item)}\`](${link(referenceTo(item))})`);
    return [`## ${title}`, names.join(' · '), ...mine.flatMap((item) => sectionOf(item, link))];
  });
  const way = '[All entries](README.md) · [README](../../README.md) · [中文说明](../../README.zh-CN.md)';
  return [`# API of \`${name}\``, way, ...parts, ''].join('\n\n').replace(/\n+$/, '\n');
}

/**
 * @param {Item} item
 * @param {Link} link
 */
function sectionOf(item, link) {
  const doc = readDoc(item.docComment);
  const shown = item.excerptTokens.map(({ text }) => text).join('');
  const signature = shown
    .replace(/^export (?:declare )?/, '')
    // What is exported under another name is known by that one.
    .replace(/^function \w+/, `function ${item.name}`)
    .replace(/;?\s*$/, '')
    .replaceAll(/^ {4}/gm, '  ');
  const code = item.kind === 'Variable' ? `const ${signature}` : signature;
  const seen = uses(item.excerptTokens, link, nameOf(item));
  return [
    `### ${nameOf(item)}`,
    `\`\`\`ts\n${code}\n\`\`\``,
    doc.summary,
    factsOf(doc),
    seen,
    membersOf(item, link),
    ...examplesOf(item),
    ...(item.members ?? []).flatMap((member) => {
      const examples = examplesOf(member);
      return examples.length === 0 ? [] : [`\`${member.name}\`:`, ...examples];
    }),
  ].filter((part) => part !== '');
}

/** @param {Doc} doc */
function factsOf({ params, returns, throws }) {
  return [
    ...params.map(({ name, text }) => `- \`${name}\`: ${oneLine(text)}`),
    ...(returns === '' ? [] : [`- Returns ${oneLine(returns)}`]),
    ...throws.map((text) => `- Throws ${oneLine(text)}`),
  ].join('\n');
}

/**
 * @param {readonly Token[]} tokens
 * @param {Link} link
 * @param {string} self
 */
function uses(tokens, link, self) {
  const others = tokens.filter(({ text }) => text !== self);
  const names = new Map(others.map((token) => [plainName(token, link), link(token)]));
  const links = [...names].flatMap(([name, target]) => (target === undefined ? [] : [`[\`${name}\`](${target})`]));
  return links.length === 0 ? '' : `See ${links.join(', ')}.`;
}

/**
 * @param {Item} item
 * @param {Link} link
 */
function membersOf({ members = [] }, link) {
  // How it is made is the package's own affair.
  const rows = members.filter(({ kind }) => kind !== 'Constructor').map((member) => rowOf(member, link));
  return rows.length === 0 ? '' : ['| member | what it is |', '|---|---|', ...rows].join('\n');
}

/**
 * @param {Item} member
 * @param {Link} link
 */
function rowOf({ docComment, excerptTokens }, link) {
  const { summary, params, returns, throws } = readDoc(docComment);
  const facts = [
    summary,
    ...params.map(({ name, text }) => `\`${name}\`: ${text}.`),
    ...(returns === '' ? [] : [`Returns ${returns}.`]),
    ...throws.map((text) => `Throws ${text}.`),
  ];
  return `| ${linkedCode(excerptTokens, link)} | ${inCell(facts.filter((fact) => fact !== '').join(' '))} |`;
}

/**
 * A member's signature, with a link on each name of this package.
 *
 * @param {readonly Token[]} tokens
 * @param {Link} link
 */
function linkedCode(tokens, link) {
  const parts = tokens.map((token) => ({ text: plainName(token, link), target: link(token) }));
  /** @type {{ text: string, target: string | undefined }[]} */
  const joined = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last !== undefined && last.target === undefined && part.target === undefined) last.text += part.text;
    else joined.push({ ...part });
  }
  const [first] = joined;
  if (first !== undefined) first.text = first.text.replace(/^readonly /, '');
  const last = joined.at(-1);
  if (last !== undefined) last.text = last.text.replace(/;?\s*$/, '');
  return joined
    .map(({ text, target }) => ({ code: `\`${oneLine(text).replaceAll('|', '\\|')}\``, target }))
    .map(({ code, target }) => (target === undefined ? code : `[${code}](${target})`))
    .filter((code) => code !== '``')
    .join('');
}

/**
 * A name as it is imported: in the code it may stand below the name of a module.
 *
 * @param {Token} token
 * @param {Link} link
 */
function plainName(token, link) {
  return link(token) === undefined ? token.text : token.text.replace(/^\w+\./, '');
}

/** @param {Item} item */
function examplesOf({ examples }) {
  return examples.map((code) => `\`\`\`ts\n${code}\n\`\`\``);
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

/** @param {string} text */
function inCell(text) {
  return text.replaceAll(/\n+- /g, '<br>· ').replaceAll(/\n+/g, ' ').replaceAll('|', '\\|');
}
