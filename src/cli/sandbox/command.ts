import type { CommandSpec } from '../base/command.js';
import type { SpecCommand } from '../base/define-command.js';
import { defineCommand } from '../base/define-command.js';
import type { ReadArgs } from '../base/read-args.js';
import { UsageError } from '../base/usage-error.js';
import type { SandboxTerms } from './run-sandbox.js';
import { keepSandbox } from './run-sandbox.js';

const SPEC: CommandSpec = {
  name: 'sandbox',
  summary: {
    en: 'A gateway on this machine to develop against, with a page that shows what it does',
    zh: '在本机启动一个用于开发的网关，附带查看一切请求的网页',
  },
  operands: { usage: '', least: 0, most: 0 },
  options: {
    port: {
      value: 'N',
      text: {
        en: 'the port on 127.0.0.1, 0 for any free one (default 8080)',
        zh: '监听 127.0.0.1 的端口，0 表示任选（默认 8080）',
      },
    },
    keys: {
      value: 'FILE',
      text: { en: 'keep the keys in FILE, so that a restart does not change them', zh: '密钥存到 FILE，重启后不变' },
    },
    write: {
      value: 'FILE',
      text: { en: 'write the .env to FILE and not to the terminal', zh: '把 .env 写入 FILE，而不是打印出来' },
    },
    force: { text: { en: 'overwrite the FILE of --write', zh: '允许覆盖 --write 的文件' } },
    buyer: {
      value: 'WORD',
      text: {
        en: 'pays (default) or hesitates: what buyers of bar codes and pages do',
        zh: '付款码和页面支付的买家：pays 立即付款（默认），hesitates 先不付',
      },
    },
  },
  examples: [
    {
      line: 'alipay-axios sandbox --port 8080 --write .env.sandbox',
      text: { en: 'then `node --env-file .env.sandbox app.mjs`', zh: '之后 node --env-file .env.sandbox app.mjs' },
    },
    {
      line: 'alipay-axios sandbox --port 0 --keys keys.json',
      text: { en: 'any free port, the same keys each time', zh: '任选端口，密钥保持不变' },
    },
  ],
};

/** `alipay-axios sandbox`. */
export const SANDBOX: SpecCommand = defineCommand(SPEC, (args, { io, json }) => keepSandbox(termsOf(args), io, json));

function termsOf(args: ReadArgs): SandboxTerms {
  const port = args.text('port') ?? '8080';
  const buyer = args.text('buyer') ?? 'pays';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new UsageError({ en: '--port needs a number from 0 to 65535', zh: '--port 应为 0 到 65535 的整数' });
  }
  if (buyer !== 'pays' && buyer !== 'hesitates') {
    throw new UsageError({ en: '--buyer needs pays or hesitates', zh: '--buyer 应为 pays 或 hesitates' });
  }
  return { port: Number(port), buyer, keys: args.text('keys'), write: args.text('write'), force: args.flag('force') };
}
