import type { AlipayInstance } from 'alipay-axios';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../src/cli/sandbox/sandbox.js';
import { startSandbox } from '../../../src/cli/sandbox/sandbox.js';
import { createTestCredentials } from '../../../src/testing/index.js';
import type { TestBrowser } from '../../support/chromium.js';
import { describeWithChromium, openBrowser } from '../../support/chromium.js';
import type { Shop } from '../../support/sandbox.js';
import { clientOf, openShop } from '../../support/sandbox.js';

const credentials = createTestCredentials({ format: 'base64' });

describeWithChromium('the page of the sandbox in a browser', () => {
  let browser: TestBrowser;
  let sandbox: Sandbox;
  let alipay: AlipayInstance;
  let shop: Shop;
  let page: Page;
  const printed: string[] = [];
  const sleeps: number[] = [];
  /** What went wrong in the browser, and what it asked elsewhere for. */
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await openBrowser('en-GB');
    shop = await openShop();
  });
  afterAll(async () => {
    await browser?.close();
    shop?.close();
  });

  beforeEach(async () => {
    for (const list of [printed, sleeps, complaints]) list.length = 0;
    const clock = {
      now: () => Date.now(),
      sleep: async (ms: number) => {
        sleeps.push(ms);
      },
    };
    sandbox = await startSandbox({ credentials, clock, print: (line) => printed.push(line) });
    alipay = clientOf(sandbox.env);
    page = await openPage(browser);
    await page.goto(sandbox.url);
    await page.locator('#link.good').waitFor();
  });
  afterEach(async () => {
    await page.close();
    await alipay.close();
    await sandbox.close();
    expect(complaints).toEqual([]);
  });

  async function openPage({ context }: TestBrowser): Promise<Page> {
    const opened = await context.newPage();
    opened.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    opened.on('pageerror', (error) => complaints.push(String(error)));
    opened.on('request', (request) => {
      if (!request.url().startsWith(`${sandbox.url}/`)) complaints.push(`asked for ${request.url()}`);
    });
    return opened;
  }

  const order = (outTradeNo: string) => ({ out_trade_no: outTradeNo, total_amount: '8.80', subject: '奶茶' });
  const query = () => alipay.execute('alipay.trade.query', { out_trade_no: 'nobody' }).catch((error) => error);
  const switchOf = (name: string) => page.locator(`[data-switch="${name}"]`);
  const turn = async (name: string, value: number, state: string): Promise<void> => {
    await switchOf(name).getByRole('spinbutton').fill(String(value));
    await switchOf(name).getByRole('button', { name: 'Set', exact: true }).click();
    await says(switchOf(name).getByRole('status'), state);
  };
  const says = (place: ReturnType<Page['locator']>, text: string) => place.filter({ hasText: text }).waitFor();

  test('a request appears within a second of its arrival', async () => {
    await page.evaluate(() => {
      const list = document.querySelector('#request-list');
      const seen = (): void => {
        if (list?.querySelector('.request') && !list.hasAttribute('data-at'))
          list.setAttribute('data-at', String(Date.now()));
      };
      if (list !== null) new MutationObserver(seen).observe(list, { childList: true });
    });
    await query();
    const row = page.locator('.request.warn');
    await says(row.locator('.method'), 'alipay.trade.query');
    await says(row.locator('.code'), '40004 ACQ.TRADE_NOT_EXIST');
    await says(row.locator('.badge'), 'verified');
    const shownAtMs = Number(await page.locator('#request-list').getAttribute('data-at'));
    const stream = await page.evaluate(() =>
      fetch('/api/events')
        .then((all) => all.body?.getReader().read())
        .then((one) => new TextDecoder().decode(one?.value)),
    );
    const [, cameAtMs] = /"atMs":(\d+)/.exec(stream) ?? [];
    expect(shownAtMs - Number(cameAtMs)).toBeLessThan(1_000);
    await row.locator('summary').click();
    await says(row.locator('.part'), 'biz_content={"out_trade_no":"nobody"}');
  });

  test('a request that was not signed rightly is shown with what differs', async () => {
    const signed = new URL(
      await alipay.pageExecute('alipay.trade.page.pay', { ...order('a-1'), product_code: 'X' }, { verb: 'GET' }),
    );
    signed.searchParams.set('notify_url', 'http://127.0.0.1/notify');
    await fetch(signed, { redirect: 'manual' });
    const row = page.locator('.request.bad');
    await says(row.locator('.badge'), 'not verified');
    await row.locator('summary').click();
    await says(row.locator('.cause'), 'A parameter was sent and not signed');
    expect(await row.locator('mark').allTextContents()).toEqual(['http://127.0.0.1/notify']);
  });

  test('what a request holds is text, whatever it looks like', async () => {
    const subject = '<img src=x onerror=alert(1)>"&amp;';
    await alipay.execute('alipay.trade.precreate', { ...order('<b>a-1</b>'), subject });
    await says(page.locator('.card .facts'), subject);
    await says(page.locator('.card code'), '<b>a-1</b>');
    await page.locator('.request summary').click();
    await says(page.locator('.part'), '<img src=x');
    expect(await page.locator('.request img, .facts img, .card code b').count()).toBe(0);
  });

  test('a QR code is paid by a button: the trade is paid, and the shop is told', async () => {
    await alipay.execute('alipay.trade.precreate', order('a-1'), { notifyUrl: shop.notifyUrl });
    const image = page.locator('[data-trade="a-1"] img.qr');
    await image.waitFor();
    const width = await image.evaluate(async (one) => {
      if (one instanceof HTMLImageElement) await one.decode();
      return one instanceof HTMLImageElement ? one.naturalWidth : 0;
    });
    expect(width).toBeGreaterThan(100);
    const before = shop.bodies.length;
    await page.getByRole('button', { name: 'Pay as the buyer' }).click();
    await says(page.locator('#trade-list [data-trade="a-1"] .badge'), 'paid');
    await shop.until(before + 1);
    await says(page.locator('#notification-list [data-trade="a-1"] .badge'), 'delivered');
    expect(await image.count()).toBe(0);
    const { data } = await alipay.execute('alipay.trade.query', { out_trade_no: 'a-1' });
    expect(data['trade_status']).toBe('TRADE_SUCCESS');
    const told = await alipay.verifyNotification(shop.bodies.at(-1) ?? '');
    expect(told).toMatchObject({ out_trade_no: 'a-1', trade_status: 'TRADE_SUCCESS' });
  });

  describe('the switch', () => {
    test('for 20000 answers so many requests, counts down and goes off', async () => {
      await turn('busy', 2, '2 left');
      expect((await query()).gatewayCode).toBe('20000');
      await says(switchOf('busy').getByRole('status'), '1 left');
      expect((await query()).gatewayCode).toBe('20000');
      await says(switchOf('busy').getByRole('status'), 'off');
      expect((await query()).gatewayCode).toBe('40004');
      await page.locator('.request').nth(2).waitFor();
      expect(await page.locator('.request .badges .warn').allTextContents()).toEqual(
        Array(2).fill('answered 20000 by the switch'),
      );
    });

    test('for lost replies loses one after the ledger took the call', async () => {
      await turn('lost', 1, '1 left');
      expect((await query()).gatewayCode).toBe('40004');
      await says(switchOf('lost').getByRole('status'), '1 left');
      const hasty = clientOf(sandbox.env, { methods: { 'alipay.trade.create': { repeat: 'never' } } });
      const failed = await hasty.execute('alipay.trade.create', order('a-1')).catch((error) => error);
      expect([failed.code, failed.outcome]).toEqual(['ERR_ALIPAY_NETWORK', 'unknown']);
      await says(switchOf('lost').getByRole('status'), 'off');
      await says(page.locator('#trade-list [data-trade="a-1"] .badge'), 'waits for payment');
      await says(page.locator('.request').first().locator('.code'), 'no reply');
      await hasty.close();
    });

    test('for latency holds every reply back until it is put off', async () => {
      await turn('latency', 1_500, '1500 ms each');
      await query();
      await query();
      expect(sleeps).toEqual([1_500, 1_500]);
      await switchOf('latency').getByRole('button', { name: 'Off' }).click();
      await says(switchOf('latency').getByRole('status'), 'off');
      await query();
      expect(sleeps).toHaveLength(2);
    });

    test('for tokens expires all of them, and the code for one stays in the terminal', async () => {
      await page.getByRole('button', { name: 'New merchant code' }).click();
      await says(page.locator('#code-note'), 'in the terminal');
      const [, code = ''] = printed[0]?.split('code=') ?? [];
      const grant = { grant_type: 'authorization_code', code };
      const { data } = await alipay.execute('alipay.open.auth.token.app', grant);
      await says(switchOf('expire').getByRole('status'), '1 live, 0 expired');
      await page.getByRole('button', { name: 'Expire all' }).click();
      await says(switchOf('expire').getByRole('status'), '0 live, 1 expired');
      const options = { appAuthToken: String(data['app_auth_token']) };
      const failed = await alipay.execute('alipay.trade.query', { out_trade_no: 'a' }, options).catch((error) => error);
      expect(failed.subCode).toBe('aop.app-auth-token-time-out');
      const html = await page.content();
      for (const secret of [code, data['app_auth_token'], data['app_refresh_token']])
        expect(html).not.toContain(secret);
    });
  });

  test('clearing forgets the requests', async () => {
    await query();
    await page.locator('.request').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await says(page.locator('#request-list'), 'Nothing yet.');
  });

  test('the language is English for an English browser, and can be changed and stays so', async () => {
    await query();
    await says(page.locator('h1'), 'Alipay sandbox');
    await page.locator('.request summary').click();
    await page.getByRole('button', { name: '中文' }).click();
    await page.locator('details[open] .parts').waitFor();
    await says(page.locator('h1'), '支付宝本地沙箱');
    await says(page.locator('.request .badge'), '验签通过');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    await page.reload();
    await says(page.locator('h2').first(), '请求');
    await page.getByRole('button', { name: 'English' }).click();
    await says(page.locator('h1'), 'Alipay sandbox');
    expect(await page.locator('[data-word]').allTextContents()).not.toContain('');
  });

  test('the colours follow the scheme, and nothing is wider than a phone', async () => {
    await alipay.execute('alipay.trade.precreate', order('a-1'));
    await query();
    await page.locator('.request').nth(1).waitFor();
    await page.locator('.request summary').first().click();
    const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await colour()).toBe('rgb(244, 246, 249)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await colour()).toBe('rgb(17, 21, 27)');
    for (const width of [1_280, 390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
});

describeWithChromium('the page in a Chinese browser', () => {
  test('is Chinese', async () => {
    const sandbox = await startSandbox({ credentials });
    const browser = await openBrowser('zh-CN');
    const page = await browser.context.newPage();
    await page.goto(sandbox.url);
    await page.locator('h1').filter({ hasText: '支付宝本地沙箱' }).waitFor();
    expect(await page.title()).toBe('支付宝本地沙箱');
    const words = await page.locator('[data-word]').allTextContents();
    expect(words.filter((word) => !/[\u4e00-\u9fff]/.test(word))).toEqual([]);
    await browser.close();
    await sandbox.close();
  });
});
