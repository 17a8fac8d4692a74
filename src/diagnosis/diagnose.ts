import { findSystemParameters, findToken } from './find-in-content.js';
import { findInSetup } from './find-in-setup.js';
import type { Finding } from './finding.js';
import { fillRow } from './finding.js';
import type { RefusedScene, Scene } from './scene.js';
import { SETUP_ROWS } from './setup-rows.js';

/**
 * Why a call failed for its set-up, the likeliest cause first; empty where the failure says nothing about it. Pure, and asked
 * only once a call has failed. Nothing secret is in what comes out: names of parameters, kinds of difference, a position.
 */
export function diagnose(scene: Scene): readonly Finding[] {
  const { refusal } = scene;
  if (refusal.kind === 'refused') return findInRefusal({ ...scene, refusal });
  const isCertified = scene.setup.mode === 'certificates';
  if (refusal.cause === 'unknown-certificate') return [unbelieved('certificate.unknown-signer')];
  return [unbelieved(isCertified ? 'alipay-certificate.not-alipays' : 'alipay-key.not-alipays')];
}

function unbelieved(
  cause: 'certificate.unknown-signer' | 'alipay-key.not-alipays' | 'alipay-certificate.not-alipays',
): Finding {
  return { cause, ...fillRow(SETUP_ROWS[cause], {}) };
}

// What cannot be for a parameter in the wrong place: it is refused before the content is read.
const BEFORE_CONTENT = /signature|app-id|cert-|timestamp|encrypt|decrypt/;
// Refusals of whole calls, for what is missing or wrong in them.
const ABOUT_PARAMETERS: ReadonlySet<string> = new Set(['40001', '40002']);
// A rate or a busy gateway says nothing.
const ABOUT_PERMISSION: ReadonlySet<string> = new Set(['20001', '40001', '40002', '40003', '40004', '40006']);

function findInRefusal(scene: RefusedScene): readonly Finding[] {
  const { code, subCode } = scene.refusal;
  if (BEFORE_CONTENT.test(subCode)) return findInSetup(scene);
  return [
    ...(ABOUT_PERMISSION.has(code) ? findToken(scene) : []),
    ...(ABOUT_PARAMETERS.has(code) ? findSystemParameters(scene) : []),
    ...findInSetup(scene),
  ];
}
