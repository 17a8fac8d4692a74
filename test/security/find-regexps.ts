/** A regular expression that stands in a source as a literal. */
export interface FoundRegexp {
  readonly source: string;
  readonly flags: string;
  readonly line: number;
}

// After these a slash begins a regular expression; after a name, a number or a closing bracket it divides.
const BEFORE =
  /(?:^|[=(,:;!&|?{}[+\-*%~^<>]|=>|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield|throw|new))$/;

/** Finds the regular expressions of a source: reads it as a language of comments, texts, templates and slashes. */
export function findRegexps(text: string): readonly FoundRegexp[] {
  const found: FoundRegexp[] = [];
  // For each template under way, how many braces are open in its `${`.
  const templates: number[] = [];
  let before = '';
  let at = text.startsWith('#!') ? text.indexOf('\n') : 0;
  const lineAt = (): number => text.slice(0, at).split('\n').length;
  while (at < text.length) {
    const char = text.charAt(at);
    const rest = text.slice(at, at + 2);
    if (rest === '//') at = endOf(text, '\n', at);
    else if (rest === '/*') at = endOf(text, '*/', at + 2);
    else if (char === "'" || char === '"') {
      at = endOfText(text, char, at + 1);
      before = 'x';
    } else if (char === '`' || (char === '}' && templates.at(-1) === 0)) {
      if (char === '}') templates.pop();
      const end = endOfTemplate(text, at + 1);
      if (text.charAt(end - 1) === '{') templates.push(0);
      before = text.charAt(end - 1) === '{' ? '{' : 'x';
      at = end;
    } else if (char === '/' && BEFORE.test(before)) {
      const end = endOfRegexp(text, at + 1);
      const flags = /^[a-z]*/.exec(text.slice(end, end + 10))?.[0] ?? '';
      found.push({ source: text.slice(at + 1, end - 1), flags, line: lineAt() });
      at = end + flags.length;
      before = 'x';
    } else {
      const depth = templates.at(-1);
      if (depth !== undefined && char === '{') templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && char === '}') templates[templates.length - 1] = depth - 1;
      before = /\s/.test(char) ? before : lastOf(before, char, /\s/.test(text.charAt(at - 1)));
      at++;
    }
  }
  return found;
}

// As much of what went before as can tell a word from a part of another.
function lastOf(before: string, char: string, isApart: boolean): string {
  const isWord = /[\w$]/.test(char) && /[\w$]$/.test(before);
  return isWord && !isApart ? (before + char).slice(-12) : char;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}

function endOfText(text: string, quote: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== quote) at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}

// After the closing backtick, or after the brace of `${`.
function endOfTemplate(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '`') {
    if (text.startsWith('${', at)) return at + 2;
    at += text.charAt(at) === '\\' ? 2 : 1;
  }
  return at + 1;
}

function endOfRegexp(text: string, from: number): number {
  let isInClass = false;
  let at = from;
  for (; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at++;
    else if (char === '[') isInClass = true;
    else if (char === ']') isInClass = false;
    else if (char === '/' && !isInClass) return at + 1;
  }
  return at;
}
