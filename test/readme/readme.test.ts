import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { resolveOptions } from '../../src/options.js';
import { createTestCredentials } from '../../src/testing/credentials.js';
import { ROOT } from '../examples/run-script.js';
import { bareCode, levelsOf, membersOf, namesInTable, readReadme, source } from './read-readme.js';

const { appId, privateKey, alipayPublicKey } = createTestCredentials();
const CREDENTIALS = { appId, privateKey, alipayPublicKey };

const english = readReadme('README.md');
const chinese = readReadme('README.zh-CN.md');

test('both READMEs have the same sections in the same order', () => {
  expect(levelsOf(chinese)).toEqual(levelsOf(english));
});

test('both READMEs have the same code, but for comments and texts', () => {
  expect(chinese.blocks.length).toBeGreaterThan(10);
  expect(bareCode(chinese)).toEqual(bareCode(english));
});

describe.each([english, chinese])('$file', (readme) => {
  test('fits its length and links to the other one in its first lines', () => {
    const lines = readme.text.split('\n');
    const other = readme === english ? 'README.zh-CN.md' : 'README.md';
    expect(lines.length).toBeLessThan(300);
    expect(lines.slice(0, 4).join('\n')).toContain(`](${other})`);
    expect(readme.text).toContain(`](${readme === english ? 'docs/tokens.md' : 'docs/tokens.zh-CN.md'})`);
  });

  test('links to files and sections that are there', () => {
    const anchors = readme.headings.map(({ text }) => `#${text.toLowerCase().replaceAll(' ', '-')}`);
    for (const [, target = ''] of readme.text.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('#')) expect(anchors).toContain(target);
      else expect(existsSync(`${ROOT}/${target}`), target).toBe(true);
    }
  });

  test('names only npm scripts and commands that exist, and what is to be installed by its name', () => {
    const manifest = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
    const { scripts, name, peerDependencies, peerDependenciesMeta: optional } = manifest;
    const needed = Object.keys(peerDependencies).filter((peer) => optional[peer] === undefined);
    const shell = readme.blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
    // Those of the first call are run by test/start.
    const plain = [/^mkdir /, /^cd /, /^npm init /, /^node /, /^npm ci$/];
    const words = shell
      .join('')
      .trim()
      .split(/\n| && /);
    expect(words).toContain(`npm install ${name} ${needed.join(' ')}`);
    for (const command of words.filter((word) => !plain.some((one) => one.test(word)))) {
      const [, installed] = /^npm install (.+)/.exec(command) ?? [];
      const [, called] = /^npx alipay-axios (\S+)/.exec(command) ?? [];
      const [, script = ''] = /^npm (?:run )?(\w+)/.exec(command) ?? [];
      if (installed !== undefined) expect(installed).toBe([name, ...needed].join(' '));
      else if (called !== undefined) expect(COMMANDS.map((one) => one.name)).toContain(called);
      else expect(Object.keys(scripts), command).toContain(script);
    }
    expect(shell.join('')).toContain('npm ci && npm run demo\nnpm ci && npm test\n');
    for (const [, script = ''] of readme.text.matchAll(/`npm run (\w+)`/g))
      expect(Object.keys(scripts)).toContain(script);
  });

  test('lists exactly the options there are, with their defaults', () => {
    const listed = namesInTable(readme, ['option', '选项']);
    expect([...listed].sort()).toEqual(optionNames().sort());

    const { retry, attemptTimeoutMs, deadlineMs, tokens, signType } = resolveOptions(CREDENTIALS);
    const defaults: Readonly<Record<string, unknown>> = {
      'retry.maxAttempts': retry.maxAttempts,
      'retry.baseMs': retry.baseMs,
      'retry.capMs': retry.capMs,
      'retry.maxRetryAfterMs': retry.maxRetryAfterMs,
      'tokens.refreshTimeoutMs': tokens.refreshTimeoutMs,
      'tokens.refreshAheadMs': tokens.refreshAheadMs,
      'tokens.whenStoreIsDown': tokens.whenStoreIsDown,
      attemptTimeoutMs,
      deadlineMs,
      signType,
    };
    const rows = readme.tables.flat();
    for (const [name, value] of Object.entries(defaults)) {
      const cell = rows.find(([first]) => first === `\`${name}\``)?.at(-1) ?? '';
      expect(cell.replaceAll(/(?<=\d) (?=\d)|`| ms$| 毫秒$/g, ''), name).toBe(String(value));
    }
  });

  test('lists exactly the error codes there are', () => {
    const union = /export type ErrorCode =([^;]+);/.exec(source('src/policy/outcome.ts'))?.[1] ?? '';
    const codes = [...union.matchAll(/'(\w+)'/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(5);
    expect([...namesInTable(readme, ['`code`'])].sort()).toEqual(codes.sort());
  });

  test('names every option of a call, every event, and every reply that can be scripted', () => {
    for (const name of membersOf('src/runtime/gateway-call.ts', 'CallOptions'))
      expect(readme.text).toContain(`\`${name}\``);
    for (const name of membersOf('src/runtime/events.ts', 'AlipayEvents')) expect(readme.text).toContain(`\`${name}\``);
    const [list = ''] = /`pass`、?(?:.|\n)*?`raw`/.exec(readme.text) ?? [];
    const listed = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
    const replies = [...source('src/testing/replies.ts').matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
    expect([...listed].sort()).toEqual([...replies].sort());
  });

  test('is plain: no dashes of length, and no picture but that of the life of a call', () => {
    expect(readme.text).not.toMatch(/\u2014|\u2013|<img|<picture/);
    const pictures = [...readme.text.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
    const file = readme === english ? 'docs/life-of-a-call.svg' : 'docs/life-of-a-call.zh-CN.svg';
    expect(pictures.map(([, , target]) => target)).toEqual([file]);
  });
});

function optionNames(): string[] {
  const nested = [
    ...membersOf('src/runtime/read-retry.ts', 'RetryOptions'),
    ...membersOf('src/policy/backoff.ts', 'BackoffOptions'),
  ];
  return [
    ...membersOf('src/options.ts', 'AlipayOptions').filter((name) => name !== 'retry' && name !== 'tokens'),
    ...nested.map((name) => `retry.${name}`),
    ...membersOf('src/options.ts', 'TokenOptions').map((name) => `tokens.${name}`),
    ...membersOf('src/runtime/read-overload.ts', 'OverloadOptions'),
  ];
}
