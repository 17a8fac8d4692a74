// @ts-check
// A plot over time as SVG: lines, shaded phases, a legend. Colours are classes; `standAlone` and the page give them.

import { durationScale, linearScale, timeScale } from './scales.mjs';
import { element, lineThrough, text } from './svg.mjs';
import { LIGHT, styleOf } from './theme.mjs';

/** @import { Phase } from './scenario.mjs' */
/** @import { Scale } from './scales.mjs' */

/** @typedef {{ name: string, style: string, values: readonly (number | undefined)[] }} Line a value a second */

/**
 * @typedef {object} Plot
 * @property {string} title
 * @property {string} unit
 * @property {'linear' | 'duration'} scale
 * @property {readonly Line[]} lines the first is drawn on top
 * @property {readonly Phase[]} phases
 */

/** @typedef {{ left: number, top: number, width: number, height: number }} Area */

const NARROW = 600;
const LEGEND_ROW = 18;
const LETTER = 6.4;

/**
 * Draws a plot that is so many pixels wide.
 *
 * @param {Plot} plot
 * @param {number} width
 */
export function drawPlot(plot, width) {
  const legend = drawLegend(plot.lines, width);
  const seconds = (plot.phases.at(-1)?.endsMs ?? 0) / 1_000;
  const top = 34 + legend.rows * LEGEND_ROW + (width < NARROW ? 6 : 24);
  const area = { left: 58, top, width: width - 58 - 22, height: width < NARROW ? 200 : 240 };
  const height = area.top + area.height + 40;
  const most = Math.max(0, ...plot.lines.flatMap(({ values }) => values.slice(0, seconds).map((value) => value ?? 0)));
  const upright = plot.scale === 'linear' ? linearScale(most) : durationScale();
  const along = timeScale(seconds, width < NARROW ? 5 : 12);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': plot.title,
      class: 'plot',
    },
    [
      element('title', {}, [plot.title]),
      element('rect', { class: 'ground', width, height, rx: 6 }),
      text(plot.title, { class: 'name', x: 14, y: 24 }),
      text(plot.unit, { class: 'small', x: width - 14, y: 24, 'text-anchor': 'end' }),
      ...legend.elements,
      ...plot.phases.flatMap((phase) => drawPhase(phase, along, area)),
      ...drawAxes(upright, along, area),
      ...plot.lines.toReversed().map((line) => drawLine(line, upright, along, area)),
      ...plot.phases.flatMap((phase) => namePhase(phase, along, area)),
      text('virtual time, min:s', { class: 'small', x: area.left + area.width, y: height - 8, 'text-anchor': 'end' }),
    ],
  );
}

/**
 * The same with colours of its own, for a page whose background is not known.
 *
 * @param {string} svg
 */
export function standAlone(svg) {
  return `${svg.replace('</title>', `</title><style>${styleOf(LIGHT)}</style>`)}\n`;
}

/** @param {readonly Line[]} lines @param {number} width */
function drawLegend(lines, width) {
  let x = 14;
  let row = 0;
  const elements = lines.flatMap(({ name, style }) => {
    const needed = 28 + name.length * LETTER + 14;
    if (x + needed > width && x > 14) {
      x = 14;
      row++;
    }
    const y = 44 + row * LEGEND_ROW;
    const [from, to] = [x, x + 22];
    x += needed;
    return [
      element('line', { class: `line ${style}`, x1: from, x2: to, y1: y - 4, y2: y - 4 }),
      text(name, { class: 'small', x: to + 6, y }),
    ];
  });
  return { elements, rows: row + 1 };
}

/** @param {Scale} upright @param {Scale} along @param {Area} area */
function drawAxes(upright, along, { left, top, width, height }) {
  const bottom = top + height;
  const levels = upright.ticks.flatMap(({ value, label }) => {
    const y = bottom - upright.place(value) * height;
    return [
      element('line', { class: 'grid', x1: left, x2: left + width, y1: y, y2: y }),
      text(label, { class: 'small', x: left - 6, y: y + 4, 'text-anchor': 'end' }),
    ];
  });
  const times = along.ticks.flatMap(({ value, label }) => {
    const x = left + along.place(value) * width;
    return [
      element('line', { class: 'axis', x1: x, x2: x, y1: bottom, y2: bottom + 4 }),
      text(label, { class: 'small', x, y: bottom + 17, 'text-anchor': 'middle' }),
    ];
  });
  return [...levels, element('line', { class: 'axis', x1: left, x2: left + width, y1: bottom, y2: bottom }), ...times];
}

/** @param {Line} line @param {Scale} upright @param {Scale} along @param {Area} area */
function drawLine({ style, values }, upright, along, { left, top, width, height }) {
  const points = values.map((value, second) => {
    const share = along.place(second + 0.5);
    if (value === undefined || share > 1) return undefined;
    return /** @type {const} */ ([left + share * width, top + height - upright.place(value) * height]);
  });
  return element('path', { class: `line ${style}`, d: lineThrough(points) });
}

/** @param {Phase} phase @param {Scale} along @param {Area} area */
function placeOf({ beginsMs, endsMs }, along, { left, width }) {
  const x = left + along.place(beginsMs / 1_000) * width;
  return { x, width: left + along.place(endsMs / 1_000) * width - x };
}

/** @param {Phase} phase @param {Scale} along @param {Area} area */
function drawPhase(phase, along, area) {
  if (isQuiet(phase)) return [];
  return [element('rect', { class: 'phase', ...placeOf(phase, along, area), y: area.top, height: area.height })];
}

// Above its phase where there is room for it, and upright in it where there is none.
/** @param {Phase} phase @param {Scale} along @param {Area} area */
function namePhase(phase, along, area) {
  if (isQuiet(phase)) return [];
  const { x, width } = placeOf(phase, along, area);
  const middle = x + width / 2;
  if (phase.kind.length * LETTER <= width) {
    return [text(phase.kind, { class: 'small', x: middle, y: area.top - 9, 'text-anchor': 'middle' })];
  }
  const y = area.top + 6;
  const turn = `rotate(-90 ${Math.round(middle + 4)} ${y})`;
  return [
    text(phase.kind, { class: 'small halo', x: Math.round(middle + 4), y, 'text-anchor': 'end', transform: turn }),
  ];
}

/** @param {Phase} phase */
function isQuiet({ kind }) {
  return kind === 'normal' || kind === 'recovery';
}
