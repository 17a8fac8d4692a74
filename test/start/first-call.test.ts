import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readReadme } from '../readme/read-readme.js';
import type { LocalRegistry } from './local-registry.js';
import { startLocalRegistry } from './local-registry.js';
import { openShell } from './shell.js';

// As a new user would: an empty folder, the commands of the README in a real shell, and no other page. They are run as they
// stand. But npm asks a registry of this machine, and where port 8080 is taken, the option is added that the README names.

const FIVE_MINUTES_MS = 5 * 60_000;

let place: string;
let registry: LocalRegistry;
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'alipay-axios-start-'));
  registry = await startLocalRegistry(place);
}, 120_000);
afterAll(async () => {
  await registry?.close();
  rmSync(place, { recursive: true, force: true, maxRetries: 5 });
});

describe.each([
  ['README.md', 'en_US.UTF-8'],
  ['README.zh-CN.md', 'zh_CN.UTF-8'],
])('%s', (file, LANG) => {
  test(
    'leads from an empty folder to the first verified call in under five minutes',
    async () => {
      const { setUp, folder, fileName, program, run, printed } = stepsOf(file);
      const home = join(place, file);
      mkdirSync(home);
      const env = environmentOf(home, LANG);
      const beganMs = performance.now();
      const first = openShell(setUp + (await portOption()), home, env);
      try {
        const [page] = await first.says(/http:\/\/127\.0\.0\.1:\d+\//);
        writeFileSync(join(home, folder, fileName), program);
        const second = openShell(run, join(home, folder), env);
        const exitCode = await second.end();
        const tookS = (performance.now() - beganMs) / 1000;
        expect(second.err).toBe('');
        expect(second.out).toBe(`${printed}\n`);
        expect(exitCode).toBe(0);
        expect((await fetch(page)).status).toBe(200);
        process.stdout.write(`${file}: the first verified call after ${tookS.toFixed(1)} s\n`);
      } finally {
        await first.close();
      }
    },
    FIVE_MINUTES_MS,
  );
});

interface Steps {
  /** The commands of the first terminal; the last one goes on running. */
  readonly setUp: string;
  /** The folder that they make. */
  readonly folder: string;
  readonly fileName: string;
  readonly program: string;
  /** The command of the second terminal. */
  readonly run: string;
  /** All that it prints, as the page says. */
  readonly printed: string;
}

function stepsOf(file: string): Steps {
  const { blocks, headings, text } = readReadme(file);
  const section = headings.find(({ level }) => level === 2)?.text ?? '';
  const [, prose = ''] = text.split(/^## .*\n/m);
  const [setUp = '', run = ''] = blocks.filter((one) => one.section === section).map(({ code }) => code);
  const find = (words: RegExp, where: string): string => {
    const [, found] = words.exec(where) ?? [];
    if (found === undefined) throw new Error(`${file}: there is no ${words} in "${section}"`);
    return found;
  };
  return {
    setUp: setUp.trimEnd(),
    folder: find(/^mkdir (\S+) && cd \1$/m, setUp),
    fileName: find(/`([\w-]+\.mjs)`/, prose),
    program: blocks.find(({ language }) => language === 'js')?.code ?? '',
    run,
    printed: find(/`(https:[^`]+)`/, prose),
  };
}

/** No more than a new user has: nothing of the npm that runs the tests, and nothing that was installed before. */
function environmentOf(home: string, LANG: string): NodeJS.ProcessEnv {
  return {
    PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
    HOME: home,
    LANG,
    npm_config_registry: registry.url,
    npm_config_cache: join(home, '.npm'),
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
  };
}

/** The option that the README names for a machine on which port 8080 is taken. */
async function portOption(): Promise<string> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(8080, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return ' --port 0';
  await new Promise((resolve) => server.close(resolve));
  return '';
}
