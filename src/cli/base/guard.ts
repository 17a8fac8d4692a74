/** What takes secrets out of everything that is written. */
export interface Guard {
  /** From now on this text shows nowhere, whole, line by line or percent-encoded. */
  hide(secret: string | undefined): void;
  clean(text: string): string;
}

// Shorter ones would blot out words and figures that are none.
const SHORTEST = 6;

/**
 * Makes the last barrier before the output. Nothing above it is meant to print a secret; where something does, say because the
 * gateway quotes it, it is struck out here.
 */
export function createGuard(): Guard {
  const hidden = new Set<string>();
  return {
    hide: (secret = '') => {
      for (const line of secret.split(/\r?\n|\\n/)) {
        for (const text of [line.trim(), line.trim().replaceAll(/^['"]|['"]$/g, '')]) {
          if (text.length < SHORTEST || /^-----/.test(text)) continue;
          for (const form of [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)]) hidden.add(form);
        }
      }
    },
    clean: (text) => {
      let cleaned = text;
      for (const one of hidden) cleaned = cleaned.replaceAll(one, '[redacted]');
      return cleaned;
    },
  };
}
