import { ROOT } from '../examples/run-script.js';
import type { Block } from './read-readme.js';
import { readReadme } from './read-readme.js';

/** A block of a page, as a program that can be run. */
export interface Program {
  readonly file: string;
  readonly title: string;
  readonly code: string;
  readonly needsRedis: boolean;
}

/** Where the programs are written: under node_modules, where a package does not find itself by its own name. */
export const FOLDER: string = `${ROOT}/node_modules/.cache/readme`;

const NAMES = [
  'tokens',
  'money',
  'gateway',
  'overload',
  'telemetry',
  'sandbox',
  'policies',
  'testing',
  'security',
  'signature',
  'undici',
];

/** How a block begins that is a test file. */
export const VITEST = "from 'vitest'";

/** The programs of both READMEs: the first block as it stands, the others after the beginning of the first. */
export function programsOfReadmes(): readonly Program[] {
  return ['README.md', 'README.zh-CN.md'].flatMap((page) => {
    const [first = '', ...others] = scriptsOf(page);
    return toPrograms(page, [first, ...others.map((code) => beginningOf(first) + code)]);
  });
}

/**
 * The programs of the pages in docs/. What a README begins with comes first; then, where a block speaks of a Redis that it does
 * not connect, the block that does.
 */
export function programsOfPages(): readonly Program[] {
  const pages = NAMES.flatMap((name) => [
    [`docs/${name}.md`, 'README.md'] as const,
    [`docs/${name}.zh-CN.md`, 'README.zh-CN.md'] as const,
  ]);
  return pages.flatMap(([page, readme]) => {
    const beginning = beginningOf(scriptsOf(readme)[0] ?? '');
    const scripts = scriptsOf(page);
    const connect = scripts.find((code) => code.includes("from 'redis'")) ?? '';
    return toPrograms(
      page,
      scripts.map((code) => beginning + (needsConnection(code) ? connect : '') + code + endingOf(code)),
    );
  });
}

function scriptsOf(page: string): readonly string[] {
  return blocksOf(page).map(({ code }) => code);
}

function blocksOf(page: string): readonly Block[] {
  return readReadme(page).blocks.filter(({ language }) => language === 'js');
}

function toPrograms(page: string, codes: readonly string[]): readonly Program[] {
  const sections = blocksOf(page).map(({ section }) => section);
  return codes.map((code, index) => ({
    file: `${page.replaceAll(/[./]/g, '-')}-${index}${code.includes(VITEST) ? '.test' : ''}.mjs`,
    title: `${page}, ${sections[index]}, block ${index + 1}`,
    code,
    needsRedis: /\bredis\./.test(code),
  }));
}

/** The first block as far as its instance. */
function beginningOf(first: string): string {
  const end = 'const alipay = createAlipay(options);\n';
  const at = first.indexOf(end);
  if (at === -1) throw new Error(`The first block does not hold ${end}`);
  return first.slice(0, at + end.length);
}

function needsConnection(code: string): boolean {
  return /\bredis\b/.test(code.replaceAll(/\/\/.*$/gm, '')) && !code.includes('const redis =');
}

// A connection is there for as long as a process is; the process of a page's block is over with it. Tests end by themselves.
function endingOf(code: string): string {
  if (code.includes(VITEST) || code.includes("from 'node:test'")) return '';
  return code.includes("'SIGTERM'") ? "process.kill(process.pid, 'SIGTERM');\n" : 'process.exit();\n';
}
