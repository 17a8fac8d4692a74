/** What stands for all names beyond the bound. */
export const OTHER = '_OTHER';

/**
 * Bounds the values of a metric's attribute: the first so many names go through, whatever comes later is `_OTHER`. A server
 * that takes method names from outside must not make a time series of each.
 */
export function createKnownNames(most: number): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return name;
    if (known.size >= most) return OTHER;
    known.add(name);
    return name;
  };
}
