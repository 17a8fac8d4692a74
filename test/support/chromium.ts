import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { chromium } from 'playwright-core';
import { describe, test } from 'vitest';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const HOW_TO_GET_IT = 'chromium is not installed: apt-get install chromium, or brew install chromium';

// Nothing but the page under test is to be asked for, and the network stack is not what is tested.
const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where Chromium is; `undefined` where it is not on the PATH. */
export function chromiumPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/** A `describe` for tests in a browser: skipped where there is none, failed where CHROMIUM_REQUIRED is set. */
export function describeWithChromium(name: string, fn: () => void): void {
  if (chromiumPath() !== undefined) {
    describe(name, fn);
  } else if (process.env['CHROMIUM_REQUIRED']) {
    describe(name, () => {
      test('has a chromium', () => {
        throw new Error(`CHROMIUM_REQUIRED is set, and ${HOW_TO_GET_IT}`);
      });
    });
  } else {
    process.stderr.write(`${name}: skipped because ${HOW_TO_GET_IT}\n`);
    describe.skip(name, fn);
  }
}

/** A browser of the test's own, with a profile that nobody used before. */
export interface TestBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts a browser that speaks this language. */
export async function openBrowser(locale: string): Promise<TestBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'alipay-axios-chromium-'));
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error(HOW_TO_GET_IT);
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: ARGS, locale });
  return {
    context,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
