import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GATEWAY_CODES } from '../../src/catalog/gateway-codes.js';
import type { CodeRow } from '../../src/catalog/rows.js';
import { nameOf } from './all-codes.js';
import type { FoundingRow } from './founding-table.js';
import { FOUNDING_FILE, FOUNDING_ROWS } from './founding-table.js';

const ORIGINAL = new URL('../../../shared/seed/gateway-codes.json', import.meta.url);

const PAIRS = FOUNDING_ROWS.map((founding, index): [string, FoundingRow, CodeRow] => [
  `${founding.code} ${founding.sub_code ?? '(whole code)'}`,
  founding,
  GATEWAY_CODES[index]!,
]);

function expectedAction(text: string): Pick<CodeRow, 'action' | 'token'> {
  const refresh = /^refresh (auth_token|app_auth_token)$/.exec(text);
  if (refresh) {
    return { action: 'refresh', token: refresh[1] as 'auth_token' | 'app_auth_token' };
  }
  if (text.startsWith('fail')) {
    return { action: 'fail' };
  }
  return { action: text as 'accept' | 'retry' };
}

function expectedTells(code: string): CodeRow['tells'] {
  return code === '10000' ? 'succeeded' : code === '20000' ? 'unknown' : 'refused';
}

/** The words of a Chinese solution that are not Chinese: parameter names, formats, extensions, numbers. */
function asciiWords(text: string): string[] {
  return text.match(/[A-Za-z0-9_]+(?:[-:][A-Za-z0-9_]+)*/g) ?? [];
}

function holdsWord(text: string, word: string): boolean {
  // `50MB` may be written with a space before the unit.
  const spaced = word.replace(/(\d)(?=[A-Za-z])/g, '$1 ?');
  return new RegExp(`(?<![A-Za-z0-9_])${spaced}(?![A-Za-z0-9_])`).test(text);
}

describe('the founding table', () => {
  it('is the one that was handed over, where the original is at hand', (context) => {
    if (!existsSync(ORIGINAL)) {
      console.info(`skipped: ${ORIGINAL.pathname} is not on this machine, so the copy cannot be compared with it`);
      context.skip();
    }
    expect(readFileSync(FOUNDING_FILE).equals(readFileSync(ORIGINAL))).toBe(true);
  });

  it('stands in the catalog with all its 39 rows and in its order', () => {
    expect(FOUNDING_ROWS).toHaveLength(39);
    expect(GATEWAY_CODES.map((row) => [row.code, row.subCode])).toEqual(
      FOUNDING_ROWS.map((row) => [row.code, row.sub_code]),
    );
  });

  it('is split over no methods: its rows mean the same everywhere', () => {
    expect(GATEWAY_CODES.filter((row) => row.methods !== undefined)).toEqual([]);
  });
});

describe.each(PAIRS)('the founding row %s', (_name, founding, row) => {
  it('does what the table says', () => {
    const expected = expectedAction(founding.action);
    expect({ action: row.action, token: row.token }).toEqual({ token: undefined, ...expected });
  });

  it('corrects the clock only where the table says so', () => {
    expect(row.clock).toBe(founding.action.includes('correct the clock') ? true : undefined);
  });

  it('tells of the call what its code stands for', () => {
    expect(row.tells).toBe(expectedTells(founding.code));
  });

  it('says no less than the table: every name, format and number of the solution is in both cures', () => {
    for (const word of asciiWords(founding.solution_zh)) {
      expect(holdsWord(row.cure.zh, word), `${nameOf(row)}: ${word} in zh`).toBe(true);
      expect(holdsWord(row.cure.en, word), `${nameOf(row)}: ${word} in en`).toBe(true);
    }
  });

  it('uses words of our own', () => {
    for (const copied of [founding.solution_zh, founding.sub_msg_zh ?? '']) {
      if (copied.length > 6) {
        expect([row.meaning.zh, row.cure.zh, row.reason.zh].filter((text) => text.includes(copied))).toEqual([]);
      }
    }
  });
});

describe('the invalid signature row', () => {
  it('names all four checks in both languages', () => {
    const row = GATEWAY_CODES.find((candidate) => candidate.subCode === 'isv.invalid-signature')!;
    for (const word of ['公钥', '私钥', '同一对', '传到开放平台', '中文', 'urlencode', '签名算法']) {
      expect(row.cure.zh).toContain(word);
    }
    for (const word of ['one pair', 'uploaded', 'Chinese', 'urlencode', 'algorithm']) {
      expect(row.cure.en).toContain(word);
    }
  });
});
