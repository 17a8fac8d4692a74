import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../index.js';
import type { CliIo } from './base/command.js';

/** The real outside: this process, its files and its clock. */
export function systemIo(): CliIo {
  const stop = new AbortController();
  // The first one ends the command in good order, so that it can say what is known of a call; the second one ends it at once.
  process.once('SIGINT', () => stop.abort(new Error('interrupted')));
  for (const stream of [process.stdout, process.stderr]) stream.on('error', leaveOnClosedPipe);
  const { env } = process;
  const isPlain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    env,
    readFile: (path) => readFileSync(path),
    clock: SYSTEM_CLOCK,
    version: readVersion(),
    colours: { out: process.stdout.isTTY === true && !isPlain, err: process.stderr.isTTY === true && !isPlain },
    locale: Intl.DateTimeFormat().resolvedOptions().locale,
    signal: stop.signal,
  };
}

// As of `alipay-axios explain ... | head -1`: whoever read has heard enough.
function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return (manifest as { readonly version: string }).version;
}

const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (ms, signal) =>
    delay(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      throw signal?.aborted === true ? signal.reason : error;
    }),
};
