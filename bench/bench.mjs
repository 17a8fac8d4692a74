// @ts-check
// npm run bench [-- --only calls|tokens|journal|overload|events --calls 2000 --turns 5 --in-flight 32 --json]
//
// What a call costs, what a journal, the brakes against overload and events add, and whether renewing a token costs the calls
// around it anything; each section tells how it measures.

import { parseArgs } from 'node:util';
import { OPTIONS, runSections } from './sections.mjs';

const { values } = parseArgs({ options: { ...OPTIONS, only: { type: 'string' } } });
await runSections(
  values.only === undefined ? ['calls', 'tokens', 'journal', 'overload', 'events'] : [values.only],
  values,
);
