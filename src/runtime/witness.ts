import type { AlipayError } from '../errors.js';
import type { ReplyNode } from '../protocol/open-reply.js';

/** How a call ended, as the engine saw it. */
export type SeenEnd = { readonly node: ReplyNode } | { readonly error: AlipayError };

/** Gets to see how a call ended. */
export type Witness = (end: SeenEnd) => void;

/** How a call is seen from below all interceptors. */
export interface Seen {
  readonly witness: Witness;
  /** True for a call that asks after or calls off what another has begun: it is not turned away for want of room. */
  readonly followsUp: boolean;
}

/**
 * The call options of a call whose end is seen below all interceptors, which can give back or throw whatever they like. Not a
 * plain object, so that axios hands it on as it is, where it would copy another without what it does not know.
 */
export class WitnessedOptions {
  readonly #seen: Seen;

  constructor(seen: Seen, options: object) {
    this.#seen = seen;
    Object.assign(this, options);
  }

  /** Whether the call follows another up. */
  static followsUp(options: unknown): boolean {
    return options instanceof WitnessedOptions && options.#seen.followsUp;
  }

  /** Tells the witness of a config, if there is one. */
  static tell(options: unknown, end: SeenEnd): void {
    if (options instanceof WitnessedOptions) options.#seen.witness(end);
  }
}
