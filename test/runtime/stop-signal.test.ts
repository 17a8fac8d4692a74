import { describe, expect, it } from 'vitest';
import { Interruption } from '../../src/runtime/interruption.js';
import type { StopSignal } from '../../src/runtime/stop-signal.js';
import { createStopSignal } from '../../src/runtime/stop-signal.js';
import { withTimeLimit } from '../../src/runtime/time-limit.js';

const CANCELED = new Interruption('canceled', 'enough');
const CLOSED = new Interruption('closed');

describe('a stop signal', () => {
  it('tells those who listen once, and those who come late at once', () => {
    const stop = createStopSignal();
    const told: unknown[] = [];
    stop.onStop((reason) => told.push(['early', reason]));
    stop.onStop((reason) => told.push(['left', reason]))();
    stop.stop(CANCELED);
    stop.stop(CLOSED);
    stop.onStop((reason) => told.push(['late', reason]))();
    expect(told).toEqual([
      ['early', CANCELED],
      ['late', CANCELED],
    ]);
    expect(stop.reason).toBe(CANCELED);
  });

  it('has a real AbortSignal for who needs one, before and after', () => {
    const early = createStopSignal();
    const { signal } = early;
    early.stop(CANCELED);
    expect([signal.aborted, signal.reason, early.signal]).toEqual([true, CANCELED, signal]);
    const late = createStopSignal();
    late.stop(CLOSED);
    expect(late.signal.reason).toBe(CLOSED);
  });
});

describe('a stop signal that is pressed', () => {
  it('tells nobody who has left while the others were told', () => {
    const stop = createStopSignal();
    const told: string[] = [];
    stop.onStop(() => {
      told.push('first');
      leave();
    });
    const leave = stop.onStop(() => told.push('second'));
    stop.onStop(() => told.push('third'));
    stop.stop(CANCELED);
    expect(told).toEqual(['first', 'third']);
  });

  it('tells all of them, and aborts its signal, though one of them throws', () => {
    const stop = createStopSignal();
    const { signal } = stop;
    const told: string[] = [];
    stop.onStop(() => {
      throw new Error('a bug');
    });
    stop.onStop(() => told.push('second'));
    expect(() => stop.stop(CANCELED)).toThrow('a bug');
    expect([told, signal.aborted]).toEqual([['second'], true]);
  });
});

describe('a time limit', () => {
  const alarms: (() => void)[] = [];
  let silenced = 0;
  const clock = {
    now: () => 0,
    sleep: async () => {},
    alarm: (_ms: number, ring: () => void) => {
      alarms.push(ring);
      return () => {
        silenced++;
      };
    },
  };
  const never = (): Promise<never> => new Promise(() => {});

  it('starts nothing where the call is stopped already', async () => {
    const stop = createStopSignal();
    stop.stop(CLOSED);
    let began = false;
    const work = async (): Promise<void> => {
      began = true;
    };
    await expect(withTimeLimit(clock, 5, stop, work)).rejects.toBe(CLOSED);
    expect(began).toBe(false);
  });

  it('aborts the work and ends at once when the time is up or the call is stopped', async () => {
    const owns: StopSignal[] = [];
    const work = (own: StopSignal): Promise<never> => {
      owns.push(own);
      return never();
    };
    const timed = withTimeLimit(clock, 5, createStopSignal(), work);
    alarms.at(-1)?.();
    await expect(timed).rejects.toMatchObject({ kind: 'time-up' });
    const stop = createStopSignal();
    const stopped = withTimeLimit(clock, 5, stop, work);
    stop.stop(CANCELED);
    await expect(stopped).rejects.toBe(CANCELED);
    expect(owns.map(({ reason }) => reason?.kind)).toEqual(['time-up', 'canceled']);
  });

  it('silences its alarm however the work ends', async () => {
    silenced = 0;
    const stop = createStopSignal();
    await withTimeLimit(clock, 5, stop, async () => 'done');
    await expect(withTimeLimit(clock, 5, stop, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(silenced).toBe(2);
    const { alarm: _, ...plain } = clock;
    await expect(withTimeLimit(plain, 5, stop, async () => 'by a real timer')).resolves.toBe('by a real timer');
  });

  it('leaves nothing behind where the work, or who should take it over, throws at once', async () => {
    silenced = 0;
    const stop = createStopSignal();
    const bug = (): never => {
      throw new Error('a bug');
    };
    await expect(withTimeLimit(clock, 5, stop, bug)).rejects.toThrow('a bug');
    expect(silenced).toBe(1);
    const owns: StopSignal[] = [];
    const work = (own: StopSignal): Promise<never> => {
      owns.push(own);
      return never();
    };
    const limited = withTimeLimit(clock, 5, stop, work, bug);
    expect(() => alarms.at(-1)?.()).toThrow('a bug');
    await expect(limited).rejects.toMatchObject({ kind: 'time-up' });
    stop.stop(CANCELED);
    expect(owns.map(({ reason }) => reason?.kind)).toEqual(['time-up']);
  });

  it('is over before the work begins where its alarm rings at once', async () => {
    let began = false;
    const work = async (): Promise<void> => {
      began = true;
    };
    const silent: string[] = [];
    const atOnce = (_ms: number, ring: () => void) => {
      ring();
      return () => void silent.push('silenced');
    };
    const limited = withTimeLimit({ ...clock, alarm: atOnce }, 0, createStopSignal(), work);
    await expect(limited).rejects.toMatchObject({ kind: 'time-up' });
    expect([began, silent]).toEqual([false, ['silenced']]);
  });

  it('ends with the stop that is pressed by the work itself', async () => {
    silenced = 0;
    const stop = createStopSignal();
    const pressing = (): Promise<never> => {
      stop.stop(CANCELED);
      return Promise.reject(new Error('too late'));
    };
    await expect(withTimeLimit(clock, 5, stop, pressing)).rejects.toBe(CANCELED);
    expect(silenced).toBeGreaterThan(0);
  });
});
