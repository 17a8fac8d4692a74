import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVENT_NAMES } from '../../src/runtime/events.js';
import { ROOT, runScript } from '../examples/run-script.js';
import type { TestBrowser } from '../support/chromium.js';
import { describeWithChromium, openBrowser } from '../support/chromium.js';
import { source } from './read-readme.js';

const PICTURES = [
  ['docs/life-of-a-call.svg', 'README.md'],
  ['docs/life-of-a-call.zh-CN.svg', 'README.zh-CN.md'],
] as const;

/** The words of a union of texts, read from its source. */
function wordsOf(file: string, type: string): readonly string[] {
  const [, union = ''] = new RegExp(`export type ${type} =([^;]+);`).exec(source(file)) ?? [];
  return [...union.matchAll(/'(\w+)'/g)].map(([, word = '']) => word);
}

/** The texts of a picture that stand in one of these classes. */
function textsOf(svg: string, look: string): readonly string[] {
  return [...svg.matchAll(/<text class="([^"]*)"[^>]*>([^<]*)</g)]
    .filter(([, classes = '']) => classes.split(' ').includes(look))
    .map(([, , text = '']) => text);
}

let fresh: string;
beforeAll(async () => {
  fresh = mkdtempSync(join(tmpdir(), 'life-of-a-call-'));
  const { exitCode, stderr } = await runScript(['scripts/life-of-a-call.mjs', fresh]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
});
afterAll(() => rmSync(fresh, { recursive: true, force: true }));

describe.each(PICTURES)('%s', (file, readme) => {
  const svg = source(file);
  const [, description = ''] = /<desc id="desc">([^<]+)<\/desc>/.exec(svg) ?? [];

  test('is what its script draws', () => {
    const drawn = readFileSync(join(fresh, file.replace('docs/', '')), 'utf8');
    expect(drawn, 'run: node scripts/life-of-a-call.mjs').toBe(svg);
  });

  test('names every event once where it is told, every decision and every outcome', () => {
    expect(textsOf(svg, 'event').toSorted()).toEqual(['event', ...EVENT_NAMES].toSorted());
    const named = textsOf(svg, 'mono');
    const actions = wordsOf('src/catalog/rows.ts', 'Action').filter((action) => action !== 'throttle');
    const outcomes = wordsOf('src/policy/outcome.ts', 'Outcome');
    expect([actions.length, outcomes.length]).toEqual([5, 3]);
    for (const name of [...actions, ...outcomes]) expect(named).toContain(name);
  });

  test('is told in words to who cannot see it, in the picture and in the README', () => {
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*aria-labelledby="title desc"/);
    expect(svg).toMatch(/<title id="title">[^<]+<\/title>/);
    for (const name of [...EVENT_NAMES, ...wordsOf('src/policy/outcome.ts', 'Outcome')])
      expect(description).toContain(name);
    expect(source(readme)).toContain(`![${description}](${file})`);
  });

  test('needs nothing from elsewhere, and runs nothing', () => {
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|href|@import|@font-face|<script/);
  });
});

interface Box {
  readonly words: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

describeWithChromium('the picture in a browser', () => {
  let browser: TestBrowser;
  beforeAll(async () => {
    browser = await openBrowser('en-GB');
  });
  afterAll(() => browser?.close());

  describe.each(PICTURES)('%s', (file) => {
    test.each(['light', 'dark'] as const)('can be read on a %s page, on a phone too', async (colorScheme) => {
      const page = await browser.context.newPage();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 360, height: 800 });
      await page.goto(pathToFileURL(join(ROOT, file)).href);
      const boxes = await boxesOf(page);
      expect(boxes.length).toBeGreaterThan(40);
      for (const [nth, box] of boxes.entries()) {
        for (const other of boxes.slice(nth + 1)) {
          const overlaps =
            box.left < other.right &&
            other.left < box.right &&
            box.top + 3 < other.bottom &&
            other.top + 3 < box.bottom;
          expect(overlaps, `${box.words} runs into ${other.words}`).toBe(false);
        }
      }
      expect(await contrastsOf(page)).toEqual([]);
      await page.close();
    });

    test('keeps every text in its box', async () => {
      const page = await browser.context.newPage();
      await page.goto(pathToFileURL(join(ROOT, file)).href);
      expect(await spillsOf(page)).toEqual([]);
      await page.close();
    });
  });
});

function boxesOf(page: Page): Promise<readonly Box[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('text')].map((text) => {
      const { x, y, width, height } = text.getBBox();
      return { words: text.textContent ?? '', left: x, right: x + width, top: y, bottom: y + height };
    }),
  );
}

/** The texts that begin in a box, the smallest around them, and go on beyond it. */
function spillsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const rects = [...document.querySelectorAll('rect')].map((rect) => rect.getBBox());
    return [...document.querySelectorAll('text')].flatMap((text) => {
      const { x, y, width, height } = text.getBBox();
      const [middle, centre] = [x + width / 2, y + height / 2];
      const around = rects.filter(
        (box) => box.x < middle && middle < box.x + box.width && box.y < centre && centre < box.y + box.height,
      );
      const smallest = around.sort((a, b) => a.width * a.height - b.width * b.height)[0];
      const fits = smallest !== undefined && smallest.x <= x && x + width <= smallest.x + smallest.width;
      return fits ? [] : [text.textContent ?? ''];
    });
  });
}

/** The texts whose contrast with the ground under them is below 4.5, as WCAG 2.2 (1.4.3) asks for. */
function contrastsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const lightness = (colour: string): number => {
      const channels = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((channel) => Number(channel) / 255);
      const [red = 0, green = 0, blue = 0] = channels.map((channel) =>
        channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const rects = [...document.querySelectorAll('rect')].filter((rect) => getComputedStyle(rect).fill !== 'none');
    return [...document.querySelectorAll('text')].flatMap((text) => {
      const { x, y, width, height } = text.getBBox();
      const [middle, centre] = [x + width / 2, y + height / 2];
      // The last one painted is the one that is seen.
      const ground = rects.findLast((rect) => {
        const box = rect.getBBox();
        return box.x < middle && middle < box.x + box.width && box.y < centre && centre < box.y + box.height;
      });
      if (ground === undefined) return [`${text.textContent} has no ground`];
      const pair = [getComputedStyle(text).fill, getComputedStyle(ground).fill].map(lightness);
      const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      return ratio >= 4.5 ? [] : [`${text.textContent}: ${ratio.toFixed(1)}`];
    });
  });
}
