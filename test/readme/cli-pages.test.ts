import { describe, expect, test } from 'vitest';
import { COMMON_OPTIONS } from '../../src/cli/base/command.js';
import type { SpecCommand } from '../../src/cli/base/define-command.js';
import { EXIT_CODES } from '../../src/cli/base/exit-codes.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { VARIABLES } from '../../src/cli/setup/variables.js';
import { testSections } from './page-pair.js';
import { bareCode, namesInTable } from './read-readme.js';

const { english, chinese } = testSections('cli');
const SPECS = COMMANDS.filter((one): one is SpecCommand => 'spec' in one).map(({ spec }) => spec);

test('both pages show the same commands', () => {
  expect(bareCode(chinese).slice(0, 1)).toEqual(bareCode(english).slice(0, 1));
});

describe.each([english, chinese])('$file', (page) => {
  test('names every command in its table, in a section of its own, and every option', () => {
    const sections = page.headings.map(({ text }) => text);
    const listed = namesInTable(page, ['command', '命令']);
    for (const { name } of COMMANDS) {
      expect(listed).toContain(name);
      expect(sections).toContain(name);
    }
    const rows = page.tables.flat();
    for (const { name, options } of SPECS) {
      const cell = rows.find(([first]) => first === `\`${name}\``)?.[2] ?? '';
      const named = [...cell.matchAll(/`--([\w-]+)`/g)].map(([, option]) => option);
      expect(named.sort(), name).toEqual(Object.keys(options).sort());
    }
    for (const name of Object.keys(COMMON_OPTIONS)) expect(page.text).toContain(`\`--${name}`);
    expect(page.text).toContain('--version');
  });

  test('lists exactly the variables and the exit codes there are', () => {
    expect(namesInTable(page, ['variable', '变量'])).toEqual(VARIABLES.map(({ name }) => name));
    expect(namesInTable(page, ['code', '退出码'])).toEqual(EXIT_CODES.map(({ code }) => String(code)));
  });

  test('is plain: no dashes of length', () => {
    expect(page.text).not.toMatch(/\u2014|\u2013/);
  });
});
