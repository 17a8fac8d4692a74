import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SYSTEM_CLOCK } from '../../src/runtime/clock.js';

describe('the machine’s clock', () => {
  it('tells the time', () => {
    const before = Date.now();
    expect(SYSTEM_CLOCK.now()).toBeGreaterThanOrEqual(before);
  });

  it('sleeps, and leaves no listener on the signal', async () => {
    const { signal } = new AbortController();
    await SYSTEM_CLOCK.sleep(0, signal);
    await SYSTEM_CLOCK.sleep(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('wakes at once with the reason when the signal is aborted, before or during the sleep', async () => {
    const early = AbortSignal.abort('early');
    await expect(SYSTEM_CLOCK.sleep(3_600_000, early)).rejects.toBe('early');
    const controller = new AbortController();
    const sleep = SYSTEM_CLOCK.sleep(3_600_000, controller.signal);
    controller.abort('now');
    await expect(sleep).rejects.toBe('now');
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });

  it('rings, unless it is silenced first', async () => {
    const rung: string[] = [];
    SYSTEM_CLOCK.alarm?.(0, () => rung.push('silenced'))();
    await new Promise<void>((resolve) => SYSTEM_CLOCK.alarm?.(0, resolve));
    expect(rung).toEqual([]);
  });
});
