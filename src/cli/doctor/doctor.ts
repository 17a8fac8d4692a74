import type { Text } from '../../index.js';
import type { CommandSpec } from '../base/command.js';
import type { SpecCommand } from '../base/define-command.js';
import { defineCommand } from '../base/define-command.js';
import type { ExitCode } from '../base/exit-codes.js';
import { EXIT } from '../base/exit-codes.js';
import type { ReadArgs } from '../base/read-args.js';
import type { Session } from '../base/session.js';
import type { Finding } from '../setup/finding.js';
import type { Setup } from '../setup/read-setup.js';
import { ENV_OPTION, readSetup } from '../setup/read-setup.js';
import type { SetupFiles } from '../setup/setup-options.js';
import { readFiles, setupOptions } from '../setup/setup-options.js';
import { askGateway } from './ask-gateway.js';
import { checkSetup } from './check-setup.js';
import { showFindings } from './show-findings.js';

const SPEC: CommandSpec = {
  name: 'doctor',
  summary: {
    en: 'What is wrong with a set-up: keys, certificates, clock, gateway, and one harmless signed query',
    zh: '诊断接入配置：密钥、证书、时间、网关，并发送一次无害的签名查询',
  },
  operands: { usage: '', least: 0, most: 0 },
  options: {
    env: ENV_OPTION,
    offline: { text: { en: 'does not ask the gateway', zh: '不访问网关' } },
  },
  examples: [
    { line: 'alipay-axios doctor --env .env', text: { en: 'a .env file', zh: '检查 .env 文件' } },
    {
      line: 'ALIPAY_GATEWAY=sandbox alipay-axios doctor --json',
      text: {
        en: 'for machines; the environment fills what the file lacks',
        zh: '供程序读取；文件里没有的由环境变量补足',
      },
    },
    { line: 'alipay-axios doctor --offline', text: { en: 'keys and certificates alone', zh: '只检查密钥与证书' } },
  ],
};

/** `alipay-axios doctor`. */
export const DOCTOR: SpecCommand = defineCommand(SPEC, doctor);

async function doctor(args: ReadArgs, session: Session): Promise<ExitCode> {
  const { io } = session;
  const setup = readSetup(session, args.text('env'));
  const files = readFiles(setup, io.readFile);
  const still = checkSetup(setup, files, io.clock);
  const live = await checkLive(still, { setup, files, session, offline: args.flag('offline') });
  const findings = [...still, ...live].map((one) => inContainer(one, setup));
  const exitCode = exitCodeOf(findings);
  if (session.json) session.print({ ok: exitCode === EXIT.ok, exitCode, file: setup.file ?? null, findings });
  else showFindings(findings, setup, session);
  return exitCode;
}

// The library knows one `privateKey`, whichever of the two variables it was made of.
function inContainer(finding: Finding, { values }: Setup): Finding {
  const { ALIPAY_APP_PRIVATE_KEY: text, ALIPAY_APP_KEY_CONTAINER: container } = values;
  if (text !== undefined || container === undefined || finding.subject === 'env') return finding;
  const named = (words: string): string => words.replaceAll('ALIPAY_APP_PRIVATE_KEY', 'ALIPAY_APP_KEY_CONTAINER');
  const both = ({ en, zh }: Text): Text => ({ en: named(en), zh: named(zh) });
  const { subject, text: said, cure } = finding;
  return { ...finding, subject: named(subject), text: both(said), ...(cure === undefined ? {} : { cure: both(cure) }) };
}

interface Live {
  readonly setup: Setup;
  readonly files: SetupFiles;
  readonly session: Session;
  readonly offline: boolean;
}

async function checkLive(
  still: readonly Finding[],
  { setup, files, session, offline }: Live,
): Promise<readonly Finding[]> {
  if (offline) return [OFFLINE];
  if (still.some(({ level }) => level === 'wrong')) return [LATER];
  return askGateway(setupOptions(setup, files), session.io);
}

const OFFLINE: Finding = {
  subject: 'answer',
  level: 'skipped',
  cause: 'answer.offline',
  text: { en: 'the gateway was not asked, as --offline says', zh: '按 --offline 的要求，没有访问网关' },
};
const LATER: Finding = {
  subject: 'answer',
  level: 'skipped',
  cause: 'answer.later',
  text: { en: 'the gateway was not asked: put the above right first', zh: '没有访问网关：请先改正以上问题' },
};

const AWAY: ReadonlySet<string> = new Set(['gateway.unreachable', 'gateway.no-answer', 'gateway.tls']);

function exitCodeOf(findings: readonly Finding[]): ExitCode {
  const first = findings.find(({ level }) => level === 'wrong');
  if (first === undefined) return EXIT.ok;
  if (first.cause === 'gateway.interrupted') return EXIT.interrupted;
  return AWAY.has(first.cause) ? EXIT.unreachable : EXIT.refused;
}
