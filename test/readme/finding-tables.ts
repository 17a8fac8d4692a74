import type { Text } from '../../src/catalog/rows.js';
import type { Fill, FindingRow } from '../../src/diagnosis/finding.js';
import { fillRow } from '../../src/diagnosis/finding.js';
import { SETUP_ROWS } from '../../src/diagnosis/setup-rows.js';
import { PASS_ON, SIGNATURE_ROWS } from '../../src/diagnosis/signature-rows.js';

/** What stands in the gaps of the words on the page. */
const FILL: Fill = {
  parameter: '`name`',
  position: '3',
  codes: { zh: '（U+0022 变成了 U+0027）', en: ' (U+0022 became U+0027)' },
  mark: '…',
  signType: 'RSA2',
  charset: 'utf-8',
  appId: '…',
  direction: { zh: '快', en: 'ahead of' },
  hours: '8',
  minutes: '25',
  option: 'appAuthToken',
  instead: { zh: '用调用选项 `notifyUrl` 传入', en: 'give it by the call option `notifyUrl`' },
};

/** The rows of the page's two tables in a language: cause, what it means, what to do. */
export function findingTables(lang: keyof Text): readonly (readonly (readonly string[])[])[] {
  return [SIGNATURE_ROWS, SETUP_ROWS].map((rows: Readonly<Record<string, FindingRow>>) =>
    Object.entries(rows).map(([cause, row]) => {
      const { text, cure } = fillRow(row, FILL);
      return [`\`${cause}\``, text[lang], shortened(cure[lang], lang)];
    }),
  );
}

/** What is said of every difference stands once below the table. */
function shortened(cure: string, lang: keyof Text): string {
  const alone = cure.replace(PASS_ON[lang], '').trim();
  return alone === '' ? { zh: '见表后。', en: 'See below.' }[lang] : alone;
}
