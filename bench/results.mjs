// @ts-check
// Writes what was measured into bench/results/, for people and for machines.

import { mkdir, writeFile } from 'node:fs/promises';
import { renderMachine } from './report.mjs';

/** @import { Result } from './sections.mjs' */
/** @import { Machine } from './summary.mjs' */

const FOLDER = new URL('results/', import.meta.url);

/** Sections whose text is Markdown already; that of the others is a table of plain text. */
const MARKDOWN = new Set(['calls']);

/** @param {readonly Result[]} results @param {Machine} machine */
export async function saveResults(results, machine) {
  await mkdir(FOLDER, { recursive: true });
  const on = new Date().toISOString().slice(0, 10);
  for (const { name, summary, text } of results) {
    const body = MARKDOWN.has(name) ? text : `${renderMachine(machine)}\n\n\`\`\`text\n${text}\n\`\`\``;
    const page = `# ${name}\n\nMeasured on ${on} by \`npm run bench -- --only ${name} --save\`.\n\n${body}\n`;
    await writeFile(new URL(`${name}.md`, FOLDER), page);
    await writeFile(new URL(`${name}.json`, FOLDER), `${JSON.stringify({ on, machine, ...summary }, null, 2)}\n`);
  }
}
