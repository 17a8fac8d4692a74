// @ts-check
const LINE_COLUMNS = 120;
// Chinese text and its punctuation take two columns a character and may break anywhere.
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]|[\u2018-\u201d](?=\p{sc=Han})/u;
const PIECES = /[\u2e80-\u9fff\uff00-\uff60][，。；：、？！”’）]*|[^\s\u2e80-\u9fff\uff00-\uff60]+|\s+/gu;

/**
 * Breaks a text into lines that end before column 120.
 *
 * @param {string} text
 * @param {number} indent the column where each line begins
 */
export function wrap(text, indent) {
  const lines = [''];
  for (const piece of text.match(PIECES) ?? []) {
    const line = lines.at(-1) ?? '';
    if (columnsOf(line + piece) <= LINE_COLUMNS - indent) lines[lines.length - 1] = line + piece;
    else if (piece.trim() !== '') lines.push(piece);
  }
  return lines.map((line) => line.trimEnd());
}

/** @param {string} text */
function columnsOf(text) {
  return [...text].reduce((columns, character) => columns + (WIDE.test(character) ? 2 : 1), 0);
}
