import { readFileSync } from 'node:fs';

/** A file of the page, as it is served. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html;charset=utf-8',
  css: 'text/css;charset=utf-8',
  js: 'text/javascript;charset=utf-8',
  svg: 'image/svg+xml',
};

const NAMES: readonly string[] = [
  'index.html',
  'style.css',
  'parts.css',
  'icon.svg',
  'main.js',
  'dom.js',
  'words.js',
  'requests.js',
  'ledger.js',
  'switches.js',
];

/** Reads the files of the page, which lie in a folder beside this code; by their paths, `/` is the page itself. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  return new Map(
    NAMES.map((name): [string, PageFile] => {
      const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain';
      const body = readFileSync(new URL(`./page/${name}`, import.meta.url));
      return [name === 'index.html' ? '/' : `/page/${name}`, { type, body }];
    }),
  );
}
