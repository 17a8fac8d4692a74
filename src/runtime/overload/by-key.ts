/** Values by name, each made when it is first asked for; the oldest goes where there are more than can be meant. */
export interface ByKey<Value> {
  get(key: string): Value;
  set(key: string, value: Value): void;
  entries(): Iterable<[string, Value]>;
}

// Names of methods are the caller's, and whoever makes them up must not fill the memory.
const MOST = 1_000;

/** Makes an empty one. */
export function createByKey<Value>(make: () => Value): ByKey<Value> {
  const values = new Map<string, Value>();
  return {
    get: (key) => values.get(key) ?? make(),
    set: (key, value) => {
      if (values.size >= MOST && !values.has(key)) values.delete(values.keys().next().value ?? key);
      values.set(key, value);
    },
    entries: () => values.entries(),
  };
}
