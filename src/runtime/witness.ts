import type { AlipayError } from '../errors.js';
import type { ReplyNode } from '../protocol/open-reply.js';

/** How a call ended, as the engine saw it. */
export type SeenEnd = { readonly node: ReplyNode } | { readonly error: AlipayError };

/** Gets to see how a call ended. */
export type Witness = (end: SeenEnd) => void;

/**
 * The call options of a call whose end is seen below all interceptors, which can give back or throw whatever they like. Not a
 * plain object, so that axios hands it on as it is, where it would copy another without what it does not know.
 */
export class WitnessedOptions {
  readonly #witness: Witness;

  constructor(witness: Witness, options: object) {
    this.#witness = witness;
    Object.assign(this, options);
  }

  /** Tells the witness of a config, if there is one. */
  static tell(options: unknown, end: SeenEnd): void {
    if (options instanceof WitnessedOptions) options.#witness(end);
  }
}
