/** A variable of a `.env` file, and where it stands. */
export interface DotenvEntry {
  readonly name: string;
  readonly value: string;
  /** Its first line, from 1. */
  readonly line: number;
}

/** What is wrong with a line; the line's text is not in it, as it may be part of a key. */
export interface DotenvComplaint {
  readonly kind: 'no-assignment' | 'open-quote' | 'bare-pem' | 'after-quote';
  readonly line: number;
  /** The variable's name, where the line has one. */
  readonly name?: string;
}

/** A `.env` file, read. */
export interface Dotenv {
  readonly entries: readonly DotenvEntry[];
  readonly complaints: readonly DotenvComplaint[];
}

const NAME = /^\s*(?:export\s+)?([A-Za-z_][\w.]*)\s*=[^\S\n]*/;

/**
 * Reads the text of a `.env` file as `node --env-file` and dotenv do, and tells what those take without a word: a line that is
 * no assignment, a quote that is never closed, a PEM key over several lines without quotes, text behind a quote.
 *
 * In double quotes `\n` is a new line; in single quotes and backticks nothing is special; without quotes a `#` after a blank
 * begins a comment.
 *
 * @example
 * parseDotenv('ALIPAY_APP_ID=2021').entries; // [{ name: 'ALIPAY_APP_ID', value: '2021', line: 1 }]
 */
export function parseDotenv(text: string): Dotenv {
  const entries: DotenvEntry[] = [];
  const complaints: DotenvComplaint[] = [];
  let rest = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  let line = 1;
  while (rest !== '') {
    const step = readStep(rest, line);
    if (step.entry !== undefined) entries.push(step.entry);
    if (step.complaint !== undefined) complaints.push(step.complaint);
    const taken = rest.slice(0, step.length);
    line += taken.split('\n').length - 1;
    rest = rest.slice(step.length);
  }
  return { entries, complaints };
}

interface Step {
  /** How many characters it took, the end of the line included. */
  readonly length: number;
  readonly entry?: DotenvEntry;
  readonly complaint?: DotenvComplaint;
}

function readStep(rest: string, line: number): Step {
  const length = lineLength(rest);
  const first = rest.slice(0, length).trim();
  if (first === '' || first.startsWith('#')) return { length };
  const [head, name] = NAME.exec(rest.slice(0, length)) ?? [];
  if (head === undefined || name === undefined) return { length, complaint: { kind: 'no-assignment', line } };
  const value = rest.slice(head.length);
  const quote = value[0];
  if (quote === '"' || quote === "'" || quote === '`')
    return readQuoted(value, quote, { name, line, head: head.length });
  return readBare(value, { name, line, head: head.length });
}

interface Place {
  readonly name: string;
  readonly line: number;
  /** How many characters stand before the value. */
  readonly head: number;
}

function readQuoted(value: string, quote: string, { name, line, head }: Place): Step {
  const end = value.indexOf(quote, 1);
  if (end < 0) {
    const length = lineLength(value);
    const complaint: DotenvComplaint = { kind: 'open-quote', line, name };
    return { length: head + length, entry: { name, value: value.slice(1, length).trim(), line }, complaint };
  }
  const inside = value.slice(1, end);
  const length = end + 1 + lineLength(value.slice(end + 1));
  const behind = value.slice(end + 1, length).trim();
  const entry = { name, value: quote === '"' ? inside.replaceAll('\\n', '\n') : inside, line };
  if (behind === '' || behind.startsWith('#')) return { length: head + length, entry };
  return { length: head + length, entry, complaint: { kind: 'after-quote', line, name } };
}

function readBare(value: string, { name, line, head }: Place): Step {
  const length = lineLength(value);
  const text = value
    .slice(0, length)
    .replace(/(?:^|\s)#.*$/s, '')
    .trim();
  const isCut = /^-----BEGIN [^-]+-----/.test(text) && !text.includes('-----END');
  if (!isCut) return { length: head + length, entry: { name, value: text, line } };
  // What follows belongs to the key and to no variable, up to its last line.
  const end = /^-----END[^\n]*(?:\n|$)/m.exec(value);
  const whole = end === null ? length : end.index + end[0].length;
  return { length: head + whole, entry: { name, value: text, line }, complaint: { kind: 'bare-pem', line, name } };
}

function lineLength(text: string): number {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end + 1;
}
