import type { AlipayError, AlipayInstance, Outcome, Text } from '../../index.js';
import { explain } from '../../index.js';
import type { ExitCode } from '../base/exit-codes.js';
import { EXIT } from '../base/exit-codes.js';
import type { Session } from '../base/session.js';

/** Tells every attempt on stderr as it ends. */
export function tellAttempts({ events }: AlipayInstance, session: Session): void {
  events.on('attempt', ({ attempt, method, outcome, durationMs, decision, because, ...rest }) => {
    const codes = [rest.code, rest.subCode, rest.cause].filter((one) => one !== undefined).join(' ');
    const wait = rest.delayMs === undefined ? '' : ` (${Math.round(rest.delayMs)} ms)`;
    const line = `${attempt}. ${method}: ${outcome}${codes === '' ? '' : ` ${codes}`}, ${Math.round(durationMs)} ms; ${decision}${wait}: ${because}`;
    session.err(session.paint('dim', line, 'err'));
  });
}

/** Tells a call that failed: on stderr for people, on stdout as JSON; returns the exit code that says the same. */
export function reportFailure(error: AlipayError, session: Session): ExitCode {
  const exitCode = exitCodeOf(error);
  if (session.json) {
    session.print({ ok: false, exitCode, error });
    return exitCode;
  }
  const { say, paint, err, lang } = session;
  const codes = [error.gatewayCode, error.subCode].filter((one) => one !== undefined).join(' ');
  const meaning =
    error.gatewayCode === undefined ? '' : ` ${say(explain(error.gatewayCode, error.subCode, error.method).meaning)}`;
  const said = error.subMsg === undefined ? '' : ` (${error.subMsg})`;
  const cause = error.attempts.at(-1)?.cause ?? '';
  err(
    paint(
      'red',
      `${error.method}: ${codes === '' ? [error.code, cause].join(' ').trim() : `${codes}${meaning}${said}`}`,
      'err',
    ),
  );
  err(`  ${error.advice[lang]}`);
  // The advice begins with the first of them.
  for (const { text } of error.findings?.slice(1) ?? []) err(`  ${say(text)}`);
  err(`  ${say(OUTCOME_WORDS[error.outcome])}`);
  if (error.traceId !== undefined) err(`  ${error.advice.url}`);
  return exitCode;
}

function exitCodeOf({ outcome, code, attempts }: AlipayError): ExitCode {
  switch (outcome) {
    case 'unknown':
      return EXIT.unknown;
    case 'rejected':
      return EXIT.refused;
    case 'not_sent':
      return code === 'ERR_ALIPAY_CANCELED' && attempts.length === 0 ? EXIT.interrupted : EXIT.unreachable;
    default: {
      const never: never = outcome;
      return never;
    }
  }
}

const OUTCOME_WORDS: Readonly<Record<Outcome, Text>> = {
  not_sent: { en: 'outcome not_sent: the gateway never got it.', zh: '结果 not_sent：网关没有收到请求。' },
  rejected: { en: 'outcome rejected: it did not run.', zh: '结果 rejected：没有执行。' },
  unknown: {
    en: 'outcome unknown: it may have run. Query before you send it again.',
    zh: '结果 unknown：可能已经执行。请先查询，再决定是否重发。',
  },
};
