import type { CliIo, Command, CommandSpec } from './command.js';
import type { ExitCode } from './exit-codes.js';
import { EXIT } from './exit-codes.js';
import { commandHelp } from './help.js';
import { pickLanguage } from './language.js';
import type { ReadArgs } from './read-args.js';
import { readArgs } from './read-args.js';
import type { Session } from './session.js';
import { openSession } from './session.js';

/** A command that was made out of a spec. */
export interface SpecCommand extends Command {
  readonly spec: CommandSpec;
}

/** Makes a command: its arguments are read and its help is shown in one place, and `handle` does the rest. */
export function defineCommand(
  spec: CommandSpec,
  handle: (args: ReadArgs, session: Session) => Promise<ExitCode>,
): SpecCommand {
  const run = async (args: readonly string[], io: CliIo): Promise<ExitCode> => {
    const lang = pickLanguage(args, io);
    const read = readArgs(args, spec);
    const session = openSession(io, lang, read.flag('json'));
    if (!read.flag('help')) return handle(read, session);
    session.out(commandHelp(spec, lang));
    return EXIT.ok;
  };
  return { name: spec.name, summary: spec.summary, run, spec };
}
