// @ts-check
/** @import { Words } from './words.mjs' */

/** In units of the picture; a phone shows some four fifths of a pixel for each. */
const WIDTH = 400;
const LEFT = 16;
const RIGHT = 366;
/** Where the words of a decision begin. */
const TEXT = LEFT + 80;
/** Where the way back to the next attempt runs. */
const BACK = 384;
const MIDDLE = (LEFT + RIGHT) / 2;

/** Who tells what: the events of each decision. */
const EVENTS = /** @type {const} */ ({
  accept: ['success'],
  retry: ['retry', 'throttle'],
  refresh: ['refresh', 'refreshed', 'refreshFailed'],
  confirm: ['confirm', 'confirmed'],
  fail: ['failure'],
});

// The picture brings its own ground, as pages do not tell a picture whether theirs is dark.
const STYLE = `
text{font:14px system-ui,-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;fill:#1c2733}
.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.title{font-size:18px;font-weight:600}.strong{font-weight:600}.small{font-size:13px}.soft{fill:#52606d}.event{font-size:12px;fill:#6b2fa0}
.ground{fill:#ffffff;stroke:#d5dbe1}.box{fill:#f1f5f9;stroke:#8a99a8}.area{fill:none;stroke:#8a99a8;stroke-dasharray:5 4}
.step{fill:#e3efff;stroke:#3672b8}.good{fill:#dff5e5;stroke:#2e8b4f}.again{fill:#fff3d6;stroke:#b7811a}.bad{fill:#fde4e1;stroke:#c0483a}
.pill{fill:#f3e8fd;stroke:#9a66c9}.line{fill:none;stroke:#52606d;stroke-width:1.5}.head{fill:#52606d}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.soft{fill:#a9b4bf}.event{fill:#dcbcf7}
.ground{fill:#0f151c;stroke:#333d48}.box{fill:#1b2530;stroke:#6b7a89}.area{stroke:#6b7a89}
.step{fill:#14304f;stroke:#5b9be6}.good{fill:#12391f;stroke:#4bb271}.again{fill:#40310c;stroke:#d2a03c}.bad{fill:#45201b;stroke:#e0766a}
.pill{fill:#30204a;stroke:#a678d3}.line{stroke:#a9b4bf}.head{fill:#a9b4bf}}`;

/**
 * Draws the life of a call.
 *
 * @param {Words} words
 * @returns {string} an SVG that needs nothing from elsewhere
 */
export function drawLife(words) {
  const attempt = attemptAt(164, words);
  const decisions = decisionsAt(attempt.bottom + 22, words);
  const height = decisions.bottom + 16;
  const parts = [beginning(words), attempt.drawn, decisions.drawn, wayBack(attempt.gateAt, decisions.againAt)];
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" xml:lang="${words.language}" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" aria-labelledby="title desc">
<title id="title">${escaped(words.title)}</title>
<desc id="desc">${escaped(words.description)}</desc>
<style>${STYLE}
</style>
<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="10"/>
${parts.join('\n')}
</svg>
`;
}

/** @param {Words} words */
function beginning({ title, events, code, request, once }) {
  return [
    text(LEFT, 30, title, 'title'),
    pill(218, 17, 'event').drawn,
    text(274, 30, events, 'small soft'),
    rect(LEFT, 44, RIGHT - LEFT, 32, 'box'),
    text(MIDDLE, 65, code, 'strong', 'middle'),
    arrow(MIDDLE, 76, 90),
    rect(LEFT, 91, RIGHT - LEFT, 44, 'box'),
    text(MIDDLE, 109, request, 'strong', 'middle'),
    text(MIDDLE, 127, once, 'small soft', 'middle'),
    arrow(MIDDLE, 135, 163),
    pill(MIDDLE + 14, 139, 'start').drawn,
  ].join('\n');
}

/**
 * @param {number} top
 * @param {Words} words
 */
function attemptAt(top, { attempt, gate, held, steps, gateway }) {
  const inner = LEFT + 10;
  const wide = RIGHT - LEFT - 20;
  const gates = ['deadline', 'bulkhead', 'breaker', 'limiter'].map((name, nth) =>
    chip(inner + 8 + nth * 79, top + 55, 74, name, 'step', 'mono small'),
  );
  const first = top + 140;
  /** @param {number} row */
  const rowAt = (row) => first + row * 46 + (row === 2 ? 34 : 0);
  const rows = steps.map((names, row) =>
    names
      .map((name, nth) => {
        const x = inner + nth * 116;
        const next = nth === 2 ? '' : aside(x + 98, rowAt(row) + 13, x + 115);
        return chip(x, rowAt(row), 98, name, row === 2 && nth === 2 ? 'again' : 'step', 'small strong') + next;
      })
      .join('\n'),
  );
  const bottom = rowAt(2) + 64;
  const drawn = [
    rect(LEFT, top, RIGHT - LEFT, bottom - top, 'area'),
    text(inner, top + 20, attempt, 'strong'),
    rect(inner, top + 30, wide, 86, 'box'),
    text(inner + 8, top + 48, gate, 'small strong'),
    pill(inner + wide - 78, top + 33, 'breaker').drawn,
    ...gates,
    text(inner + 8, top + 105, held, 'small soft'),
    text(inner + wide - 8, top + 105, 'not_sent', 'mono small', 'end'),
    arrow(inner + 49, top + 116, first - 1),
    ...rows,
    down({ from: inner + 281, to: inner + 49, y: first + 27, bend: 9, end: rowAt(1) - 1 }),
    down({ from: inner + 281, to: inner + 49, y: rowAt(1) + 27, bend: 25, end: rowAt(2) - 1 }),
    chip(inner + 104, rowAt(1) + 39, 122, gateway, 'box', 'small'),
    pill(inner, bottom - 27, 'clockSkew').drawn,
    pill(inner + 126, bottom - 27, 'lateReply').drawn,
    pill(inner + 232 + 16, bottom - 27, 'attempt').drawn,
  ].join('\n');
  return { drawn, bottom, gateAt: top + 73 };
}

/**
 * @param {number} top
 * @param {Words} words
 */
function decisionsAt(top, { decisions, outcomes }) {
  const parts = [arrow(MIDDLE, top - 22, top - 3)];
  const againAt = [];
  let y = top;
  for (const name of /** @type {const} */ (['accept', 'retry', 'refresh', 'confirm', 'fail'])) {
    const lines = decisions[name];
    const height = 36 + lines.length * 18;
    const kind = name === 'accept' ? 'good' : name === 'fail' ? 'bad' : 'again';
    parts.push(rect(LEFT, y, RIGHT - LEFT, height, kind), text(LEFT + 10, y + 21, name, 'mono strong'));
    lines.forEach((line, nth) => {
      parts.push(text(TEXT, y + 21 + nth * 18, line, 'small'));
    });
    let x = TEXT;
    for (const event of EVENTS[name]) {
      const one = pill(x, y + height - 25, event);
      parts.push(one.drawn);
      x = one.right + 6;
    }
    if (kind === 'again') againAt.push(y + height / 2);
    y += height + 6;
  }
  Object.entries(outcomes).forEach(([name, lines], nth) => {
    const x = LEFT + nth * 119;
    parts.push(rect(x, y + 6, 112, 60, 'bad'), text(x + 56, y + 24, name, 'mono strong', 'middle'));
    lines.forEach((line, row) => {
      parts.push(text(x + 56, y + 41 + row * 17, line, 'small', 'middle'));
    });
    parts.push(`<path class="line" d="M${x + 56} ${y - 6}v12"/>`);
  });
  return { drawn: parts.join('\n'), bottom: y + 66, againAt };
}

/**
 * From what is sent again to the gate of the next attempt.
 *
 * @param {number} gateAt
 * @param {readonly number[]} againAt
 */
function wayBack(gateAt, againAt) {
  const stubs = againAt.map((y) => `M${RIGHT} ${y}H${BACK}`).join('');
  const lowest = Math.max(...againAt);
  const inner = RIGHT - 10;
  return `<path class="line" d="${stubs}M${BACK} ${lowest}V${gateAt}H${inner + 6}"/>${head(inner + 1, gateAt, 'left')}`;
}

/** @param {number} x @param {number} y @param {number} w @param {string} name @param {string} kind @param {string} look */
function chip(x, y, w, name, kind, look) {
  return `${rect(x, y, w, 27, kind)}${text(x + w / 2, y + 18, name, look, 'middle')}`;
}

/** @param {number} x @param {number} y @param {string} name */
function pill(x, y, name) {
  const w = name.length * 7.2 + 12;
  const drawn = `<rect class="pill" x="${x}" y="${y}" width="${w.toFixed(1)}" height="18" rx="9"/>${text(x + w / 2, y + 13, name, 'mono event', 'middle')}`;
  return { drawn, right: x + w };
}

/** @param {number} x @param {number} y @param {number} w @param {number} h @param {string} kind */
function rect(x, y, w, h, kind) {
  return `<rect class="${kind}" x="${x}" y="${y}" width="${w}" height="${h}" rx="6"/>`;
}

/** @param {number} x @param {number} y @param {string} words @param {string} look @param {string} [anchor] */
function text(x, y, words, look, anchor) {
  const at = anchor === undefined ? '' : ` text-anchor="${anchor}"`;
  return `<text class="${look}" x="${Number(x.toFixed(1))}" y="${y}"${at}>${escaped(words)}</text>`;
}

/** @param {number} x @param {number} from @param {number} to */
function arrow(x, from, to) {
  return `<path class="line" d="M${x} ${from}V${to - 5}"/>${head(x, to, 'down')}`;
}

/** @param {number} from @param {number} y @param {number} to */
function aside(from, y, to) {
  return `<path class="line" d="M${from} ${y}H${to - 5}"/>${head(to, y, 'right')}`;
}

/**
 * From the end of one row to the beginning of the next.
 *
 * @param {{ from: number, to: number, y: number, bend: number, end: number }} line
 */
function down({ from, to, y, bend, end }) {
  return `<path class="line" d="M${from} ${y}v${bend}H${to}V${end - 5}"/>${head(to, end, 'down')}`;
}

/** @param {number} x @param {number} y @param {'down' | 'left' | 'right'} way */
function head(x, y, way) {
  const drawn = { down: 'l-4 -7h8z', left: 'l7 -4v8z', right: 'l-7 -4v8z' };
  return `<path class="head" d="M${x} ${y}${drawn[way]}"/>`;
}

/** @param {string} words */
function escaped(words) {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
