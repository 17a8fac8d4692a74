// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Gives an example the line breaks and indents that it has in the code. @typedef {(example: string) => string} Restore */

/**
 * The extractor hands on the words of a docstring and not its blanks, which code needs.
 *
 * @param {string} folder with the declarations
 * @returns {Restore}
 */
export function readRawExamples(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));
  const examples = files.flatMap((name) => examplesIn(readFileSync(join(folder, name), 'utf8')));
  const bySquashed = new Map(examples.map((example) => [squashed(example), example]));
  return (example) => {
    const raw = bySquashed.get(squashed(example));
    if (raw === undefined) throw new Error(`No docstring has this example: ${example}`);
    return raw;
  };
}

/** @param {string} text */
function examplesIn(text) {
  return [...text.matchAll(/\/\*\*([\s\S]*?)\*\//g)].flatMap(([, comment = '']) =>
    comment
      .replaceAll(/^ *\* ?/gm, '')
      .split(/^(?=@)/m)
      .filter((block) => block.startsWith('@example'))
      .map((block) => block.slice('@example'.length).trim()),
  );
}

/** @param {string} text */
function squashed(text) {
  return text.replaceAll(/\s+/g, '');
}
