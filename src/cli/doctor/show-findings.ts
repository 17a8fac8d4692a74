import type { Text } from '../../index.js';
import type { Session, Style } from '../base/session.js';
import type { Finding, Level } from '../setup/finding.js';
import type { Setup } from '../setup/read-setup.js';

const LEVELS: Readonly<Record<Level, { readonly mark: string; readonly style: Style; readonly text: Text }>> = {
  ok: { mark: '✓', style: 'green', text: { en: 'ok', zh: '正常' } },
  warning: { mark: '!', style: 'yellow', text: { en: 'warning', zh: '警告' } },
  wrong: { mark: '✗', style: 'red', text: { en: 'wrong', zh: '错误' } },
  skipped: { mark: '-', style: 'dim', text: { en: 'skipped', zh: '跳过' } },
};
const ALSO = { mark: '·', style: 'dim', text: { en: 'about it', zh: '相关' } } as const;

const SUBJECTS: Readonly<Record<string, Text>> = {
  env: { en: '.env', zh: '.env' },
  clock: { en: 'clock', zh: '时间' },
  gateway: { en: 'gateway', zh: '网关' },
  answer: { en: 'query', zh: '查询' },
  encryption: { en: 'encrypted query', zh: '加密查询' },
};

/** Shows the findings, each with its cure, and the first thing to do. */
export function showFindings(findings: readonly Finding[], setup: Setup, session: Session): void {
  const { say, paint, out } = session;
  const file = setup.file ?? say({ en: 'the environment', zh: '环境变量' });
  out(paint('bold', `alipay-axios doctor: ${file}, ${gatewayOf(setup)}`));
  for (const finding of findings) {
    const { mark, style, text } = finding.also === true ? ALSO : LEVELS[finding.level];
    const subject = say(SUBJECTS[finding.subject] ?? { en: finding.subject, zh: finding.subject });
    const said = say(finding.text);
    const about = said.startsWith(subject) ? said : `${subject}${say(COLON)}${said}`;
    out(`${paint(style, `${mark} ${say(text)}`)}  ${about}`);
    if (finding.cure !== undefined && finding.level !== 'ok') {
      out(`    ${paint('dim', say({ en: 'what to do: ', zh: '处理：' }))}${say(finding.cure)}`);
    }
  }
  out(say(summaryOf(findings)));
}

const COLON: Text = { en: ': ', zh: '：' };

// What stands there may be anything, a key in the wrong place for one.
function gatewayOf({ values: { ALIPAY_GATEWAY: gateway = 'production' } }: Setup): string {
  if (gateway === 'production' || gateway === 'sandbox') return gateway;
  return /^https?:/.test(gateway) && URL.canParse(gateway) ? new URL(gateway).origin : '…';
}

function summaryOf(findings: readonly Finding[]): Text {
  const count = (level: Level): number => findings.filter((one) => one.level === level && one.also !== true).length;
  const [bad, odd] = [count('wrong'), count('warning')];
  if (bad + odd === 0) return { en: 'All is well.', zh: '一切正常。' };
  return {
    en: `${bad} wrong, ${odd} to look at. Begin at the top.`,
    zh: `${bad} 个错误，${odd} 个警告。请从上往下处理。`,
  };
}
