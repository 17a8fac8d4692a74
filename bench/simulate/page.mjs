// @ts-check
// The page: three plots and the table, with nothing loaded from anywhere.

import { drawPlot, standAlone } from './plot.mjs';
import { escapeText } from './svg.mjs';
import { tellScenario } from './tables.mjs';
import { DARK, LIGHT, STYLES, styleOf } from './theme.mjs';

/** @import { Plot } from './plot.mjs' */
/** @import { Scenario } from './scenario.mjs' */
/** @import { FleetReport, Row } from './summary.mjs' */

/** @typedef {{ file: string, title: string, unit: string, scale: 'linear' | 'duration', en: string, zh: string, read: (row: Row) => number | undefined }} Chapter */

const WIDE = 960;
const NARROW = 380;

/** @type {readonly Chapter[]} */
const CHAPTERS = [
  {
    file: 'load.svg',
    title: 'Load offered',
    unit: 'attempts a second',
    scale: 'linear',
    en: 'Attempts that reach for the gateway. What stands above the normal load is retries, and calls that had been held back: they come when the gateway can bear them least.',
    zh: '每秒发往网关的请求数。高出正常负载的部分是重试和先前被拦下的调用，偏偏在网关最吃力的时候到来。',
    read: ({ offered }) => offered,
  },
  {
    file: 'goodput.svg',
    title: 'Goodput',
    unit: 'calls a second that end well',
    scale: 'linear',
    en: 'Calls that end well. During the outage nothing can; what counts is how soon it is back, and what is lost in a brown-out.',
    zh: '每秒成功结束的调用数。完全中断时谁也无法成功，要看的是恢复得多快，以及网关变慢时损失多少。',
    read: ({ goodput }) => goodput,
  },
  {
    file: 'latency.svg',
    title: 'Latency, p99',
    unit: 'of the calls that end then; logarithmic',
    scale: 'duration',
    en: 'How long the slowest hundredth of the calls took that ended in that second, well or not. A call that cannot be helped is better told so at once.',
    zh: '每秒结束的调用（不论成败）中最慢的百分之一所用的时间。救不回来的调用，不如立即告知失败。',
    read: ({ p99Ms }) => p99Ms,
  },
];

/**
 * The plots as files of their own, by name.
 *
 * @param {readonly FleetReport[]} reports
 * @param {Scenario} scenario
 * @returns {Map<string, string>}
 */
export function renderPlots(reports, scenario) {
  return new Map(
    CHAPTERS.map((chapter) => [chapter.file, standAlone(drawPlot(plotOf(chapter, reports, scenario), WIDE))]),
  );
}

/**
 * @param {readonly FleetReport[]} reports
 * @param {Scenario} scenario
 * @param {string} markdown of the table, as `renderMarkdown` gives it
 */
export function renderPage(reports, scenario, markdown) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>A fleet and a gateway that fails</title>
<style>${PAGE_STYLE}${styleOf(LIGHT)}
@media (prefers-color-scheme: dark){${styleOf(DARK)}}</style>
</head>
<body>
<h1>A fleet and a gateway that fails</h1>
<p>${escapeText(tellScenario(scenario))}</p>
<p lang="zh-CN">五种重试策略面对同样的调用和同一个网关：变慢、完全中断、恢复、限流、随机故障。时间是虚拟的，种子相同则结果相同。</p>
${CHAPTERS.map((chapter) => renderChapter(chapter, reports, scenario)).join('\n')}
<h2>In figures</h2>
<div class="scroll">${renderTable(markdown)}</div>
<p>Loads are of one second, as multiples of the normal load. The p99 is that of all calls, those that failed included.</p>
<p lang="zh-CN">各列依次为：策略；正常、变慢、中断、限流期间每次调用的请求数；成功的调用占比；最高负载及恢复后的最高负载（相对正常负载）；恢复到正常成功量 95 % 所用秒数；全部调用的 p99 时延。</p>
</body>
</html>
`;
}

/** @param {Chapter} chapter @param {readonly FleetReport[]} reports @param {Scenario} scenario */
function renderChapter(chapter, reports, scenario) {
  const plot = plotOf(chapter, reports, scenario);
  return `<figure>
<div class="wide">${drawPlot(plot, WIDE)}</div>
<div class="narrow">${drawPlot(plot, NARROW)}</div>
<figcaption>${escapeText(chapter.en)}<br><span lang="zh-CN">${escapeText(chapter.zh)}</span></figcaption>
</figure>`;
}

/** @param {Chapter} chapter @param {readonly FleetReport[]} reports @param {Scenario} scenario @returns {Plot} */
function plotOf({ title, unit, scale, read }, reports, { phases }) {
  const lines = reports.map(({ summary: { strategy }, rows }) => ({
    name: strategy,
    style: STYLES[strategy],
    values: rows.map(read),
  }));
  return { title, unit, scale, lines, phases };
}

/** @param {string} markdown */
function renderTable(markdown) {
  const [head, , ...body] = markdown.split('\n').filter((line) => line.startsWith('|'));
  const row = (/** @type {string} */ line, /** @type {'th' | 'td'} */ cell) => {
    const cells = line.slice(2, -2).split(' | ');
    return `<tr>${cells.map((words) => `<${cell}>${escapeText(words.replaceAll('**', ''))}</${cell}>`).join('')}</tr>`;
  };
  return `<table>${row(head ?? '', 'th')}${body.map((line) => row(line, 'td')).join('')}</table>`;
}

const PAGE_STYLE = `
:root{color-scheme:light dark}
body{max-width:960px;margin:0 auto;padding:1rem;font:16px/1.5 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei",sans-serif;background:#fff;color:#1f2328}
h1{font-size:1.5rem;line-height:1.25}
h2{font-size:1.2rem}
figure{margin:2rem 0}
figcaption,[lang="zh-CN"]{font-size:.95rem}
.plot{display:block;width:100%;height:auto}
.narrow{display:none}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.85rem}
td{white-space:nowrap}
th,td{padding:.35rem .6rem;border-bottom:1px solid #8886;text-align:right;vertical-align:bottom}
th{font-weight:600}
th:first-child,td:first-child{text-align:left}
@media (max-width:640px){.wide{display:none}.narrow{display:block}body{padding:.6rem}}
@media (prefers-color-scheme:dark){body{background:#0d1117;color:#f0f3f6}}
`;
