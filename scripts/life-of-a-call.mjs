// @ts-check
// Draws the life of a call for both READMEs: node scripts/life-of-a-call.mjs [FOLDER], by default docs

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawLife } from './life-of-a-call/draw.mjs';
import { CHINESE, ENGLISH } from './life-of-a-call/words.mjs';

const [folder = 'docs'] = process.argv.slice(2);
writeFileSync(join(folder, 'life-of-a-call.svg'), drawLife(ENGLISH));
writeFileSync(join(folder, 'life-of-a-call.zh-CN.svg'), drawLife(CHINESE));
