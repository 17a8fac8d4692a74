// @ts-check
// Makes dist out of what the compiler wrote: a file for each entry and what they share, since four hundred modules take four times
// as long to import as one; the same once more for CommonJS, whose axios is another copy than that of ES modules; beside them the
// declarations as they are, and the page of the sandbox as it is served.

import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const FROM = 'build';
const TO = 'dist';
// What several entries share lies in a file for each floor, under the name that it has in src; what stands above them in one more.
const FLOORS = ['catalog', 'protocol', 'policy', 'diagnosis', 'runtime'];
const GROUPS = [
  ...FLOORS.map((name) => ({ name, test: new RegExp(`[\\\\/]${FROM}[\\\\/]${name}[\\\\/]`) })),
  { name: 'alipay', test: new RegExp(`[\\\\/]${FROM}[\\\\/](?:settlement[\\\\/]|[\\w-]+\\.js$)`) },
];
const ENTRIES = ['index', 'otel/index', 'redis/index', 'testing/index', 'undici/index'];
// Packages that are ES modules alone, which what runs CommonJS in its own way, such as Jest, cannot load.
const ES_ONLY = ['p-retry', 'is-network-error'];

/**
 * @param {'esm' | 'cjs'} format
 * @param {readonly string[]} entries
 * @param {string} dir
 * @param {readonly string[]} inside the packages that are taken in; all others stay imports: users have them once, and patch them without us
 */
async function write(format, entries, dir, inside) {
  const bundle = await rolldown({
    input: Object.fromEntries(entries.map((entry) => [entry, join(FROM, `${entry}.js`)])),
    platform: 'node',
    // What rolldown itself puts in its place is read as the file is loaded, and breaks where it ends up in a bundle of ES modules.
    ...(format === 'cjs' ? { transform: { define: { 'import.meta.url': '__filename' } } } : {}),
    external: (id) => isBuiltin(id) || (/^(?:@[\w-]+\/)?[\w-]+(?:\/|$)/.test(id) && !inside.includes(id)),
  });
  await bundle.write({ dir, format, chunkFileNames: 'shared/[name].js', codeSplitting: { groups: GROUPS } });
  await bundle.close();
}

/** Their licences ask that their texts go where they go. @param {string} name */
function licenceOf(name) {
  const { version } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'));
  return `${name} ${version}\n\n${readFileSync(join('node_modules', name, 'license'), 'utf8')}`;
}

await write('esm', [...ENTRIES, 'cli/main'], TO, []);
await write('cjs', ENTRIES, join(TO, 'cjs'), ES_ONLY);
writeFileSync(join(TO, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
writeFileSync(join(TO, 'cjs', 'LICENSES.txt'), ES_ONLY.map(licenceOf).join('\n'));

// The command is run and not imported.
const declarations = readdirSync(FROM, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.d.ts') && !/^cli[\\/]/.test(name),
);
// TypeScript reads the types of an ES module with axios's ES types and those of a CommonJS one with axios's CommonJS types, and the
// two are not one.
for (const to of [TO, join(TO, 'cjs')]) for (const name of declarations) cpSync(join(FROM, name), join(to, name));
cpSync(join('src', 'cli', 'sandbox', 'page'), join(TO, 'cli', 'page'), { recursive: true });
