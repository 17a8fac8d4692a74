import { parseArgs } from 'node:util';

/** What `npm run fuzz` is asked to do. */
export interface FuzzArguments {
  readonly minutes: number;
  /** Properties by their names, or by how these begin; all where it is empty. */
  readonly only: readonly string[];
  /** The seed of the first turn; later ones are drawn from it. */
  readonly seed: number;
  /** Leads to one counterexample again, with the seed: then there is one turn alone. */
  readonly path?: string;
}

/** How `npm run fuzz` is called. */
export const USAGE = `npm run fuzz -- [--minutes M] [--only NAME[,NAME]] [--seed N] [--path P]
  --minutes  how long, 1 by default
  --only     properties by their names, or by how these begin
  --seed     where chance begins; a new one by default
  --path     with --seed and --only: what leads to a counterexample again`;

/**
 * Reads the arguments.
 *
 * @throws TypeError for what is none
 */
export function readArguments(args: readonly string[], seed: number): FuzzArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      seed: { type: 'string', default: String(seed) },
      path: { type: 'string' },
    },
  });
  return {
    minutes: numberOf('minutes', values.minutes),
    only: values.only.split(',').filter((name) => name !== ''),
    seed: numberOf('seed', values.seed),
    ...(values.path === undefined ? {} : { path: values.path }),
  };
}

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number >= 0 && text !== '') return number;
  throw new TypeError(`--${name} must be a number, got ${text}`);
}
