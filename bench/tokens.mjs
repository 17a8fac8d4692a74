// @ts-check
// node bench/tokens.mjs [--calls 1000 --turns 7 --in-flight 8 --json]
//
// The section `tokens` of the benchmark by itself. It measures the built package: `npm run build` comes first.

import { parseArgs } from 'node:util';
import { OPTIONS, runSections } from './sections.mjs';

const { values } = parseArgs({ options: OPTIONS });
await runSections(['tokens'], values);
