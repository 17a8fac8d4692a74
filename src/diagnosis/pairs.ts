import type { WireParams } from '../protocol/wire-params.js';

/** The parameters of a text to sign, in their order. */
export type Pairs = readonly (readonly [name: string, value: string])[];

/** What is signed of a request, parameter by parameter, in its order. Source: protocol.md 1.5. */
export function signedPairs(params: WireParams): Pairs {
  return sortedPairs(Object.entries(params).filter(([name, value]) => name !== 'sign' && name !== '' && value !== ''));
}

/** Pairs in the order of their names, as the gateway sorts them. */
export function sortedPairs(pairs: Pairs): Pairs {
  return [...pairs].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** The text that pairs make, as it is signed. */
export function textOfPairs(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}
