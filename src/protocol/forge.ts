import { createRequire } from 'node:module';
import { join } from 'node:path';
import type forge from 'node-forge';
import { invalidInput } from './invalid-input.js';

/** The part of node-forge that reads DER. */
export type Asn1 = typeof forge.asn1;

/** node-forge's reader of DER alone, loaded when a certificate is first read. */
export function loadAsn1(): Asn1 {
  return load('node-forge/lib/asn1.js') as Asn1;
}

/** The whole of node-forge, loaded when a key container is first opened. */
export function loadForge(): typeof forge {
  return load('node-forge') as typeof forge;
}

// It takes longer to load than everything else together, and most users never need it.
function load(name: string): unknown {
  try {
    return createRequire(places().find((place) => place !== undefined) as string)(name);
  } catch {
    throw invalidInput('node-forge', {
      en: 'cannot be loaded, and reads certificates and .p12 files; keep it out of the bundle (esbuild: --external:node-forge), and install it beside',
      zh: '无法加载，读取证书与 .p12 文件需要它；打包时请将其排除（esbuild：--external:node-forge），并在运行环境中安装',
    });
  }
}

// Where it is looked for: beside this code, and where a bundler has taken `import.meta.url` away, beside what was started. Asked for
// only when it is needed: where our CommonJS is bundled into ES modules, the first is not there to be read.
const places = (): readonly (string | undefined)[] => [
  import.meta.url,
  process.argv[1],
  join(process.cwd(), 'index.js'),
];
