/** A map of bounded size: of more entries the one that was used longest ago is forgotten. */
export interface Bounded<Value> {
  /** Counts as a use. */
  readonly get: (key: string) => Value | undefined;
  readonly set: (key: string, value: Value) => void;
  readonly delete: (key: string) => void;
  /** The one that was used longest ago first. */
  readonly entries: () => readonly (readonly [key: string, value: Value])[];
  /** How many were forgotten to make room. */
  readonly evicted: () => number;
}

/** An entry in the ring of all entries, in the order of their use. */
interface Entry<Value> {
  readonly key: string;
  value: Value;
  older: Entry<Value>;
  younger: Entry<Value>;
}

const unlink = <Value>({ older, younger }: Entry<Value>): void => {
  older.younger = younger;
  younger.older = older;
};

/** @param most - entries remembered, 1 or more */
export function createBounded<Value>(most: number): Bounded<Value> {
  const entries = new Map<string, Entry<Value>>();
  // Using an entry moves it in the ring and leaves the map alone: taking it out there and putting it back is dear.
  let youngest: Entry<Value> | null = null;
  let evicted = 0;

  const link = (entry: Entry<Value>): void => {
    const [older, younger] = youngest === null ? [entry, entry] : [youngest, youngest.younger];
    entry.older = older;
    entry.younger = younger;
    older.younger = entry;
    younger.older = entry;
    youngest = entry;
  };

  const remove = (entry: Entry<Value>): void => {
    entries.delete(entry.key);
    if (entry === youngest) youngest = entry.older === entry ? null : entry.older;
    unlink(entry);
  };

  const use = (entry: Entry<Value>): void => {
    if (entry === youngest) return;
    unlink(entry);
    link(entry);
  };

  const add = (key: string, value: Value): void => {
    const entry = { key, value } as Entry<Value>;
    entries.set(key, entry);
    link(entry);
    if (entries.size <= most) return;
    // The ring closes: after the youngest comes the oldest.
    remove(entry.younger);
    evicted += 1;
  };

  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      use(entry);
      return entry.value;
    },
    set: (key, value) => {
      const entry = entries.get(key);
      if (entry === undefined) {
        add(key, value);
        return;
      }
      entry.value = value;
      use(entry);
    },
    delete: (key) => {
      const entry = entries.get(key);
      if (entry !== undefined) remove(entry);
    },
    entries: () => {
      const all: [string, Value][] = [];
      for (let entry = youngest?.younger, left = entries.size; entry && left > 0; left -= 1) {
        all.push([entry.key, entry.value]);
        entry = entry.younger;
      }
      return all;
    },
    evicted: () => evicted,
  };
}
