import { styleText } from 'node:util';
import type { Text } from '../../index.js';
import type { CliIo } from './command.js';
import type { Guard } from './guard.js';
import { createGuard } from './guard.js';
import type { Language } from './language.js';

/** How a piece of text may look. */
export type Style = 'green' | 'yellow' | 'red' | 'bold' | 'dim';

/** What a command speaks through: the user's language, and a guard before every output. */
export interface Session {
  readonly io: CliIo;
  readonly lang: Language;
  readonly json: boolean;
  readonly hide: Guard['hide'];
  /** A text in the user's language. */
  say(text: Text): string;
  /** One line to stdout. */
  out(line: string): void;
  /** One line to stderr. */
  err(line: string): void;
  /** The object of `--json`, to stdout. */
  print(value: unknown): void;
  /** Colours, where stdout (or stderr) takes them. */
  paint(style: Style, text: string, stream?: 'out' | 'err'): string;
}

// Whether a stream takes colours was asked at the edge; Node would ask process.stdout once more.
const UNCHECKED = { validateStream: false } as const;

/** Opens the session of one command. */
export function openSession(io: CliIo, lang: Language, json: boolean): Session {
  const guard = createGuard();
  return {
    io,
    lang,
    json,
    hide: guard.hide,
    say: (text) => text[lang],
    out: (line) => io.out(`${guard.clean(line)}\n`),
    err: (line) => io.err(`${guard.clean(line)}\n`),
    print: (value) => io.out(`${guard.clean(JSON.stringify(value, null, 2))}\n`),
    paint: (style, text, stream = 'out') => (io.colours[stream] ? styleText(style, text, UNCHECKED) : text),
  };
}
