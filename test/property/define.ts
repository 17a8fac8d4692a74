import fc from 'fast-check';

/** What a property is about. */
export type Subject =
  | 'canonical text'
  | 'scanner'
  | 'envelopes'
  | 'signatures'
  | 'requests'
  | 'v3'
  | 'notifications'
  | 'certificates'
  | 'policy'
  | 'budget'
  | 'breaker'
  | 'limiter'
  | 'bulkhead'
  | 'waits'
  | 'tokens'
  | 'journal'
  | 'redaction'
  | 'texts'
  | 'set-up';

/** What is said about a unit of the library for all values of a kind, and what would break it. */
export interface Definition<Unit, Value> {
  /** In the names of files: lower case and dashes. */
  readonly name: string;
  readonly subject: Subject;
  /** The law, as a clause. */
  readonly says: string;
  /** Plain data alone, so that a counterexample can be written down; see `corpus.ts`. */
  readonly any: fc.Arbitrary<Value>;
  readonly unit: Unit;
  /** Throws, or gives false, where the law does not hold. */
  readonly holds: (unit: Unit, value: Value) => unknown;
  /** Units that are wrong on purpose: the law has to find each of them out. */
  readonly mutants: Readonly<Record<string, NoInfer<Unit>>>;
  /** How many values are tried where nobody says otherwise. Default 10 000. */
  readonly runs?: number;
}

/** What a check came to. */
export interface Outcome {
  readonly failed: boolean;
  readonly runs: number;
  readonly seed: number;
  /** What leads to the counterexample again, with the seed. */
  readonly path: string | undefined;
  readonly counterexample: unknown;
  readonly error: string;
}

/** How much is tried. */
export interface Effort {
  readonly seed: number;
  readonly runs: number;
  readonly path?: string;
  /** No further value is tried after so many milliseconds. Default: no limit. */
  readonly limitMs?: number;
  /** Values that are tried first. */
  readonly examples?: readonly unknown[];
  /** False to stop at the first value that breaks the law, however large it is. Default true. */
  readonly shrinks?: boolean;
}

/** A law that can be checked. */
export interface Property {
  readonly name: string;
  readonly subject: Subject;
  readonly says: string;
  readonly runs: number;
  readonly mutants: readonly string[];
  /** Checks it of the library itself, or of one of its mutants. */
  check(effort: Effort, mutant?: string): Promise<Outcome>;
}

/** The values that each property is checked with in CI. */
export const RUNS = 10_000;

/** Fewer, and the first counterexample is enough, where the tests themselves are tried (test/mutation): thousands of times. */
export const MOST_RUNS: number = Number(process.env['PROPERTY_RUNS'] ?? Number.POSITIVE_INFINITY);

/** Makes a property out of what it is about. */
export function define<Unit, Value>(definition: Definition<Unit, Value>): Property {
  const { name, subject, says, any, unit, holds, mutants, runs = RUNS } = definition;
  return {
    name,
    subject,
    says,
    runs: Math.min(runs, MOST_RUNS),
    mutants: Object.keys(mutants),
    check: async (effort, mutant) => {
      const tested = mutant === undefined ? unit : mutants[mutant];
      if (tested === undefined) throw new Error(`${name} has no mutant ${mutant}`);
      const law = fc.asyncProperty(any, async (value) => (await holds(tested, value)) !== false);
      return outcomeOf(await fc.check(law, parametersOf<Value>(effort)));
    },
  };
}

function parametersOf<Value>(effort: Effort): fc.Parameters<[Value]> {
  const { seed, runs, path, limitMs, examples = [], shrinks = true } = effort;
  return {
    seed,
    numRuns: runs,
    endOnFailure: !shrinks,
    examples: examples.map((value) => [value as Value]),
    ...(path === undefined ? {} : { path }),
    ...(limitMs === undefined ? {} : { interruptAfterTimeLimit: limitMs }),
  };
}

function outcomeOf<Value>(details: fc.RunDetails<[Value]>): Outcome {
  const { failed, numRuns, numSkips, seed, counterexamplePath, counterexample, errorInstance } = details;
  // Where too many values had to be passed over, nothing was shown.
  const error = failed && counterexample === null ? `${numSkips} values were passed over` : errorInstance;
  return {
    failed: failed && !(details.interrupted && counterexample === null),
    runs: numRuns,
    seed,
    path: counterexamplePath ?? undefined,
    counterexample: counterexample?.[0],
    error: error instanceof Error ? error.message : String(error ?? ''),
  };
}
