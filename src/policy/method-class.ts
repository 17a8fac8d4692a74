/**
 * Which breaker an attempt belongs to: one for each family of methods, as a business system stands behind each, and in it one
 * for reads and one for the rest, so that a payment can be asked after while payments fail. For example `alipay.trade/reads`.
 */
export function methodClassOf(method: string, reads: boolean): string {
  const first = method.indexOf('.');
  const second = method.indexOf('.', first + 1);
  const family = second < 0 ? method : method.slice(0, second);
  return `${family}/${reads ? 'reads' : 'writes'}`;
}
