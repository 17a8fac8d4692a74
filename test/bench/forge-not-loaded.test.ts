import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { paid, startGateway } from '../../src/testing/index.js';

const run = promisify(execFile);
const child = fileURLToPath(new URL('call-and-list-modules.mjs', import.meta.url));

interface Seen {
  readonly code: string;
  readonly afterTheCall: readonly string[];
  readonly afterAnImport: readonly string[];
}

test('a call through the built package loads nothing of node-forge', async () => {
  const gateway = await startGateway();
  gateway.on('alipay.trade.query').reply(paid());
  try {
    const { url, credentials } = gateway;
    const { stdout } = await run(process.execPath, [child, JSON.stringify({ url, credentials })]);
    const seen: Seen = JSON.parse(stdout);
    expect(gateway.log.map(({ signatureValid }) => signatureValid)).toEqual([true]);
    expect(seen.code).toBe('10000');
    expect(seen.afterTheCall).toEqual([]);
    // The same look at the same process finds it as soon as it is there.
    expect(seen.afterAnImport.length).toBeGreaterThan(0);
  } finally {
    await gateway.close();
  }
});
