import type { CliIo, OptionSpec } from '../base/command.js';
import type { Session } from '../base/session.js';
import { UsageError } from '../base/usage-error.js';
import { duplicateNotes, environmentNotes, syntaxNotes, unknownNotes } from './env-notes.js';
import type { Finding } from './finding.js';
import type { Dotenv } from './parse-dotenv.js';
import { parseDotenv } from './parse-dotenv.js';
import type { VariableName } from './variables.js';
import { VARIABLES } from './variables.js';

/** `--env`, of the commands that read a set-up. */
export const ENV_OPTION: OptionSpec = {
  value: 'FILE',
  text: {
    en: 'the .env file; by default .env, if there is one',
    zh: '.env 文件；默认读取当前目录的 .env（如果有）',
  },
};

/** What the variables say. */
export interface Setup {
  /** The file they were read from; `undefined` where there was none and the environment alone counts. */
  readonly file?: string;
  /** The values that are set; an empty one counts as not set. */
  readonly values: Readonly<Partial<Record<VariableName, string>>>;
  /** What is odd about the file itself. */
  readonly notes: readonly Finding[];
}

/**
 * Reads the variables: out of the file, and out of the environment what the file lacks. Without `--env` it is the `.env` of the
 * current folder, if there is one. The secrets are known to the session's guard from then on.
 *
 * @throws UsageError where a file was named that cannot be read
 */
export function readSetup(session: Session, named: string | undefined): Setup {
  const { io } = session;
  const text = readEnvFile(io, named);
  const dotenv: Dotenv = text === undefined ? { entries: [], complaints: [] } : parseDotenv(text);
  const inFile = new Map(dotenv.entries.map(({ name, value }) => [name, value]));
  const values: Partial<Record<VariableName, string>> = {};
  for (const { name, secret } of VARIABLES) {
    if (secret === true) for (const one of [inFile.get(name), io.env[name]]) session.hide(one);
    const value = inFile.get(name) || io.env[name] || '';
    if (value !== '') values[name] = value;
  }
  hideRepeated(session, dotenv);
  return {
    ...(text === undefined ? {} : { file: named ?? '.env' }),
    values,
    notes: [
      ...syntaxNotes(dotenv),
      ...duplicateNotes(dotenv),
      ...unknownNotes(dotenv),
      ...environmentNotes(inFile, io.env),
    ],
  };
}

// Of a name that stands twice only the last value counts, and each may be a key.
function hideRepeated(session: Session, { entries }: Dotenv): void {
  const secrets = new Set<string>(VARIABLES.filter(({ secret }) => secret === true).map(({ name }) => name));
  for (const { name, value } of entries) if (secrets.has(name)) session.hide(value);
}

function readEnvFile(io: CliIo, named: string | undefined): string | undefined {
  try {
    return Buffer.from(io.readFile(named ?? '.env')).toString('utf8');
  } catch (error) {
    if (named === undefined) return undefined;
    throw fileTrouble('--env', error);
  }
}

/** The complaint about a file that cannot be read; it names where the path stood and not the path, which may be a misplaced key. */
export function fileTrouble(where: string, error: unknown): UsageError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
  return new UsageError({
    en: `The file of ${where} cannot be read (${code}); check the path and who may read it`,
    zh: `${where} 指向的文件无法读取（${code}）；请检查路径与读取权限`,
  });
}
