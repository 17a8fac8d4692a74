import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliIo } from '../../../src/cli/base/command.js';
import { runCli } from '../../../src/cli/run.js';
import type { SandboxEnv } from '../../../src/cli/sandbox/sandbox.js';
import { startSandbox } from '../../../src/cli/sandbox/sandbox.js';
import { ROOT } from '../../examples/run-script.js';
import { clientOf } from '../../support/sandbox.js';
import { QUICK_CLOCK } from '../test-io.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alipay-axios-sandbox-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The command while it runs. */
interface Running {
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when it has said that it runs. */
  readonly ready: Promise<void>;
  readonly exit: Promise<number>;
  end(): Promise<number>;
}

function run(...args: readonly string[]): Running {
  const stop = new AbortController();
  let out = '';
  let err = '';
  let tellReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  const write = (text: string): void => {
    err += text;
    if (text.includes('Ctrl+C')) tellReady();
  };
  const io: CliIo = {
    out: (text) => {
      out += text;
    },
    err: write,
    env: { LANG: 'en_US.UTF-8' },
    readFile: (path) => readFileSync(path),
    clock: QUICK_CLOCK,
    version: '0.0.0-test',
    colours: { out: false, err: false },
    signal: stop.signal,
  };
  const exit = runCli(['sandbox', ...args], io);
  const end = (): Promise<number> => {
    stop.abort();
    return exit;
  };
  return { out: () => out, err: () => err, ready, exit, end };
}

const envIn = (text: string): SandboxEnv => parseEnv(text) as SandboxEnv;
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('prints an environment that createAlipay takes, and nothing else to stdout', async () => {
  const running = run('--port', '0');
  await running.ready;
  const env = envIn(running.out());
  expect(running.out().trim().split('\n')).toHaveLength(4);
  const alipay = clientOf(env);
  const failed = await alipay.execute('alipay.trade.query', { out_trade_no: 'a' }).catch((error) => error);
  expect(failed.subCode).toBe('ACQ.TRADE_NOT_EXIST');
  expect(running.err()).toContain(`${env.ALIPAY_GATEWAY}/`);
  expect(running.err()).not.toContain(env.ALIPAY_APP_PRIVATE_KEY.slice(60, 100));
  await alipay.close();
  expect(await running.end()).toBe(0);
});

test('listens for its end no longer than it runs, also where it could not start', async () => {
  const before = process.listenerCount('SIGTERM');
  const running = run('--port', '0');
  await running.ready;
  expect(process.listenerCount('SIGTERM')).toBe(before + 1);
  await running.end();
  const file = join(folder, '.env');
  writeFileSync(file, 'MINE=1\n');
  await run('--port', '0', '--write', file).exit;
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

describe('--write', () => {
  test('writes the environment to a file of its owner, and prints no key', async () => {
    const file = join(folder, '.env.sandbox');
    const running = run('--port', '0', '--write', file);
    await running.ready;
    expect(running.out()).toBe('');
    expect(modeOf(file)).toBe(0o600);
    const env = envIn(readFileSync(file, 'utf8'));
    expect(env.ALIPAY_APP_ID).toBe('2021000000000000');
    expect(running.err()).not.toContain(env.ALIPAY_PUBLIC_KEY);
    await running.end();
    expect(readdirSync(folder)).toEqual(['.env.sandbox']);
  });

  test('refuses to overwrite a file, but with --force', async () => {
    const file = join(folder, '.env');
    writeFileSync(file, 'MINE=1\n', { mode: 0o644 });
    const refused = run('--port', '0', '--write', file);
    expect(await refused.exit).toBe(1);
    expect(refused.err()).toContain('--force');
    expect(readFileSync(file, 'utf8')).toBe('MINE=1\n');
    const forced = run('--port', '0', '--write', file, '--force');
    await forced.ready;
    expect(envIn(readFileSync(file, 'utf8')).ALIPAY_APP_PRIVATE_KEY).toMatch(/^MII/);
    expect(modeOf(file)).toBe(0o600);
    await forced.end();
    expect(readdirSync(folder)).toEqual(['.env']);
  });
});

describe('--keys', () => {
  test('keeps the keys from one start to the next, for their owner alone', async () => {
    const file = join(folder, 'keys.json');
    const keysOf = async (): Promise<readonly string[]> => {
      const running = run('--port', '0', '--keys', file);
      await running.ready;
      await running.end();
      const { ALIPAY_APP_PRIVATE_KEY, ALIPAY_PUBLIC_KEY } = envIn(running.out());
      return [ALIPAY_APP_PRIVATE_KEY, ALIPAY_PUBLIC_KEY];
    };
    const first = await keysOf();
    expect(modeOf(file)).toBe(0o600);
    chmodSync(file, 0o644);
    expect(await keysOf()).toEqual(first);
    expect(modeOf(file)).toBe(0o600);
  });

  test.each([
    '',
    'not json',
    '[]',
    '{"appId":"2021000000000000"}',
    JSON.stringify({
      appId: '2021000000000000',
      privateKey: 'canary-4711',
      alipayPublicKey: 'x',
      appPublicKey: 'x',
      alipayPrivateKey: 'x',
    }),
  ])('refuses a file that holds something else, without a word of it: %j', async (text) => {
    const file = join(folder, 'keys.json');
    writeFileSync(file, text, { mode: 0o644 });
    const running = run('--port', '0', '--keys', file);
    expect(await running.exit).toBe(1);
    expect(running.err()).toContain(file);
    expect(running.err()).not.toContain('canary');
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(modeOf(file)).toBe(0o644);
  });

  test('says where it cannot read', async () => {
    expect(await run('--port', '0', '--keys', folder).exit).toBe(1);
    expect(await run('--port', '0', '--keys', join(folder, 'no', 'folder')).exit).toBe(1);
  });
});

test('a port that is taken is an error with a way out', async () => {
  const other = await startSandbox();
  const running = run('--port', new URL(other.url).port);
  expect(await running.exit).toBe(1);
  expect(running.err()).toContain('--port 0');
  await other.close();
});

test.each([['--port', 'x'], ['--port', '70000'], ['--port'], ['--buyer', 'someone'], ['--nothing'], ['word']])(
  'wrong arguments are shown the right ones: %s %s',
  async (...args) => {
    const running = run(...args);
    expect(await running.exit).toBe(2);
    expect(running.err()).toMatch(/--port|--buyer|option|too much/i);
    expect(running.out()).toBe('');
  },
);

test('--help is no error', async () => {
  const running = run('--help');
  expect(await running.exit).toBe(0);
  expect(running.out()).toContain('--keys FILE');
});

test('the build runs by itself, page included, and ends in good order by SIGTERM', async () => {
  const main = `${ROOT}/dist/cli/main.js`;
  expect(existsSync(main), 'npm run build').toBe(true);
  const child = spawn(process.execPath, [main, 'sandbox', '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => {
      err += chunk;
      if (err.includes('Ctrl+C')) resolve();
    });
  });
  const { ALIPAY_GATEWAY } = envIn(out);
  expect(await (await fetch(ALIPAY_GATEWAY)).text()).toContain('<script type="module" src="/page/main.js">');
  expect((await fetch(`${ALIPAY_GATEWAY}/page/main.js`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
