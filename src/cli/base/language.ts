import type { Text } from '../../index.js';
import type { CliIo } from './command.js';

/** The languages of the users. */
export type Language = keyof Text;

/**
 * The language to answer in: `--lang` where it names one, else the locale's. Read from the raw arguments, as a mistake in them
 * has to be told in the right language too.
 *
 * @example
 * pickLanguage(['explain', '--lang', 'zh'], io); // 'zh'
 */
export function pickLanguage(args: readonly string[], { env, locale }: Pick<CliIo, 'env' | 'locale'>): Language {
  const at = args.indexOf('--lang');
  const said = at < 0 ? args.find((one) => one.startsWith('--lang='))?.slice('--lang='.length) : args[at + 1];
  if (said === 'zh' || said === 'en') return said;
  // The order is that of POSIX; an empty one counts as unset.
  const from = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || locale || '';
  return /^zh/i.test(from) ? 'zh' : 'en';
}
