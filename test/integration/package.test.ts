import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
const manifest = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));

describe('the built package', () => {
  test('is imported by ES modules', () => {
    const names = node(
      '--input-type=module',
      '-e',
      "console.log(Object.keys(await import('alipay-axios')).sort().join())",
    );
    expect(names.trim()).toBe(
      'AlipayError,attachAlipay,certificateSn,createAlipay,createBreaker,createFileJournal,createMemoryTokenStore,createRetryBudget,explain,isAlipayError,rootCertificateSn',
    );
  });

  test('is required by CommonJS, without a warning', () => {
    const run = `
      const a = require('alipay-axios');
      const t = require('alipay-axios/testing');
      const r = require('alipay-axios/redis');
      const o = require('alipay-axios/otel');
      const u = require('alipay-axios/undici');
      const found = [a.createAlipay, t.startGateway, r.createRedisTokenStore, o.instrumentAlipay, u.createUndiciAdapter];
      console.log(found.map((one) => typeof one).join());`;
    const said = node('--throw-deprecation', '--input-type=commonjs', '-e', run).trim();
    expect(said).toBe('function,function,function,function,function');
  });

  test('stands on the copy of axios that CommonJS has, and needs no ES module there', () => {
    const run = `
      const { AlipayError, attachAlipay } = require('alipay-axios');
      const axios = require('axios');
      require('alipay-axios/testing');
      console.log(AlipayError.prototype instanceof axios.AxiosError, typeof attachAlipay);`;
    const flags = ['--no-experimental-require-module', '--input-type=commonjs'];
    expect(node(...flags, '-e', run).trim()).toBe('true function');
  });

  test('knows the errors, adapters and instances of its other copy, where one process has both', () => {
    const run = `
      (async () => {
        const required = require('alipay-axios');
        const imported = await import('alipay-axios');
        const { createTestCredentials } = await import('alipay-axios/testing');
        const { createUndiciAdapter } = require('alipay-axios/undici');
        const { appId, privateKey, alipayPublicKey } = createTestCredentials();
        const adapter = createUndiciAdapter();
        const options = { appId, privateKey, alipayPublicKey, gateway: 'http://127.0.0.1:1', retry: { maxAttempts: 1 } };
        const alipay = imported.createAlipay({ ...options, axios: { adapter } });
        const error = await alipay.execute('alipay.trade.query', {}).catch((caught) => caught);
        const twice = () => required.attachAlipay(alipay, options);
        let refused = '';
        try { twice(); } catch (caught) { refused = caught.message; }
        console.log(required.isAlipayError(error), error.outcome, /has an engine already/.test(refused));
        await adapter.close();
      })();`;
    expect(node('--input-type=commonjs', '-e', run).trim()).toBe('true not_sent true');
  });

  test('depends at run time on nothing but what it names', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(['eventsource-parser', 'node-forge', 'p-retry', 'uqr']);
    expect(manifest.peerDependencies).toEqual({
      '@opentelemetry/api': '^1.9.0',
      axios: '^1.16.0',
      undici: '^7.0.0 || ^8.0.0',
    });
    expect(manifest.peerDependenciesMeta).toEqual({
      '@opentelemetry/api': { optional: true },
      undici: { optional: true },
    });
    expect(Object.values<string>(manifest.devDependencies).every((version) => /^\d/.test(version))).toBe(true);
  });

  test('names no registry host in its lock file', () => {
    expect(readFileSync(`${ROOT}/package-lock.json`, 'utf8')).not.toContain('"resolved"');
  });
});
