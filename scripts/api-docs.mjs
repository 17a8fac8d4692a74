// @ts-check
// Writes the API reference out of the built declarations: node scripts/api-docs.mjs FOLDER

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEntries } from './api-docs/entries.mjs';
import { extractAll } from './api-docs/extract.mjs';
import { renderAll } from './api-docs/render.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('A folder to write to is needed, such as docs/api');

const target = resolve(folder);
const scratch = mkdtempSync(join(tmpdir(), 'api-docs-'));
try {
  mkdirSync(join(target, 'reports'), { recursive: true });
  const entries = readEntries(ROOT);
  const models = extractAll({ root: ROOT, entries, reports: join(target, 'reports'), scratch });
  for (const [file, text] of renderAll(models)) writeFileSync(join(target, file), text);
  for (const [{ name }, items] of models) {
    const silent = items.filter(({ docComment }) => docComment === '').map((item) => item.name);
    if (silent.length === 0) continue;
    console.error(`${name} exports without a docstring: ${silent.join(', ')}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
