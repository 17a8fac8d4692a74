// @ts-check
// What the proof has started and not ended yet is ended with it, however it ends.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** @type {Set<() => void>} */
const undone = new Set();

process.once('exit', () => {
  for (const undo of undone) undo();
});
for (const [signal, code] of /** @type {const} */ ([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
])) {
  process.once(signal, () => process.exit(code));
}

/**
 * Has something undone when this process ends; returns what lets go of it.
 *
 * @param {() => void} undo
 */
export function undoAtExit(undo) {
  undone.add(undo);
  return () => void undone.delete(undo);
}

/**
 * Starts a module of this folder in a process of its own.
 *
 * @param {string} file
 */
export function forkOwn(file) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once(
    'exit',
    undoAtExit(() => child.kill('SIGKILL')),
  );
  return child;
}
