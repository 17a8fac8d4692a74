/** Values by name, each made when it is first asked for. */
export interface ByKey<Value> {
  get(key: string): Value;
  set(key: string, value: Value): void;
  entries(): Iterable<[string, Value]>;
}

// Names of methods are the caller's, and whoever makes them up must not fill the memory.
const MOST = 1_000;

/**
 * Makes an empty one. Where there are more than can be meant, one that says nothing goes, and only then the oldest.
 *
 * @param isIdle whether a value is as good as a new one
 */
export function createByKey<Value>(make: () => Value, isIdle: (value: Value) => boolean): ByKey<Value> {
  const values = new Map<string, Value>();
  const makeRoom = (): void => {
    for (const [key, value] of values) if (isIdle(value)) return void values.delete(key);
    for (const key of values.keys()) return void values.delete(key);
  };
  return {
    get: (key) => values.get(key) ?? make(),
    set: (key, value) => {
      if (values.size >= MOST && !values.has(key)) makeRoom();
      values.set(key, value);
    },
    entries: () => values.entries(),
  };
}
