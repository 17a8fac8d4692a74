// 100 000 000 yuan, the documented upper bound of total_amount.
const MAX_FEN = 10_000_000_000;

/**
 * An amount of the wire in fen, an integer; `undefined` where it is not one: yuan with at most two decimals, from 0.01 to
 * 100 000 000.
 */
export function parseFen(amount: unknown): number | undefined {
  if (typeof amount !== 'string' && typeof amount !== 'number') return undefined;
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(String(amount));
  if (match === null) return undefined;
  const fen = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return fen >= 1 && fen <= MAX_FEN ? fen : undefined;
}

/** Fen as the gateway writes amounts: yuan with two decimals. */
export function formatFen(fen: number): string {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}
