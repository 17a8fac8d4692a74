/**
 * Which breaker an attempt belongs to: one for each family of methods, as a business system stands behind each, and in it one
 * for reads, one for what ends a payment (`cancel`, `close`), and one for the rest: a payment can be asked after and called off
 * while payments fail. For example `alipay.trade/reads`. Source: protocol.md 8.1.
 */
export function methodClassOf(method: string, reads: boolean): string {
  const first = method.indexOf('.');
  const second = method.indexOf('.', first + 1);
  const family = second < 0 ? method : method.slice(0, second);
  if (reads) return `${family}/reads`;
  return ENDINGS.has(method.slice(method.lastIndexOf('.') + 1)) ? `${family}/cancels` : `${family}/writes`;
}

const ENDINGS: ReadonlySet<string> = new Set(['cancel', 'close']);
