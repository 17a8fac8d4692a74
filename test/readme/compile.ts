import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runScript } from '../examples/run-script.js';

/** How code of the pages is compiled: as strictly as the strictest of readers would. */
export const READERS_OPTIONS: Readonly<Record<string, unknown>> = {
  target: 'ES2023',
  lib: ['ES2023'],
  module: 'NodeNext',
  types: ['node'],
  typeRoots: [`${ROOT}/node_modules/@types`],
  strict: true,
  exactOptionalPropertyTypes: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
};

/** Code out of a page or a docstring, as a module of its own. */
export interface Sample {
  /** The name of its file, with `.ts` or `.mjs` at its end. */
  readonly file: string;
  /** Where it stands, for who has to put it right. */
  readonly title: string;
  readonly code: string;
}

/** Where names come from that a sample uses without saying so: the module, and what it exports. */
export interface Origin {
  readonly from: string;
  readonly names: readonly string[];
}

/**
 * Compiles samples with the names that they take for granted, and gives back what the compiler has to say: nothing, where all
 * is well.
 *
 * @param folder of its own under node_modules/.cache
 * @param ambient declarations of what surrounds the samples
 */
export async function compileSamples(
  folder: string,
  samples: readonly Sample[],
  ambient: string,
  options: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const place = join(ROOT, 'node_modules/.cache', folder);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  try {
    for (const { file, title, code } of samples) writeFileSync(join(place, file), `// ${title}\n${code}\nexport {};\n`);
    writeFileSync(join(place, 'ambient.d.ts'), ambient);
    const compilerOptions = {
      ...READERS_OPTIONS,
      skipLibCheck: true,
      // The sources: a sample of theirs may use what no entry exports.
      paths: pathsOf(),
      ...options,
    };
    const files = ['ambient.d.ts', ...samples.map(({ file }) => file)];
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const { stdout, stderr, exitCode } = await runScript(['node_modules/typescript/bin/tsc', '-p', place]);
    return `${stdout}${stderr}${exitCode === 0 || stdout !== '' ? '' : `exit code ${exitCode}`}`;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** The imports that a sample leaves out, of the first origin that has the name. */
export function importsFor(code: string, origins: readonly Origin[]): string {
  const spoken = code.replaceAll(/\/\/.*$|'[^']*'/gm, '');
  const isFree = (name: string): boolean =>
    new RegExp(`(?<![.\\w])${name}\\b(?!:)`).test(spoken) &&
    !new RegExp(`(?:const|function|class|interface|type) ${name}\\b|import [^;]*\\b${name}\\b[^;]*from`).test(spoken);
  const taken = new Set<string>();
  const lines = origins.flatMap(({ from, names }) => {
    const wanted = names.filter((name) => !taken.has(name) && isFree(name));
    for (const name of wanted) taken.add(name);
    return wanted.length === 0 ? [] : [`import { ${wanted.join(', ')} } from '${from}';\n`];
  });
  return lines.join('');
}

function pathsOf(): Readonly<Record<string, readonly string[]>> {
  const { paths } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8')).compilerOptions;
  return Object.fromEntries(
    Object.entries<readonly string[]>(paths).map(([name, files]) => [name, files.map((file) => join(ROOT, file))]),
  );
}
