import type { KeyObject } from 'node:crypto';
import type { KeyCertificate } from '../protocol/certificate.js';
import { readCertificates, tryKey } from '../protocol/certificate.js';
import { leadsToRoot } from '../protocol/certificate-chain.js';
import type { ReplyNode, ReplyVerifier } from '../protocol/open-reply.js';
import type { CertificateSettings } from './certificate-settings.js';
import type { Clock } from './clock.js';
import { elapsedMs } from './clock.js';
import type { Settings } from './settings.js';
import type { AskGateway } from './tokens/trade.js';

/** The certificates that replies can be signed with. */
export interface CertificateDesk {
  readonly verifier: ReplyVerifier;
  /**
   * Gets a certificate that is not known: one download for all who ask, its chain checked. Resolves to whether it is known
   * now; never rejects for what the gateway says.
   *
   * @param from who named it: the gateway, over TLS, or anybody who can post to a `notify_url`
   */
  learn(certSn: string, from: 'gateway' | 'outside'): Promise<boolean>;
}

const DOWNLOAD = 'alipay.open.app.alipaycert.download';

// Whoever makes up replies makes up numbers, and must not make us ask about each of them again and again.
const FORGET_FAILURE_MS = 10_000;
const MOST_KNOWN = 64;
const MOST_OUTSIDE = 8;

/**
 * Makes the certificates of an instance. In key mode there are none, and nothing is ever unknown.
 * Source: protocol.md 3.3.
 */
export function createCertificateDesk(settings: Settings, ask: AskGateway): CertificateDesk {
  const { certificates, clock, verifier } = settings;
  if (certificates === undefined) return { verifier, learn: () => Promise.resolve(false) };
  const known = new Map<string, KeyObject>([[certificates.alipay.sn, certificates.alipay.key]]);
  const running = new Map<string, Promise<boolean>>();
  const failures = createFailures(clock);
  const keyFor = (certSn: string): KeyObject | undefined => known.get(certSn);
  const keep = (certSn: string, key: KeyObject): void => {
    if (known.size >= MOST_KNOWN) known.delete([...known.keys()][1] ?? '');
    known.set(certSn, key);
  };

  const download = async (certSn: string): Promise<boolean> => {
    const trusted = (read: () => ReplyNode | undefined): KeyObject | undefined =>
      readDownload(read(), certSn, certificates, clock.now())?.key;
    const answered = await ask({
      callId: `cert-${certSn.slice(0, 8)}`,
      method: DOWNLOAD,
      params: { biz_content: { alipay_cert_sn: certSn } },
      repeat: 'safe',
      // The reply that brings the certificate is signed with it: it is believed once its chain holds.
      verifier: { ...verifier, keyFor: (sn, read) => keyFor(sn) ?? (sn === certSn ? trusted(read) : undefined) },
    });
    const found = 'node' in answered ? readDownload(answered.node, certSn, certificates, clock.now()) : undefined;
    if (found === undefined) failures.note(certSn);
    else keep(certSn, found.key);
    return found !== undefined;
  };

  const begin = (certSn: string): Promise<boolean> => {
    const task = download(certSn).finally(() => running.delete(certSn));
    running.set(certSn, task);
    return task;
  };
  return {
    verifier: { ...verifier, keyFor },
    learn: (certSn, from) => {
      if (known.has(certSn)) return Promise.resolve(true);
      if (failures.isRecent(certSn) || !/^[\da-f]{32}$/i.test(certSn)) return Promise.resolve(false);
      const begun = running.get(certSn);
      if (begun !== undefined) return begun;
      // Each number that somebody makes up would cost the gateway a call of ours.
      if (from === 'outside' && failures.count() + running.size >= MOST_OUTSIDE) return Promise.resolve(false);
      return begin(certSn);
    },
  };
}

/** The certificate of a download's reply, if it is the one that was asked for and Alipay's. Source: protocol.md 3.3. */
function readDownload(
  node: ReplyNode | undefined,
  certSn: string,
  settings: CertificateSettings,
  atMs: number,
): KeyCertificate | undefined {
  const content = node?.['alipay_cert_content'];
  if (typeof content !== 'string') return undefined;
  try {
    const [first, ...between] = readCertificates(Buffer.from(content, 'base64'), 'alipay_cert_content');
    const leaf = first.sn === certSn ? tryKey(first) : undefined;
    if (leaf === undefined || !isAlipays(leaf, settings)) return undefined;
    return leadsToRoot(leaf, between, settings.roots, atMs) ? leaf : undefined;
  } catch {
    return undefined;
  }
}

// The certificates of all apps lead to the same roots, and every merchant holds the key of one. They come from another
// authority than Alipay's own.
function isAlipays(leaf: KeyCertificate, { app, alipay }: CertificateSettings): boolean {
  const { issuer } = leaf.x509;
  return !leaf.x509.ca && (issuer !== app.x509.issuer || issuer === alipay.x509.issuer);
}

interface Failures {
  note(certSn: string): void;
  isRecent(certSn: string): boolean;
  /** How many have failed in the last seconds. */
  count(): number;
}

function createFailures(clock: Clock): Failures {
  const failedAtMs = new Map<string, number>();
  const isFresh = (atMs: number): boolean => elapsedMs(clock) - atMs < FORGET_FAILURE_MS;
  return {
    note: (certSn) => {
      if (failedAtMs.size >= MOST_KNOWN) failedAtMs.clear();
      failedAtMs.set(certSn, elapsedMs(clock));
    },
    isRecent: (certSn) => {
      const atMs = failedAtMs.get(certSn);
      return atMs !== undefined && isFresh(atMs);
    },
    count: () => [...failedAtMs.values()].filter(isFresh).length,
  };
}
