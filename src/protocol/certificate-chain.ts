import type { Certificate, KeyCertificate } from './certificate.js';
import { tryKey } from './certificate.js';

// A leaf, the authorities between, and a root: Alipay's chains have one between. More would be no chain of Alipay's.
const MOST_STEPS = 5;

/**
 * Whether a certificate leads to one of the roots: each link issued and signed by the next, every authority allowed to issue,
 * every one within its dates but the leaf, whose dates the gateway minds. Source: protocol.md 3.3.
 *
 * @param between further certificates that came with it; nothing in them is believed unless the chain holds
 * @param atMs now, in milliseconds since the epoch
 */
export function leadsToRoot(
  leaf: KeyCertificate,
  between: readonly Certificate[],
  roots: readonly Certificate[],
  atMs: number,
): boolean {
  const anchors = usable(roots, atMs);
  const authorities = usable(between, atMs);
  let at = leaf;
  for (let step = 0; step < MOST_STEPS; step++) {
    const current = at;
    if (anchors.some((root) => isIssuedBy(current, root))) return true;
    const next = authorities.find((one) => one.x509.ca && isIssuedBy(current, one));
    if (next === undefined) return false;
    at = next;
  }
  return false;
}

/** Whether now is within the dates of a certificate. */
export function isInDate({ x509 }: KeyCertificate, atMs: number): boolean {
  return Date.parse(x509.validFrom) <= atMs && atMs <= Date.parse(x509.validTo);
}

function usable(certificates: readonly Certificate[], atMs: number): readonly KeyCertificate[] {
  return certificates.flatMap((one) => {
    const found = tryKey(one);
    return found !== undefined && isInDate(found, atMs) ? [found] : [];
  });
}

function isIssuedBy(one: KeyCertificate, issuer: KeyCertificate): boolean {
  return one.x509.checkIssued(issuer.x509) && one.x509.verify(issuer.key);
}
