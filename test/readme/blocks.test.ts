import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createAlipay } from 'alipay-axios';
import type { TestGateway } from 'alipay-axios/testing';
import { createTestCredentials, lost, refused, startGateway } from 'alipay-axios/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT, runScript } from '../examples/run-script.js';
import { readReadme } from './read-readme.js';

const FOLDER = `${ROOT}/node_modules/.cache/readme`;
const credentials = createTestCredentials();

const PROGRAMS = ['README.md', 'README.zh-CN.md'].flatMap((file) => {
  const scripts = readReadme(file).blocks.filter(({ language }) => language === 'js');
  const preamble = preambleOf(scripts[0]?.code ?? '');
  return scripts.map(({ code, section }, index) => ({
    file: `${file.replaceAll('.', '-')}-${index}.mjs`,
    title: `${file}, ${section}, block ${index + 1}`,
    code: index === 0 ? code : preamble + code,
  }));
});

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true });
  // The folder is under node_modules, where a package does not find itself by its own name.
  mkdirSync(`${FOLDER}/node_modules`, { recursive: true });
  symlinkSync(ROOT, `${FOLDER}/node_modules/alipay-axios`, 'junction');
  for (const { file, code } of PROGRAMS) writeFileSync(`${FOLDER}/${file}`, code);
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('every block of both READMEs has the types it should', async () => {
  const config = {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023'],
      module: 'NodeNext',
      types: ['node'],
      typeRoots: [`${ROOT}/node_modules/@types`],
      strict: true,
      exactOptionalPropertyTypes: true,
      allowJs: true,
      checkJs: true,
      noEmit: true,
    },
    files: PROGRAMS.map(({ file }) => file),
  };
  writeFileSync(`${FOLDER}/tsconfig.json`, JSON.stringify(config));
  const { exitCode, stdout } = await runScript(['node_modules/typescript/bin/tsc', '-p', FOLDER]);
  expect(stdout).toBe('');
  expect(exitCode).toBe(0);
});

test.concurrent.each(PROGRAMS)('$title runs and prints what its comments say', async ({ file, code }) => {
  const gateway = await startGateway({ credentials, methods: ['alipay.marketing.voucher.send'] });
  try {
    const merchant = await setTheScene(gateway);
    const { exitCode, stdout, stderr } = await runScript([`${FOLDER}/${file}`], {
      ALIPAY_APP_PRIVATE_KEY: credentials.privateKey,
      ALIPAY_PUBLIC_KEY: credentials.alipayPublicKey,
      ALIPAY_GATEWAY: gateway.url,
      MERCHANT_TOKEN: merchant.token,
      MERCHANT_REFRESH_TOKEN: merchant.refreshToken,
    });
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    for (const [, printed = ''] of code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)) {
      expect(
        stdout.split('\n').some((line) => line.startsWith(printed)),
        `${printed} in ${stdout}`,
      ).toBe(true);
    }
    expect(gateway.tokens.refreshCount).toBe(code.includes('MERCHANT_TOKEN') ? 1 : 0);
    const keys = gateway.ledger.runs.map(({ key }) => key);
    expect(new Set(keys).size, 'no payment twice').toBe(keys.length);
  } finally {
    await gateway.close();
  }
});

/** The first block as far as its instance: what the others go on from. */
function preambleOf(code: string): string {
  const end = 'const alipay = createAlipay(options);\n';
  const at = code.indexOf(end);
  if (at === -1) throw new Error(`The first block does not hold ${end}`);
  return code.slice(0, at + end.length);
}

/** A paid trade, a payment whose reply will be lost, a refund that is refused at first, a merchant whose token has expired. */
async function setTheScene(gateway: TestGateway): Promise<{ readonly token: string; readonly refreshToken: string }> {
  const alipay = createAlipay({ ...gateway.credentials, gateway: gateway.url });
  await alipay.execute('alipay.trade.pay', {
    out_trade_no: '20261123-7',
    auth_code: '280000000000000007',
    total_amount: '88.80',
    subject: '火锅',
  });
  gateway.on('alipay.trade.pay').reply(lost());
  gateway.on('alipay.trade.refund').reply(refused('40004', 'ACQ.SELLER_BALANCE_NOT_ENOUGH'));
  const merchant = gateway.tokens.issueMerchant();
  gateway.tokens.expire(merchant.token);
  return merchant;
}
