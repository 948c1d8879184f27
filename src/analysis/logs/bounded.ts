/** A map of bounded size: of more entries the one that was used longest ago is forgotten. */
export interface Bounded<Value> {
  /** Counts as a use. */
  readonly get: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value) => void;
  readonly delete: (key: string) => void;
  /** How many were forgotten to make room. */
  readonly evicted: () => number;
}

/** @param most - entries remembered, 1 or more */
export function createBounded<Value>(most: number): Bounded<Value> {
  const entries = new Map<string, Value>();
  // One iterator for good: a new one would pass over every deleted entry at the front again.
  const oldest = entries.keys();
  let evicted = 0;

  const set = (key: string, value: Value): void => {
    entries.delete(key);
    entries.set(key, value);
    if (entries.size <= most) return;
    const { value: forgotten } = oldest.next();
    if (forgotten === undefined) return;
    entries.delete(forgotten);
    evicted += 1;
  };

  return {
    get: (key) => {
      const value = entries.get(key);
      if (value !== undefined) set(key, value);
      return value;
    },
    set,
    delete: (key) => {
      entries.delete(key);
    },
    evicted: () => evicted,
  };
}
