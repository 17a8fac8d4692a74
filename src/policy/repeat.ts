import { findMethod, looksReadOnly } from '../catalog/find-method.js';
import type { Repeat } from '../catalog/method-row.js';
import { CALLER_KEYS } from '../catalog/methods.js';
import type { MethodConfirm } from './own-confirmation.js';

/** What the caller says about a method, in `methods` of the options; it comes before the catalog. */
export interface MethodOption {
  /** What a repeat does; see `Repeat`. */
  readonly repeat: Repeat;
  /**
   * The content's keys that make a repeat the same call, for `with-key`: all of them must be there. An array inside
   * names alternatives. Without it, one of the keys that callers choose, such as `out_trade_no`, is enough.
   */
  readonly key?: readonly (string | readonly string[])[];
  /** How the gateway is asked what became of a call, for `with-key`; see `MethodConfirm`. */
  readonly confirm?: MethodConfirm;
}

/**
 * May this very call be sent again when nobody knows whether it ran?
 *
 * `with-key` here means that the key is in the content; a `with-key` method without it is `never`. `unlisted` is a method
 * that nobody has said anything about, `unlisted-with-key` one whose content holds a key that callers choose all the same.
 * Source: design.md 4.
 */
export type EffectiveRepeat = 'safe' | 'with-key' | 'never' | 'unlisted' | 'unlisted-with-key';

/** What decides how a call may be repeated. */
export interface RepeatQuestion {
  readonly method: string;
  /** The names that the content and the call's own parameters hold with a value. */
  readonly names: ReadonlySet<string>;
  /** The call's own say; it comes first. */
  readonly repeat?: Repeat;
  readonly option?: MethodOption;
}

/** Answers whether a call may be repeated: the call's own say, then the options', then the catalog's, then the name's. */
export function effectiveRepeat({ method, names, repeat, option }: RepeatQuestion): EffectiveRepeat {
  const row = findMethod(method);
  const said = repeat ?? option?.repeat ?? row?.repeat;
  switch (said) {
    case 'safe':
    case 'never':
      return said;
    case 'with-key': {
      return keyGroups(method, option).every((group) => hasOne(names, group)) ? 'with-key' : 'never';
    }
    case undefined:
      if (looksReadOnly(method)) return 'safe';
      return hasOne(names, CALLER_KEYS) ? 'unlisted-with-key' : 'unlisted';
    default: {
      const never: never = said;
      return never;
    }
  }
}

/** The names that a content lacks to hold its method's key; of alternatives the first. Empty where it is not by key. */
export function missingKey({ method, names, repeat, option }: RepeatQuestion): readonly string[] {
  if ((repeat ?? option?.repeat ?? findMethod(method)?.repeat) !== 'with-key') return [];
  const missing = keyGroups(method, option).filter((group) => !hasOne(names, group));
  return missing.map((group) => (typeof group === 'string' ? group : (group[0] ?? '')));
}

/** All names that can make up a method's key. */
export function keyNames(method: string, option: MethodOption | undefined): readonly string[] {
  return keyGroups(method, option).flat();
}

function keyGroups(method: string, option: MethodOption | undefined): readonly (string | readonly string[])[] {
  return option?.key ?? findMethod(method)?.key ?? [CALLER_KEYS];
}

function hasOne(names: ReadonlySet<string>, group: string | readonly string[]): boolean {
  return typeof group === 'string' ? names.has(group) : group.some((name) => names.has(name));
}
