import { createUndiciAdapter } from 'alipay-axios/undici';
import axios from 'axios';
import { describe, expect, it } from 'vitest';
import { Interruption } from '../../src/runtime/interruption.js';
import { LeanSignal } from '../../src/runtime/lean-signal.js';
import { createStopSignal } from '../../src/runtime/stop-signal.js';
import { takesLeanSignal } from '../../src/runtime/transport.js';

const CANCELED = new Interruption('canceled', 'enough');

describe('a lean signal', () => {
  it('is aborted with its stop, and tells each listener once', () => {
    const stop = createStopSignal();
    const signal = new LeanSignal(stop);
    const told: unknown[] = [];
    signal.addEventListener('abort', ({ type, target }) => told.push([type, target === signal]));
    expect([signal.aborted, signal.reason]).toEqual([false, undefined]);
    stop.stop(CANCELED);
    stop.stop(new Interruption('closed'));
    expect([signal.aborted, signal.reason]).toEqual([true, CANCELED]);
    expect(told).toEqual([['abort', true]]);
  });

  it('tells nobody who has left, and nobody who comes when it is aborted, as a real one', () => {
    const stop = createStopSignal();
    const real = new AbortController();
    const both = [
      [new LeanSignal(stop), () => stop.stop(CANCELED)],
      [real.signal, () => real.abort()],
    ] as const;
    for (const [signal, abort] of both) {
      const told: string[] = [];
      const leaves = (): unknown => told.push('left');
      const stays = (): unknown => told.push('stayed');
      signal.addEventListener('abort', leaves);
      signal.addEventListener('abort', stays);
      signal.removeEventListener('abort', leaves);
      signal.removeEventListener('abort', () => {});
      abort();
      signal.addEventListener('abort', leaves);
      expect(told).toEqual(['stayed']);
    }
  });

  it('is given to the adapters that are known to ask for no more', () => {
    expect(takesLeanSignal(axios.getAdapter('http'))).toBe(true);
    expect(takesLeanSignal(createUndiciAdapter())).toBe(true);
    expect(takesLeanSignal(axios.getAdapter('fetch'))).toBe(false);
    expect(takesLeanSignal((config) => axios.getAdapter('http')(config))).toBe(false);
  });
});
