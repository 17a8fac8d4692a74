import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestBrowser } from '../support/chromium.js';
import { describeWithChromium, openBrowser } from '../support/chromium.js';
import { ROOT } from './run-script.js';

describeWithChromium('the Express shop in a browser', () => {
  let browser: TestBrowser;
  let shop: ChildProcess;
  let url: string;
  let page: Page;
  const printed: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser('zh-CN');
    const env = { ...process.env, PORT: '0' };
    shop = spawn(process.execPath, ['examples/08-express-shop.mjs', '--serve'], { cwd: ROOT, env });
    shop.stderr?.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
    if (shop.stdout === null) throw new Error('The shop has no output');
    const lines = createInterface({ input: shop.stdout });
    lines.on('line', (line) => printed.push(line));
    while (printed.length < 3) await once(lines, 'line');
    url = printed[0]?.replace('the till: ', '').replace('/till', '') ?? '';
  });
  afterAll(async () => {
    await browser?.close();
    if (shop?.exitCode === null) shop.kill('SIGKILL');
  });

  beforeEach(async () => {
    complaints.length = 0;
    page = await browser.context.newPage();
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${url}/till`);
    await says('#link', 'live');
    await page.locator('#fates button').first().waitFor();
  });
  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  const says = (where: string, text: string): Promise<void> => page.locator(where).filter({ hasText: text }).waitFor();
  const press = (name: string | RegExp): Promise<void> => page.getByRole('button', { name }).first().click();
  const newOrder = async (goods: RegExp): Promise<string> => {
    const before = (await page.locator('#sale-facts').textContent()) ?? '';
    await press(goods);
    const facts = page.locator('#sale-facts');
    await page.waitForFunction((old) => document.querySelector('#sale-facts')?.textContent !== old, before);
    return ((await facts.textContent()) ?? '').split(' ')[0] ?? '';
  };
  const scan = async (goods: RegExp, digits: string): Promise<string> => {
    const number = await newOrder(goods);
    await page.getByLabel('Bar code').fill(`28000000000000${digits}`);
    await page.locator('#scan button').click();
    return `[data-order="${number}"]`;
  };

  test('a bar code is scanned and paid, also where its reply is lost, and the events tell how', async () => {
    await says(await scan(/牛肉面/, '0001'), '已支付 paid');
    await press(/reply lost/);
    await says(await scan(/奶茶/, '0002'), '已支付 paid');
    await page.goto(`${url}/events`);
    const question = page.locator('.row').filter({ hasText: 'confirmed' });
    await question.first().waitFor();
    expect(await question.first().textContent()).toContain('alipay.trade.query');
    const lost = page.locator('.row').filter({ hasText: 'unknown' }).filter({ hasText: 'alipay.trade.pay' });
    expect(await lost.count()).toBeGreaterThan(0);
    expect(await page.content()).not.toContain('280000000000000002');
  });

  test('a code that was used before is refused, and the cashier reads why', async () => {
    await says(await scan(/牛肉面/, '0003'), '已支付 paid');
    const second = await scan(/牛肉面/, '0003');
    await says(second, '已关闭 closed');
    await says(`${second} .advice`, 'the buyer was not charged');
  });

  test('silence ends as unresolved, and asking again settles it', { timeout: 90_000 }, async () => {
    await press(/silence/);
    const order = await scan(/奶茶/, '0004');
    await says(order, '支付中 under way');
    await page.locator(order).filter({ hasText: '结果未知 unresolved' }).waitFor({ timeout: 60_000 });
    await press(/^付款 pays/);
    await page.locator(order).getByRole('button', { name: 'Ask again' }).click();
    await says(order, '已支付 paid');
  });

  test('a QR code is shown, paid by the buyer, and booked by its notification', async () => {
    const number = await newOrder(/奶茶/);
    await press(/QR code/);
    const image = page.locator(`[data-order="${number}"] img.qr`);
    await image.waitFor();
    const width = await image.evaluate(async (one) => {
      if (one instanceof HTMLImageElement) await one.decode();
      return one instanceof HTMLImageElement ? one.naturalWidth : 0;
    });
    expect(width).toBeGreaterThan(80);
    await press(/Pay as the buyer/);
    await says(`[data-order="${number}"]`, 'booked by a notification, told 1 time');
    expect(printed).toContain(`   ${number}: 收到通知 notified of 9.90, 已入账 booked`);
  });

  test('a page payment goes to the gateway and comes back to the till', async () => {
    const number = await newOrder(/火锅/);
    await press(/Page/);
    await page.waitForURL(`${url}/till?order=${number}`);
    await says(`[data-order="${number}"]`, '已支付 paid');
  });

  test('a page from elsewhere can read nothing and charge nobody', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${url}/api/orders`, { method: 'POST', headers, body: '{}' });
    const json = { 'content-type': 'application/json' };
    expect((await post({ ...json, origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await post({ ...json, 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await post({ 'content-type': 'text/plain' })).status).toBe(415);
    const refused = await post(json);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toEqual({ error: '没有这种商品 There are no such goods' });
    const number = await newOrder(/奶茶/);
    expect((await fetch(`${url}/pay/${number}`)).status).toBe(409);
    const forged = await fetch(`${url}/back?out_trade_no=${number}&sign=none`, { redirect: 'manual' });
    expect(forged.headers.get('location')).toBe('/till');
    expect((await fetch(`${url}/api/feed`, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await fetch(`${url}/notify`, { method: 'POST', body: 'sign=none' })).status).toBe(400);
    await page.goto(`${url.replace('127.0.0.1', 'localhost')}/till`);
    await says('#link', 'live');
  });

  test('the colours follow the scheme, and nothing is wider than a phone', async () => {
    await newOrder(/火锅/);
    await press(/QR code/);
    await page.locator('img.qr').first().waitFor();
    const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await colour()).toBe('rgb(245, 245, 242)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await colour()).toBe('rgb(18, 21, 23)');
    const folder = process.env['SCREENSHOTS'];
    for (const path of ['/till', '/events']) {
      if (path !== '/till') await page.goto(url + path);
      for (const width of [1_280, 390, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await page.locator('.row, .order').first().waitFor();
        expect(await page.evaluate(() => document.documentElement.scrollWidth), `${path} at ${width}`).toBe(width);
        if (folder === undefined) continue;
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.screenshot({ path: `${folder}/${path.slice(1)}-${width}-${colorScheme}.png` });
        }
      }
    }
  });

  test('it closes by a signal, with what was open', async () => {
    shop.kill('SIGTERM');
    const [exitCode] = await once(shop, 'exit');
    expect(exitCode).toBe(0);
    expect(printed.at(-1)).toBe('the shop is closed');
    await says('#link', 'offline');
    await page.goto('about:blank');
    // The page tries to come back, which is what it should do.
    complaints.splice(0, complaints.length, ...complaints.filter((one) => !one.includes('net::ERR_')));
  });
});
