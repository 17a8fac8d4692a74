import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTestAuthority, startGateway } from 'alipay-axios/testing';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const start = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// What a shop's server is bundled with leaves no package beside it, and esbuild leaves no import.meta.url in CommonJS.
const SHOP = `
import { createAlipay } from 'alipay-axios';
const tell = (what) => console.log(JSON.stringify(what));
try {
  const alipay = createAlipay(JSON.parse(process.env.SHOP_OPTIONS));
  alipay.execute('alipay.trade.create', { out_trade_no: '1', total_amount: '1.00', subject: 'tea' }).then(
    ({ data }) => tell({ code: data.code }),
    ({ code }) => tell({ code }),
  );
} catch (error) {
  tell({ message: error.message });
}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundled-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function bundle(format: 'cjs' | 'esm', build: string): Promise<string> {
  const input = join(folder, 'shop.js');
  writeFileSync(input, SHOP);
  const made = await rolldown({
    input,
    platform: 'node',
    resolve: { alias: { 'alipay-axios': join(ROOT, build) }, modules: [join(ROOT, 'node_modules')] },
    ...(format === 'cjs' ? { transform: { define: { 'import.meta.url': 'undefined' } } } : {}),
  });
  const file = join(folder, format === 'cjs' ? 'bundle.cjs' : 'bundle.mjs');
  await made.write({ file, format, codeSplitting: false });
  await made.close();
  return file;
}

describe.each([
  ['cjs', 'dist/index.js'],
  ['esm', 'dist/index.js'],
  ['cjs', 'dist/cjs/index.js'],
  ['esm', 'dist/cjs/index.js'],
] as const)('a server that is bundled as %s out of %s', (format, build) => {
  test('pays, and misses node-forge by name where it needs it', async () => {
    const file = await bundle(format, build);
    const gateway = await startGateway();
    const certified = await startGateway({ authority: createTestAuthority() });
    const run = async (options: object): Promise<unknown> => {
      const env = { ...process.env, SHOP_OPTIONS: JSON.stringify({ ...options, gateway: gateway.url }) };
      const { stdout } = await start(process.execPath, [file], { cwd: folder, env });
      return JSON.parse(stdout);
    };
    expect(await run(gateway.credentials)).toEqual({ code: '10000' });
    expect(await run(certified.certificateCredentials)).toEqual({ message: expect.stringContaining('"node-forge"') });
    await Promise.all([gateway.close(), certified.close()]);
  });
});
