// @ts-check
// npm run bench [-- --only calls --workload v2-32,v3 --calls 2000 --turns 5 --in-flight 32 --json --save]
//
// What a call costs beside what people would use in its place, what of that is the middleware, what an install weighs, and what
// renewing a token, a journal, the brakes against overload and events add; each section tells how it measures.

import { parseArgs } from 'node:util';
import { OPTIONS, runSections, SECTIONS } from './sections.mjs';

const { values } = parseArgs({ options: { ...OPTIONS, only: { type: 'string' } } });
await runSections(values.only === undefined ? SECTIONS : [values.only], values);
