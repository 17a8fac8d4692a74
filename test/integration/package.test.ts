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
