import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Told {
  /** Of what was still in use at any moment. */
  readonly heldMb: number;
  /** Of the process, garbage that V8 has not looked at yet included. */
  readonly rssMb: number;
  /** How often that was looked at while the upload went on. */
  readonly measured: number;
  readonly received: number;
}

// In processes of their own, so that nothing else is measured: one uploads 50 MB, the other takes them in and forgets them.
test.each([
  ['path', 'axios http'],
  ['file stream', 'axios http'],
  ['stream', 'axios http'],
  ['path', 'undici'],
  ['stream', 'undici'],
])(
  '50 MB by %s go up in constant memory over %s',
  async (kind, transport) => {
    const child = fork(fileURLToPath(new URL('upload-child.mjs', import.meta.url)), [kind, transport], {
      execArgv: ['--expose-gc'],
    });
    const told = await new Promise<Told>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Told));
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`The child ended with ${code}`)));
    });
    expect(told.received).toBeGreaterThan(50 * 1024 * 1024);
    expect(told.measured).toBeGreaterThan(5);
    expect(told.heldMb).toBeLessThan(20);
  },
  60_000,
);
