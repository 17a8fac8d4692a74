// What the browser gets is written as it is served, so the compiler has nothing to do with it.

import { cpSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join('cli', 'sandbox', 'page');
cpSync(join('src', PAGE), join('dist', PAGE), { recursive: true });
