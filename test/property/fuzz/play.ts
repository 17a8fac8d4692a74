import { readCorpus } from '../corpus.js';
import type { Outcome, Property } from '../define.js';
import type { FuzzArguments } from './arguments.js';

/** What was tried of a property so far. */
export interface Tally {
  readonly property: Property;
  readonly runs: number;
  readonly failures: readonly Outcome[];
}

/** What a run goes by; time and chance come in by it. */
export interface FuzzTerms extends FuzzArguments {
  readonly nowMs: () => number;
  /** Told of each counterexample at once. */
  readonly found: (property: Property, outcome: Outcome) => void;
}

/** One turn: enough to come to deep values, and short enough that all have theirs within a few minutes. */
const TURN_RUNS = 5_000;
const TURN_MS = 2_000;

/** Those that are meant by their names, or by how these begin. */
export function chosen(properties: readonly Property[], only: readonly string[]): readonly Property[] {
  return only.length === 0 ? properties : properties.filter(({ name }) => only.some((one) => name.startsWith(one)));
}

/** Plays properties in turn, each with a new seed, until the time is over; a law that was broken is played no more. */
export async function play(properties: readonly Property[], terms: FuzzTerms): Promise<readonly Tally[]> {
  const untilMs = terms.nowMs() + terms.minutes * 60_000;
  const tallies = new Map<string, Tally>(
    properties.map((property) => [property.name, { property, runs: 0, failures: [] }]),
  );
  for (let turn = 0; turn === 0 || terms.nowMs() < untilMs; turn++) {
    const left = properties.filter(({ name }) => tallies.get(name)?.failures.length === 0);
    if (left.length === 0) break;
    for (const property of left) {
      if (turn > 0 && terms.nowMs() >= untilMs) break;
      const outcome = await playOnce(property, terms, turn);
      count(tallies, property, outcome);
      if (outcome.failed) terms.found(property, outcome);
    }
    if (terms.path !== undefined) break;
  }
  return [...tallies.values()];
}

function playOnce(property: Property, { seed, path }: FuzzTerms, turn: number): Promise<Outcome> {
  // What was ever found comes first, and the counts of runs of the path stay as they were.
  const examples = readCorpus(property.name).map(({ value }) => value);
  if (path !== undefined) return property.check({ seed, path, runs: property.runs, examples });
  const known = turn === 0 ? examples : [];
  const runs = TURN_RUNS + known.length;
  return property.check({ seed: seed + turn, runs, examples: known, limitMs: TURN_MS });
}

function count(tallies: Map<string, Tally>, property: Property, outcome: Outcome): void {
  const before = tallies.get(property.name);
  const failures = [...(before?.failures ?? []), ...(outcome.failed ? [outcome] : [])];
  tallies.set(property.name, { property, runs: (before?.runs ?? 0) + outcome.runs, failures });
}

/** A row for each property: its name, what was tried of it, how often it failed, and what repeats the failure. */
export function tableOf(tallies: readonly Tally[]): string {
  const rows = tallies.map(({ property, runs, failures }): readonly string[] => {
    const [first] = failures;
    const repeat = first === undefined ? '' : `--only ${property.name} --seed ${first.seed} --path ${first.path ?? ''}`;
    return [property.name, String(runs), String(failures.length), repeat];
  });
  const all = [['property', 'runs', 'failures', 'repeat'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(([name = '', runs = '', failures = '', repeat = '']) =>
      `${name.padEnd(widths[0] ?? 0)}  ${runs.padStart(widths[1] ?? 0)}  ${failures.padStart(widths[2] ?? 0)}  ${repeat}`.trimEnd(),
    )
    .join('\n');
}
