import type { ScriptedReply } from '../../testing/index.js';
import { busy } from '../../testing/index.js';
import type { SwitchesView } from './views.js';

/** The switches of the page: trouble that is made on purpose. */
export interface Switches {
  /** The next so many authentic requests are answered 20000, and do not run. */
  setBusy(count: number): void;
  /** The next so many replies to calls that the ledger took are lost. */
  setLost(count: number): void;
  /** Every reply is held back by so many milliseconds. */
  setLatency(ms: number): void;
  /** The gateway's question for a reply to an authentic request. */
  reply(): ScriptedReply | undefined;
  /** Whether the reply to a call that the ledger has taken is to be lost; uses one up. */
  loseOne(): boolean;
  readonly view: SwitchesView;
}

/** Creates the switches, all of them off. */
export function createSwitches(): Switches {
  let busyLeft = 0;
  let lostLeft = 0;
  let latencyMs = 0;
  return {
    setBusy: (count) => {
      busyLeft = count;
    },
    setLost: (count) => {
      lostLeft = count;
    },
    setLatency: (ms) => {
      latencyMs = ms;
    },
    reply: () => {
      if (busyLeft === 0) return undefined;
      busyLeft--;
      return busy();
    },
    loseOne: () => {
      if (lostLeft === 0) return false;
      lostLeft--;
      return true;
    },
    get view(): SwitchesView {
      return { busyLeft, lostLeft, latencyMs };
    },
  };
}
