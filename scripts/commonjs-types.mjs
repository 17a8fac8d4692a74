// TypeScript reads the types of an ES module with axios's ES types and those of a CommonJS one with axios's CommonJS types,
// and the two are not one. So CommonJS gets declarations of its own, beside one-line modules that hand on the same code.

import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FROM = 'dist';
const TO = join('dist', 'cjs');
const declarations = readdirSync(FROM, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));

for (const name of declarations) {
  mkdirSync(dirname(join(TO, name)), { recursive: true });
  cpSync(join(FROM, name), join(TO, name));
}
writeFileSync(join(TO, 'package.json'), '{ "type": "commonjs" }\n');
writeFileSync(join(TO, 'index.js'), "module.exports = require('../index.js');\n");
for (const room of ['otel', 'redis', 'testing', 'undici']) {
  writeFileSync(join(TO, room, 'index.js'), `module.exports = require('../../${room}/index.js');\n`);
}
