import { findInClock } from './find-in-clock.js';
import { findInSignature } from './find-in-signature.js';
import type { Fill, Finding, SetupFinding } from './finding.js';
import { fillRow } from './finding.js';
import type { RefusedScene, SetupFacts } from './scene.js';
import { SETUP_ROWS } from './setup-rows.js';

type Find = (scene: RefusedScene) => readonly Finding[];

const one =
  (cause: SetupFinding): Find =>
  ({ setup }) => [finding(cause, setup)];
const lost =
  (parameter: string): Find =>
  ({ setup }) => [{ parameter, ...finding('request.parameter-lost', setup, { parameter }) }];

const FINDERS: ReadonlyMap<string, Find> = new Map<string, Find>([
  ['invalid-signature', findInSignature],
  ['missing-signature-key', one('key.none-uploaded')],
  ['missing-signature-config', one('key.other-type')],
  ['invalid-signature-type', one('sign-type.refused')],
  ['invalid-charset', one('charset.refused')],
  ['invalid-app-id', findInAppId],
  ['invalid-timestamp', findInClock],
  ['missing-app-cert-sn', findInMode('app_cert_sn')],
  ['missing-alipay-root-cert-sn', findInMode('alipay_root_cert_sn')],
  ['app-cert-not-exist', one('certificate.not-current')],
  ['app-cert-expired', one('certificate.expired')],
  ['invalid-alipay-root-cert-sn', one('certificate.other-root')],
  ['alipay-cert-not-exist', one('certificate.other-alipay')],
  ['invalid-encrypt', one('encrypt-key.not-fitting')],
  ['decryption-error-unknown', one('encrypt-key.not-fitting')],
  ['decryption-error-not-valid-encrypt-key', one('encrypt-key.none-in-console')],
  ['missing-encrypt-key', one('encrypt-key.none-in-console')],
  ['missing-signature', lost('sign')],
  ['missing-signature-type', lost('sign_type')],
  ['missing-app-id', lost('app_id')],
  ['missing-method', lost('method')],
  ['missing-timestamp', lost('timestamp')],
  ['missing-version', lost('version')],
]);

/** What a refusal's code says about the set-up, in the light of the settings; empty for a code that says nothing about it. */
export function findInSetup(scene: RefusedScene): readonly Finding[] {
  // v3 writes the same codes without their beginning. Source: protocol.md 5.3.
  const name = scene.refusal.subCode.toLowerCase().replace(/^isv\./, '');
  return FINDERS.get(name)?.(scene) ?? [];
}

function findInMode(parameter: string): Find {
  const asSet = lost(parameter);
  return (scene) => (scene.setup.mode === 'keys' ? [finding('mode.keys-for-certificates', scene.setup)] : asSet(scene));
}

// Ids of the sandbox begin with 9021, and with 2021000 before; those of production with the year in which they were made. Both
// had 2016. Source: the issue trackers of protocol.md 12.
const SANDBOX_ID = /^(?:9021|2021000)/;
const PRODUCTION_ID = /^20(?:1[57-9]|2\d)/;

/** Whether it is the id of a partner (PID), which is as long as an app's and takes its place in many a set-up. Source: protocol.md 1.2. */
export function isPartnerId(appId: string): boolean {
  return /^2088\d{12}$/.test(appId);
}

function findInAppId({ setup }: RefusedScene): readonly Finding[] {
  const { appId, gateway } = setup;
  if (isPartnerId(appId)) return [finding('app-id.is-partner-id', setup)];
  if (!/^\d{16}$/.test(appId)) return [finding('app-id.no-id', setup)];
  const isOfSandbox = SANDBOX_ID.test(appId);
  if (isOfSandbox && gateway === 'production') return [finding('app-id.sandbox-on-production', setup)];
  if (!isOfSandbox && gateway === 'sandbox' && PRODUCTION_ID.test(appId)) {
    return [finding('app-id.production-on-sandbox', setup)];
  }
  return [finding('app-id.unknown', setup)];
}

function finding(cause: SetupFinding, setup: SetupFacts, more: Fill = {}): Finding {
  const { appId, signType, charset, keyMark } = setup;
  const mark = cause === 'key.none-uploaded' ? keyMark() : '';
  return { cause, ...fillRow(SETUP_ROWS[cause], { appId, signType, charset, mark, ...more }) };
}
