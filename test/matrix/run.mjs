// @ts-check
// Runs a command and keeps what it said.

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number | null, said: string }>}
 */
export async function run(command, args, { cwd, env = process.env }) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {string[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => said.push(text));
  const [code] = await once(child, 'close');
  return { code, said: said.join('') };
}

/** The end of what was said: a failure is told last. @param {string} said */
export const tail = (said) => said.split('\n').slice(-80).join('\n');
