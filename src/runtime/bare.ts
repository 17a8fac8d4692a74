/**
 * The same fields in an object without a prototype: what somebody has put on `Object.prototype` of this process, by accident
 * or on purpose, is then no parameter, no token and no option of a call.
 */
export function bare<T extends object>(fields: T): T {
  return Object.assign(Object.create(null) as T, fields);
}
