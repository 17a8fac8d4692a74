import { certificateSn, rootCertificateSn } from '../index.js';
import type { CommandSpec } from './base/command.js';
import type { SpecCommand } from './base/define-command.js';
import { defineCommand } from './base/define-command.js';
import type { ExitCode } from './base/exit-codes.js';
import { EXIT } from './base/exit-codes.js';
import type { ReadArgs } from './base/read-args.js';
import type { Session } from './base/session.js';
import { readComplaint } from './setup/complaint.js';
import { fileTrouble } from './setup/read-setup.js';

const SPEC: CommandSpec = {
  name: 'cert-sn',
  summary: {
    en: "The gateway's serial number of a certificate (app_cert_sn, alipay_root_cert_sn)",
    zh: '计算证书序列号（app_cert_sn、alipay_root_cert_sn）',
  },
  operands: { usage: 'FILE', least: 1, most: 1 },
  options: {
    root: {
      text: {
        en: 'the file is a bundle of roots: the serial numbers of all that RSA signed, joined by _',
        zh: '文件是根证书包：所有 RSA 签名的证书的序列号，以 _ 连接',
      },
    },
  },
  examples: [
    {
      line: 'alipay-axios cert-sn appCertPublicKey_2021000000000000.crt',
      text: { en: 'of the app', zh: '应用公钥证书' },
    },
    { line: 'alipay-axios cert-sn --root alipayRootCert.crt', text: { en: 'of the roots', zh: '支付宝根证书' } },
  ],
};

/** `alipay-axios cert-sn FILE`. */
export const CERT_SN: SpecCommand = defineCommand(SPEC, certSn);

async function certSn(args: ReadArgs, session: Session): Promise<ExitCode> {
  const [path = ''] = args.operands;
  const bytes = readBytes(path, session);
  const isRoot = args.flag('root');
  try {
    const sn = isRoot ? rootCertificateSn(bytes) : certificateSn(bytes);
    if (session.json) session.print({ ok: true, sn, root: isRoot });
    else session.out(sn);
    return EXIT.ok;
  } catch (error) {
    const complaint = readComplaint(error);
    if (complaint === undefined) throw error;
    const { text, cure } = complaint.cause.endsWith('.unreadable') ? NO_CERTIFICATE : complaint;
    if (session.json)
      session.print({ ok: false, exitCode: EXIT.refused, error: { kind: 'certificate', message: text, cure } });
    else session.err(cure === undefined ? session.say(text) : `${session.say(text)}\n  ${session.say(cure)}`);
    return EXIT.refused;
  }
}

const NO_CERTIFICATE = {
  text: { en: 'FILE is not a certificate', zh: 'FILE 不是证书' },
  cure: {
    en: 'It must be the .crt file as it was downloaded from the console, as PEM or DER',
    zh: '应为从控制台下载的 .crt 文件，PEM 或 DER 格式',
  },
} as const;

function readBytes(path: string, { io }: Session): Uint8Array {
  try {
    return io.readFile(path);
  } catch (error) {
    throw fileTrouble('FILE', error);
  }
}
