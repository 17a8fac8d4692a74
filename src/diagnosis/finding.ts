import type { Text } from '../catalog/rows.js';

/** What a wrong signature can come from, by a stable word. */
export type SignatureFinding =
  | 'key.other-uploaded'
  | 'signature.charset'
  | 'signature.plus-signs'
  | 'signature.white-space'
  | 'signature.html-escapes'
  | 'signature.percent-encoding'
  | 'signature.json-rewritten'
  | 'signature.value-split'
  | 'signature.value-cut'
  | 'signature.letter-case'
  | 'signature.parameter-missing'
  | 'signature.parameter-extra'
  | 'signature.value-changed'
  | 'signature.order'
  | 'signature.sign-changed'
  | 'signature.text-cut'
  | 'signature.no-text';

/** What else is often wrong with a set-up or a call, by a stable word. */
export type SetupFinding =
  | 'key.none-uploaded'
  | 'key.other-type'
  | 'alipay-key.not-alipays'
  | 'alipay-certificate.not-alipays'
  | 'certificate.unknown-signer'
  | 'mode.keys-for-certificates'
  | 'certificate.not-current'
  | 'certificate.expired'
  | 'certificate.other-root'
  | 'certificate.other-alipay'
  | 'app-id.sandbox-on-production'
  | 'app-id.production-on-sandbox'
  | 'app-id.is-partner-id'
  | 'app-id.no-id'
  | 'app-id.unknown'
  | 'clock.time-zone'
  | 'clock.wrong'
  | 'content.token'
  | 'content.system-parameter'
  | 'encrypt-key.not-fitting'
  | 'encrypt-key.none-in-console'
  | 'sign-type.refused'
  | 'charset.refused'
  | 'request.parameter-lost';

/** The cause of a refusal as a stable word, such as `key.other-uploaded`; new ones may come with any version. */
export type FindingCause = SignatureFinding | SetupFinding;

/** One cause that a refusal can have: what is wrong, and what to do. Nothing in it is secret. */
export interface Finding {
  /** Which mistake it is. */
  readonly cause: FindingCause;
  /** The wire name of the parameter that it is about, where it is about one. */
  readonly parameter?: string;
  /** What is wrong. */
  readonly text: Text;
  /** What to do. */
  readonly cure: Text;
}

/** The words of a cause; `{name}` stands for what a finding fills in. */
export interface FindingRow {
  readonly text: Text;
  readonly cure: Text;
}

/** What fills the gaps in the words of a cause: the same in both languages, or each in its own. */
export type Fill = Readonly<Record<string, string | Text>>;

/** Puts what was found into the words of its cause. A gap for which there is nothing stays as it is. */
export function fillRow({ text, cure }: FindingRow, fill: Fill): FindingRow {
  return { text: filled(text, fill), cure: filled(cure, fill) };
}

function filled({ zh, en }: Text, fill: Fill): Text {
  const put = (words: string, lang: keyof Text): string =>
    words.replaceAll(/\{(\w+)\}/g, (gap, name: string) => {
      const value = fill[name];
      return typeof value === 'object' ? value[lang] : (value ?? gap);
    });
  return { zh: put(zh, 'zh'), en: put(en, 'en') };
}
