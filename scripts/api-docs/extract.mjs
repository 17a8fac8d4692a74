// @ts-check
// API Extractor reads the built declarations with a TypeScript of its own: the compiler of this project has no API to ask.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { readDoc } from './doc-comment.mjs';
import { readRawExamples } from './raw-examples.mjs';

/**
 * @import { Entry } from './entries.mjs'
 * @import { Restore } from './raw-examples.mjs'
 */

/**
 * A part of a signature; `canonicalReference` says what a name in it stands for.
 *
 * @typedef {{ readonly kind: 'Content' | 'Reference', readonly text: string, readonly canonicalReference?: string }} Token
 */

/**
 * What is declared, as API Extractor writes it down.
 *
 * @typedef {object} Item
 * @property {string} kind
 * @property {string} name
 * @property {string} docComment
 * @property {readonly Token[]} excerptTokens
 * @property {readonly Item[]} [members]
 * @property {readonly string[]} examples code, as it stands in the docstring
 */

const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
};

/**
 * Writes the report of each entry into a folder and gives back what each exports.
 *
 * @param {object} terms
 * @param {string} terms.root the folder of package.json
 * @param {readonly Entry[]} terms.entries
 * @param {string} terms.reports where the reports go
 * @param {string} terms.scratch a folder for what is needed on the way
 * @returns {ReadonlyMap<Entry, readonly Item[]>}
 */
export function extractAll({ root, entries, reports, scratch }) {
  const configs = entries.map((entry) => configOf(entry, { root, reports, scratch }));
  const [first] = configs;
  if (first === undefined) throw new Error('package.json exports nothing that has types');
  // One program for all of them: each would take seconds of its own.
  const compilerState = CompilerState.create(first, { additionalEntryPoints: entries.map(({ types }) => types) });
  const restore = readRawExamples(join(root, 'dist'));
  return new Map(
    entries.map((entry, nth) => {
      const items = extract(entry, configs[nth], { compilerState, scratch });
      return [entry, items.map((item) => withExamples(item, restore))];
    }),
  );
}

/**
 * @param {Entry} entry
 * @param {{ readonly root: string, readonly reports: string, readonly scratch: string }} folders
 */
function configOf({ slug, types }, { root, reports, scratch }) {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: types,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions, files: [types] } },
      apiReport: {
        enabled: true,
        reportFileName: `${slug}.api.md`,
        reportFolder: reports,
        reportTempFolder: scratch,
        // What is reached from an export is part of it, exported by name or not.
        includeForgottenExports: true,
      },
      docModel: { enabled: true, apiJsonFilePath: join(scratch, `${slug}.api.json`) },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
}

/**
 * @param {Entry} entry
 * @param {ExtractorConfig | undefined} config
 * @param {{ readonly compilerState: CompilerState, readonly scratch: string }} parts
 * @returns {readonly Item[]}
 */
function extract({ name, slug }, config, { compilerState, scratch }) {
  if (config === undefined) throw new Error(`${name} has not been set up`);
  /** @type {string[]} */
  const errors = [];
  const { errorCount } = Extractor.invoke(config, {
    localBuild: true,
    compilerState,
    messageCallback: (message) => {
      if (message.messageId.startsWith('TS')) errors.push(message.text);
      // The docstrings are JSDoc and not TSDoc, and nothing here has a release tag.
      message.handled = true;
    },
  });
  if (errorCount > 0 || errors.length > 0) throw new Error(`${name} could not be read: ${errors.join('; ')}`);
  const { members } = JSON.parse(readFileSync(join(scratch, `${slug}.api.json`), 'utf8'));
  return members[0].members;
}

/**
 * @param {Item} item
 * @param {Restore} restore
 * @returns {Item}
 */
function withExamples(item, restore) {
  const { docComment = '', members = [] } = item;
  const examples = readDoc(docComment).examples.map(restore);
  return { ...item, examples, members: members.map((member) => withExamples(member, restore)) };
}
