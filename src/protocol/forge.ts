import { createRequire } from 'node:module';
import type forge from 'node-forge';

/** The part of node-forge that reads DER. */
export type Asn1 = typeof forge.asn1;

// node-forge takes longer to load than everything else together, and most users never need it.
const load = createRequire(import.meta.url);

/** node-forge's reader of DER alone, loaded when a certificate is first read. */
export function loadAsn1(): Asn1 {
  return load('node-forge/lib/asn1.js') as Asn1;
}

/** The whole of node-forge, loaded when a key container is first opened. */
export function loadForge(): typeof forge {
  return load('node-forge') as typeof forge;
}
