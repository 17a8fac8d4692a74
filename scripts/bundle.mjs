// @ts-check
// Makes dist out of what the compiler wrote: a file for each entry and what they share, since four hundred modules take four times
// as long to import as one; beside them the declarations as they are, and the page of the sandbox as it is served.

import { cpSync, readdirSync } from 'node:fs';
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
const ENTRIES = ['index', 'otel/index', 'redis/index', 'testing/index', 'undici/index', 'cli/main'];

const bundle = await rolldown({
  input: Object.fromEntries(ENTRIES.map((entry) => [entry, join(FROM, `${entry}.js`)])),
  platform: 'node',
  // Packages stay imports: users have them once, and patch them without us.
  external: (id) => isBuiltin(id) || /^(?:@[\w-]+\/)?[\w-]+(?:\/|$)/.test(id),
});
await bundle.write({
  dir: TO,
  format: 'esm',
  chunkFileNames: 'shared/[name].js',
  codeSplitting: { groups: GROUPS },
});
await bundle.close();

// The command is run and not imported.
const declarations = readdirSync(FROM, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.d.ts') && !/^cli[\\/]/.test(name),
);
for (const name of declarations) cpSync(join(FROM, name), join(TO, name));
cpSync(join('src', 'cli', 'sandbox', 'page'), join(TO, 'cli', 'page'), { recursive: true });
