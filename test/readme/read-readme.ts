import { readFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';
import { ROOT } from '../examples/run-script.js';

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** The heading above it. */
  readonly section: string;
}

/** A page, taken apart. */
export interface Readme {
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly headings: readonly { readonly level: number; readonly text: string }[];
  /** The rows of each table, cell by cell; the first row is the header. */
  readonly tables: readonly (readonly (readonly string[])[])[];
}

/** Reads a page and takes it apart. */
export function readReadme(file: string): Readme {
  const text = readFileSync(`${ROOT}/${file}`, 'utf8');
  const blocks: Block[] = [];
  const headings: { level: number; text: string }[] = [];
  const tables: string[][][] = [];
  let open: { language: string; lines: string[] } | undefined;
  let table: string[][] | undefined;
  for (const line of text.split('\n')) {
    if (open !== undefined && line !== '```') {
      open.lines.push(line);
      continue;
    }
    if (open !== undefined) {
      const section = headings.at(-1)?.text ?? '';
      blocks.push({ language: open.language, code: `${open.lines.join('\n')}\n`, section });
      open = undefined;
      continue;
    }
    if (line.startsWith('```')) open = { language: line.slice(3), lines: [] };
    const [, hashes = '', heading = ''] = /^(#+) (.+)$/.exec(line) ?? [];
    if (hashes !== '') headings.push({ level: hashes.length, text: heading });
    if (!line.startsWith('|')) {
      table = undefined;
    } else if (table === undefined) {
      table = [cellsOf(line)];
      tables.push(table);
    } else if (!/^[|\s-]+$/.test(line)) {
      table.push(cellsOf(line));
    }
  }
  return { file, text, blocks, headings, tables };
}

/** What stands in backticks in the first cells of the table whose header begins with one of these words. */
export function namesInTable(page: Readme, header: readonly string[]): readonly string[] {
  return rowsUnder(page, header).map(([first = '']) => first.replaceAll('`', ''));
}

/** The rows of the table whose header begins with one of these words, without the header. */
export function rowsUnder({ tables, file }: Readme, header: readonly string[]): readonly (readonly string[])[] {
  const table = tables.find(([first]) => header.includes(first?.[0] ?? ''));
  if (table === undefined) throw new Error(`${file} has no table under ${header.join(' or ')}`);
  return table.slice(1);
}

/** Links into sections that are not there, as they stand on the page. */
export function lostAnchors({ text, file }: Readme): readonly string[] {
  return [...text.matchAll(/\]\(([^)#\s]*)#([^)\s]+)\)/g)].flatMap(([link, target = '', anchor]) => {
    const page = target === '' ? file : normalize(`${dirname(file)}/${target}`);
    const anchors = readReadme(page).headings.map((heading) =>
      heading.text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
        .replaceAll(' ', '-'),
    );
    return anchors.includes(anchor ?? '') ? [] : [link];
  });
}

/** The levels of the headings, in their order. */
export function levelsOf({ headings }: Readme): readonly number[] {
  return headings.map(({ level }) => level);
}

/** The code without what may differ between two languages: comments and texts. */
export function bareCode({ blocks }: Readme): readonly string[] {
  return blocks.map(
    ({ language, code }) => language + code.replaceAll(/\s*\/\/ .*$/gm, '').replaceAll(/'[^']*'|\b(?:en|zh)\b/g, "''"),
  );
}

/** A source file's text. */
export function source(file: string): string {
  return readFileSync(`${ROOT}/${file}`, 'utf8');
}

/** The names of an interface's members, read from its source. */
export function membersOf(file: string, type: string): string[] {
  const [, body = ''] = new RegExp(`interface ${type}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(source(file)) ?? [];
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, name]) => name ?? '');
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
