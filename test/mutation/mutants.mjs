// @ts-check
// What became of a mutant, and how it is told.

import { readFileSync } from 'node:fs';

/** @import { MutantResult } from '@stryker-mutator/api/core' */

/** A mutant that makes the code run for ever is noticed as well. @param {MutantResult} mutant */
export const wasNoticed = ({ status }) => status === 'Killed' || status === 'Timeout';

/** @param {MutantResult} mutant */
export const hasSurvived = ({ status }) => status === 'Survived' || status === 'NoCoverage';

/** Where it is, what stood there, and what was put in its place. @param {MutantResult} mutant */
export function describeMutant({ fileName, location: { start, end }, mutatorName, replacement, status }) {
  const file = fileName.slice(fileName.lastIndexOf('/src/') + 1);
  const lines = readFileSync(file, 'utf8').split('\n');
  const first = lines[start.line - 1] ?? '';
  const was = first.slice(start.column - 1, start.line === end.line ? end.column - 1 : undefined);
  const how = status === 'NoCoverage' ? 'no test reaches it' : mutatorName;
  return `${file}:${start.line}:${start.column} ${shorten(was)} -> ${shorten(replacement ?? '')} (${how})`;
}

/** @param {string} text */
function shorten(text) {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > 60 ? `${flat.slice(0, 57)}...` : flat;
}
