import { createAlipay } from 'alipay-axios';
import type { ScriptedReply } from 'alipay-axios/testing';
import * as testing from 'alipay-axios/testing';
import { describe, expect, test } from 'vitest';
import { testPages } from './page-pair.js';
import { membersOf, rowsUnder, source } from './read-readme.js';

const { english, chinese } = testPages('testing');

const credentials = testing.createTestCredentials();

const SCRIPTED: readonly (readonly [name: string, reply: ScriptedReply])[] = [
  ['pass', testing.pass()],
  ['ok', testing.ok()],
  ['paid', testing.paid()],
  ['retryCancel', testing.retryCancel()],
  ['refused', testing.refused('40004', 'ACQ.INVALID_PARAMETER')],
  ['busy', testing.busy()],
  ['throttled', testing.throttled()],
  ['answered', testing.answered('99999')],
  ['unsigned', testing.unsigned(testing.pass())],
  ['forged', testing.forged(testing.pass())],
  ['delayed', testing.delayed(testing.pass(), 1)],
  ['ran', testing.ran(testing.busy())],
  ['lost', testing.lost()],
  ['hangUp', testing.hangUp()],
  ['httpStatus', testing.httpStatus(502)],
  ['raw', testing.raw('nothing')],
];

test('both pages have the same names in their tables', () => {
  const names = (page: typeof english): unknown => page.tables.map((table) => table.slice(1).map(([first]) => first));
  expect(names(chinese)).toEqual(names(english));
});

describe.each([
  [english, { yes: 'yes', no: 'no', run: 'with `run`', same: 'as the reply' }],
  [chinese, { yes: '是', no: '否', run: '看 `run`', same: '同该应答' }],
] as const)('$0.file', (page, words) => {
  /** What is called in the first cells. */
  const called = (...header: readonly string[]): readonly string[] =>
    rowsUnder(page, header).flatMap(([first = '']) => [...first.matchAll(/`(\w+)/g)].map(([, name]) => name ?? ''));

  test('lists exactly the options of the gateway', () => {
    const options = membersOf('src/testing/gateway-options.ts', 'GatewayOptions');
    expect(options.length).toBeGreaterThan(15);
    const listed = called('option of `startGateway`', '`startGateway` 的选项');
    expect([...listed].sort()).toEqual([...options].sort());
  });

  test('lists exactly the replies that can be scripted', () => {
    const replies = [...source('src/testing/replies.ts').matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
    const listed = called('reply', '应答');
    expect([...listed].sort()).toEqual([...replies].sort());
    for (const name of listed) expect(testing).toHaveProperty(name);
  });

  test.concurrent.each(SCRIPTED)('says of %s whether it runs', async (name, reply) => {
    const gateway = await testing.startGateway({ credentials });
    const client = createAlipay({ ...gateway.credentials, gateway: gateway.url, retry: { maxAttempts: 1 } });
    gateway.on('alipay.trade.pay').reply(reply);
    const sale = { out_trade_no: 'sale-1', auth_code: '280000000000000001', total_amount: '1.00', subject: 'tea' };
    await client.execute('alipay.trade.pay', sale, { repeat: 'never' }).catch(() => undefined);
    const [, , does = ''] = rowsUnder(page, ['reply', '应答']).find(([first]) => first?.startsWith(`\`${name}(`)) ?? [];
    const isWrapper = does === words.same;
    expect([words.yes, words.no].some((word) => does.startsWith(word)) || isWrapper, does).toBe(true);
    expect(gateway.ledger.runs.length, name).toBe(isWrapper || does.startsWith(words.yes) ? 1 : 0);
    await client.close();
    await gateway.close();
  });

  test('lists exactly the faults there are, and whether the work is done', () => {
    const listed = rowsUnder(page, ['fault', '故障']);
    const names = Object.keys(testing.faults);
    expect(called('fault', '故障').filter((name) => names.includes(name))).toEqual(names);
    expect(listed).toHaveLength(names.length);
    expect(page.text).toMatch(new RegExp(`\\b${names.length}\\b`));
    const [, body = ''] = /export interface Faults \{([\s\S]*?)\n\}/.exec(source('src/testing/faults/fault.ts')) ?? [];
    for (const [index, name] of names.entries()) {
      const [, said = '', terms = ''] = new RegExp(`/\\*\\* ([^*]+) \\*/\\s+${name}\\(([^\\n]*)\\)`).exec(body) ?? [];
      const byTerms = /Runs|StatusTerms/.test(terms);
      const does = byTerms ? words.run : /\bRan\.$/.test(said) ? words.yes : words.no;
      expect(said).toMatch(byTerms ? /run/ : /(?:Ran|Not reached)\.$/);
      expect(listed[index]?.[2], name).toBe(does);
    }
  });

  test('names the ways in which a handshake can fail, and how the bounds stand', () => {
    const [, kinds = ''] = /export type TlsFault =([^;]+);/.exec(source('src/testing/faults/tls-front.ts')) ?? [];
    const names = [...kinds.matchAll(/'\w+'/g)].map(([name]) => name);
    expect(names).toHaveLength(4);
    for (const name of names) expect(page.text).toContain(name);
    const setup = source('src/testing/gateway-options.ts');
    for (const line of ['clockToleranceMs ?? 600_000', 'logLimit ?? 10_000', 'maxFileBytes ?? 50 * 1024 * 1024'])
      expect(setup).toContain(line);
  });
});
