import { randomInt } from 'node:crypto';
import { inspect } from 'node:util';
import { addToCorpus } from '../corpus.js';
import type { Outcome, Property } from '../define.js';
import { PROPERTIES } from '../properties.js';
import type { FuzzArguments } from './arguments.js';
import { readArguments, USAGE } from './arguments.js';
import { chosen, play, tableOf } from './play.js';

/** Plays what was asked for; exit code 1 where a law was broken, 2 where nothing could be played. */
async function main(): Promise<void> {
  const args = readOrExplain();
  if (args === undefined) return;
  const properties = chosen(PROPERTIES, args.only);
  if (properties.length === 0) {
    console.error(
      `There is no property ${args.only.join(', ')}. They are:\n${PROPERTIES.map(({ name }) => name).join('\n')}`,
    );
    process.exitCode = 2;
    return;
  }
  console.log(`${properties.length} properties, ${args.minutes} min, seed ${args.seed}`);
  const tallies = await play(properties, { ...args, nowMs: () => performance.now(), found: report });
  console.log(tableOf(tallies));
  const runs = tallies.reduce((sum, one) => sum + one.runs, 0);
  const failed = tallies.filter(({ failures }) => failures.length > 0).length;
  console.log(`${runs} runs, ${failed} of ${tallies.length} properties broken`);
  process.exitCode = failed > 0 ? 1 : 0;
}

function readOrExplain(): FuzzArguments | undefined {
  try {
    return readArguments(process.argv.slice(2), randomInt(0x7fff_0000));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

function report({ name, says }: Property, { seed, path, counterexample, error }: Outcome): void {
  const found = {
    about: error.split('\n')[0] ?? '',
    seed,
    ...(path === undefined ? {} : { path }),
    value: counterexample,
  };
  const kept = addToCorpus(name, found);
  console.log(`${name} (${says}) is broken by\n${inspect(counterexample, { depth: 9 })}\n${error}\nKept in ${kept}`);
}

await main();
