import type { Pairs } from '../../diagnosis/pairs.js';
import type { Show } from './show.js';
import { showName } from './show.js';
import type { Part } from './views.js';

/** Both sides' texts as they may be shown, with what differs marked. */
export interface Marked {
  readonly gateway: readonly Part[];
  readonly client: readonly Part[];
}

/** A text as it may be shown, with nothing marked. */
export function plainParts(pairs: Pairs, show: Show): readonly Part[] {
  return pairs.map(([name, value]) => ({ name: showName(name), value: show(name, value), from: 0, to: 0 }));
}

/** Marks what differs between the text that the gateway signed itself and the one that the client signed. */
export function markDifference(gateway: Pairs, client: Pairs, show: Show): Marked {
  return { gateway: markedParts(gateway, client, show), client: markedParts(client, gateway, show) };
}

function markedParts(pairs: Pairs, others: Pairs, show: Show): readonly Part[] {
  const places = new Map(others.map(([name, value], at) => [name, { value, at }]));
  // Where a parameter is missing on one side, those behind it have moved and are not to blame.
  const isSameSet = pairs.length === others.length;
  return pairs.map(([name, value], at) => {
    const shown = show(name, value);
    const other = places.get(name);
    const isInPlace = other !== undefined && (!isSameSet || other.at === at);
    const range = isInPlace
      ? rangeOf(value, other.value, [shown, show(name, other.value)])
      : ([0, shown.length] as const);
    return { name: showName(name), value: shown, from: range[0], to: range[1] };
  });
}

function rangeOf(
  value: string,
  other: string,
  [shown, otherShown]: readonly [string, string],
): readonly [number, number] {
  if (value === other) return [0, 0];
  let from = 0;
  const shorter = Math.min(shown.length, otherShown.length);
  while (from < shorter && shown[from] === otherShown[from]) from++;
  let back = 0;
  while (back < shorter - from && shown.at(-1 - back) === otherShown.at(-1 - back)) back++;
  if (from < shown.length - back) return [from, shown.length - back];
  // What is missing here is marked there; where neither shows anything, it is hidden, and the whole value is marked.
  return from < otherShown.length - back ? [0, 0] : [0, shown.length];
}
