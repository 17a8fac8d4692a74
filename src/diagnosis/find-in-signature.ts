import type { Comparison, Difference } from './compare-texts.js';
import { compareTexts } from './compare-texts.js';
import type { Fill, Finding, SignatureFinding } from './finding.js';
import { fillRow } from './finding.js';
import { signedPairs } from './pairs.js';
import { readQuotedText } from './quoted-text.js';
import type { RefusedScene, SetupFacts } from './scene.js';
import { SIGNATURE_ROWS } from './signature-rows.js';

/** So many differences are told of; where there are more, all have one cause. */
const MOST_FINDINGS = 8;

/** Why the gateway found the signature wrong: the difference between its text and the one that was signed, else the key. */
export function findInSignature({ refusal, setup, params }: RefusedScene): readonly Finding[] {
  const signed = params === undefined ? [] : signedPairs(params);
  const quoted = readQuotedText(refusal.subMsg, new Set(signed.map(([name]) => name)));
  if (quoted === undefined || signed.length === 0) return [finding('signature.no-text', withKey(setup))];
  return findingsOf(compareTexts(quoted, signed), setup);
}

function findingsOf(comparison: Comparison, setup: SetupFacts): readonly Finding[] {
  if (comparison.kind === 'different') return tellable(comparison.differences).map(differenceFinding);
  if (comparison.kind === 'same') return sameText(setup);
  if (comparison.kind === 'unrelated') return [finding('signature.no-text', withKey(setup))];
  return [finding('signature.text-cut', { ...withKey(setup), parameter: comparison.parameter })];
}

// The private key and the app's certificate were seen to be a pair, and the gateway looks that certificate up by its number.
function sameText(setup: SetupFacts): readonly Finding[] {
  const sign = finding('signature.sign-changed', {});
  if (setup.mode === 'certificates') return [sign];
  const key = finding('key.other-uploaded', withKey(setup));
  return setup.gateway === 'other' ? [key, sign] : [key];
}

function withKey({ keyMark }: SetupFacts): Fill {
  return { mark: keyMark() };
}

// What is told more surely comes first; what is missing and too much at once may follow from the rest.
const ORDER: readonly Difference['kind'][] = [
  'charset',
  'plus-signs',
  'white-space',
  'html-escapes',
  'percent-encoding',
  'json-rewritten',
  'value-split',
  'parameter-missing',
  'parameter-extra',
  'value-cut',
  'letter-case',
  'value-changed',
  'order',
];

function tellable(differences: readonly Difference[]): readonly Difference[] {
  const sorted = [...differences].sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
  return sorted.slice(0, MOST_FINDINGS);
}

function differenceFinding(difference: Difference): Finding {
  const { kind, parameter } = difference;
  return finding(`signature.${kind}`, {
    ...(parameter === undefined ? { parameter: A_PARAMETER } : { parameter }),
    ...(kind === 'value-changed' ? { position: String(difference.position), codes: wordCodes(difference.codes) } : {}),
  });
}

const A_PARAMETER = { zh: '名称未知', en: 'its name is not told' } as const;

function wordCodes(codes: readonly [string, string] | undefined): { readonly zh: string; readonly en: string } {
  if (codes === undefined) return { zh: '', en: '' };
  const [was, is] = codes;
  return { zh: `（${was} 变成了 ${is}）`, en: ` (${was} became ${is})` };
}

function finding(cause: SignatureFinding, fill: Fill): Finding {
  const { parameter } = fill;
  return {
    cause,
    ...(typeof parameter === 'string' ? { parameter } : {}),
    ...fillRow(SIGNATURE_ROWS[cause], fill),
  };
}
