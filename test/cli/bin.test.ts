import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from 'alipay-axios/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../examples/run-script.js';
import type { SetupWorld } from './world.js';
import { dotenv, openSetupWorld } from './world.js';

const MAIN = join(ROOT, 'dist/cli/main.js');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

interface Spawned {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

function start(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Spawned> {
  const { PATH = '' } = process.env;
  const child = spawn(command, args, {
    cwd,
    env: { PATH, LANG: 'en_US.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, out, err }));
  });
}

let world: SetupWorld;
let folder: string;
beforeAll(() => {
  world = openSetupWorld();
  folder = mkdtempSync(join(tmpdir(), 'alipay-axios-cli-'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const main = (...args: readonly string[]): Promise<Spawned> => start(process.execPath, [MAIN, ...args], folder);

describe('the command as a process', () => {
  test('tells the version of the package, and its help', async () => {
    expect(await main('--version')).toEqual({ exitCode: 0, out: `${manifest.version}\n`, err: '' });
    expect((await main('--help')).out).toContain('Usage:  alipay-axios <command>');
  });

  test('splits its output, and ends with its exit code', async () => {
    const wrong = await main('explian');
    expect([wrong.exitCode, wrong.out]).toEqual([2, '']);
    expect(wrong.err).toContain('did you mean "explain"?');
    expect((await main('explain', '99999')).exitCode).toBe(1);
  });

  test('uses no colours in a pipe, and the language of the locale', async () => {
    const { out } = await start(process.execPath, [MAIN, 'explain', '40005'], folder, { LC_ALL: 'zh_CN.UTF-8' });
    expect(out).toContain('处理');
    expect(out).not.toContain(String.fromCharCode(27));
  });

  test('reads .env, examines and calls over real HTTP, and ends by itself', async () => {
    const gateway = await world.gateway();
    const { appId, privateKey, alipayPublicKey } = world.own;
    const values = {
      ALIPAY_APP_ID: appId,
      ALIPAY_APP_PRIVATE_KEY: privateKey,
      ALIPAY_PUBLIC_KEY: alipayPublicKey,
      ALIPAY_GATEWAY: gateway.url,
    };
    writeFileSync(join(folder, '.env'), dotenv(values));
    const doctor = await main('doctor');
    expect(doctor).toMatchObject({ exitCode: 0, err: '' });
    expect(doctor.out).toContain('All is well.');
    gateway.on('alipay.trade.query').reply(ok({ trade_status: 'TRADE_SUCCESS' }));
    const call = await main('call', 'alipay.trade.query', '{"out_trade_no":"1"}', '-v');
    expect(JSON.parse(call.out)).toMatchObject({ trade_status: 'TRADE_SUCCESS' });
    expect(call.err).toMatch(/^1\. alipay\.trade\.query: succeeded 10000/);
    expect(doctor.out + call.out + call.err).not.toContain(privateKey.slice(100, 140));
  });

  test('leaves quietly when nobody reads on', async () => {
    const { exitCode, err } = await start('sh', ['-c', `"${process.execPath}" "${MAIN}" --help | true`], folder);
    expect([exitCode, err]).toEqual([0, '']);
  });
});

describe('the packed package', () => {
  test('has the command where `bin` says, executable, with its shebang, and it runs where it is installed', async () => {
    execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: ROOT });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    const modules = join(folder, 'shop', 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, tarball), '-C', modules]);
    const home = join(modules, manifest.name);
    execFileSync('mv', [join(modules, 'package'), home]);
    const file = join(home, manifest.bin['alipay-axios']);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node');
    expect(statSync(file).mode & 0o111).toBe(0o111);
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (!name.startsWith('.') && !existsSync(join(modules, name)))
        symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    }
    symlinkSync(file, join(modules, '.bin', 'alipay-axios'));
    const run = await start(
      'npx',
      ['--offline', '--no-install', 'alipay-axios', 'explain', '40002'],
      join(folder, 'shop'),
      {
        HOME: folder,
        NPM_CONFIG_UPDATE_NOTIFIER: 'false',
      },
    );
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).toContain('A parameter is not valid.');
  });
});
