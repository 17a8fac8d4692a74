import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../examples/run-script.js';
import type { Origin, Sample } from './compile.js';
import { importsFor } from './compile.js';
import type { Block } from './read-readme.js';
import { readReadme, source } from './read-readme.js';

/** What samples may take for granted: the names of this package, and those of packages that pages speak of. */
export const ORIGINS: readonly Origin[] = [
  ...Object.entries(entriesOf()).map(([from, file]) => ({ from, names: valuesOf(source(file)) })),
  { from: 'alipay-sdk', names: ['AlipaySdk'] },
  { from: 'redis', names: ['createClient'] },
  { from: 'node:fs', names: ['readFileSync'] },
];

function entriesOf(): Readonly<Record<string, string>> {
  const { paths } = JSON.parse(source('tsconfig.json')).compilerOptions;
  return Object.fromEntries(Object.entries<readonly string[]>(paths).map(([name, [file = '']]) => [name, file]));
}

/** The values that an entry hands on. */
function valuesOf(text: string): readonly string[] {
  const lists = [...text.matchAll(/^export \{([^}]*)\} from/gm)].map(([, list = '']) => list);
  return lists.flatMap((list) => [...list.matchAll(/(\w+)\s*(?:,|$)/g)].map(([, name = '']) => name));
}

/** What surrounds a sample: keys, an order, a web server, a shop. Each may be declared anew by the sample itself. */
export const AMBIENT = `
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AlipayInstance, AlipayOptions } from 'alipay-axios';
import type { TestGateway } from 'alipay-axios/testing';
import type { AlipaySdk } from 'alipay-sdk';
import type { CliIo } from '../../../src/cli/base/command.js';

type Request = IncomingMessage & { readonly body: Record<string, string>; readonly query: Record<string, string> };
type Response = ServerResponse & { send(text: string): void };
type Handler = (request: Request, response: Response, next: () => void) => unknown;

declare global {
  const appId: string;
  const privateKey: string;
  const alipayPublicKey: string;
  const returnUrl: string;
  const notifyUrl: string;
  const out_trade_no: string;
  const auth_code: string;
  const total_amount: string;
  const subject: string;
  const product_code: string;
  const options: AlipayOptions;
  const apps: readonly AlipayOptions[];
  const alipay: AlipayInstance;
  const gateway: TestGateway;
  const sdk: AlipaySdk;
  const io: CliIo;
  const systemIo: () => CliIo;
  const request: Request;
  const app: { post(path: string, ...handlers: readonly Handler[]): void };
  const express: { urlencoded(options: { readonly extended: boolean }): Handler };
  function book(...facts: readonly unknown[]): Promise<void>;
  function bookPayment(...facts: readonly unknown[]): Promise<void>;
  function handOver(trade: object): void;
}
`;

/** The languages of a fence that are compiled. */
const COMPILED: ReadonlySet<string> = new Set(['js', 'mjs', 'javascript', 'ts', 'mts', 'typescript']);

/** All pages with code in them. Those of docs/api show signatures, and examples that come out of docstrings. */
export function allPages(): readonly string[] {
  const inside = (folder: string): readonly string[] =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name));
  return [...inside('.'), ...inside('docs')];
}

/** The blocks of a page that are to be compiled. */
export function codeOf(page: string): readonly Block[] {
  return readReadme(page).blocks.filter(({ language }) => COMPILED.has(language));
}

/** The blocks of these pages in these languages, as modules. */
export function samplesOf(pages: readonly string[], languages: readonly string[]): readonly Sample[] {
  return pages.flatMap((page) =>
    codeOf(page).flatMap(({ language, code, section }, nth) => {
      if (!languages.includes(language)) return [];
      const file = `${page.replaceAll(/[./]/g, '-')}-${nth}.${language === 'js' ? 'mjs' : 'ts'}`;
      return [{ file, title: `${page}, ${section}`, code: importsFor(code, ORIGINS) + code }];
    }),
  );
}

/** The examples of all docstrings, those of what is not exported included, as modules beside the names of their own file. */
export function samplesOfDocstrings(folder: string): readonly Sample[] {
  const place = join(ROOT, 'node_modules/.cache', folder);
  return sourceFiles().flatMap(({ name, text, names }) => {
    const own = relative(place, join(ROOT, 'src', name)).replace(/\.ts$/, '.js');
    return examplesIn(text).map(({ code, type }, nth) => ({
      file: `${name.replaceAll(/[./]/g, '-')}-${nth}.ts`,
      title: `src/${name}`,
      // An example of a type is a value of it.
      code: code.startsWith('{')
        ? `import type { ${type} } from '${own}';\nexport const example: ${type} = ${code};`
        : importsFor(code, [{ from: own, names }, ...ORIGINS]) + code,
    }));
  });
}

/** An expression out of a docstring with what it is said to be, and the imports that it takes. */
export interface Saying {
  readonly title: string;
  readonly imports: string;
  readonly expression: string;
  readonly result: string;
}

/** The lines of docstrings' examples that say what they return, and need nothing but what this package has. */
export function sayingsOfDocstrings(): readonly Saying[] {
  const [face] = ORIGINS;
  return sourceFiles().flatMap(({ name, text, names }) =>
    examplesIn(text).flatMap(({ code }) =>
      [...code.matchAll(/^(\w+\(.*\)[.\w]*); \/\/ (.+)$/gm)]
        .filter(([, expression = '']) => !/\breadFileSync\b|\bio\b/.test(expression))
        .map(([, expression = '', result = '']) => ({
          title: `src/${name}: ${expression}`,
          imports: importsFor(expression, [
            { from: join(ROOT, 'build', name.replace(/\.ts$/, '.js')), names },
            ...(face === undefined ? [] : [{ ...face, from: join(ROOT, 'dist/index.js') }]),
          ]),
          expression,
          result,
        })),
    ),
  );
}

interface SourceFile {
  /** Its path below src. */
  readonly name: string;
  readonly text: string;
  /** The values that it exports. */
  readonly names: readonly string[];
}

function sourceFiles(): readonly SourceFile[] {
  const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const text = source(`src/${name}`);
      const own = text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm);
      return { name, text, names: [...own].map(([, one = '']) => one) };
    });
}

interface Example {
  readonly code: string;
  /** The type that the docstring stands above, where it is one. */
  readonly type: string;
}

function examplesIn(text: string): readonly Example[] {
  return [...text.matchAll(/\/\*\*([\s\S]*?)\*\/\n(.*)/g)].flatMap(([, comment = '', below = '']) => {
    const lines = comment.replaceAll(/^ *\* ?/gm, '');
    const [, type = ''] = /^export (?:interface|type) (\w+)/.exec(below) ?? [];
    return lines
      .split(/^(?=@)/m)
      .filter((block) => block.startsWith('@example'))
      .map((block) => ({ code: block.slice('@example'.length).trim(), type }));
  });
}
