import type { RowFacts } from '../model/invocation.ts';
import { ascending } from './quantile.ts';
import { sortValues } from './sort-values.ts';
import { RowView } from './table/row-view.ts';
import type { Selection } from './table/selection.ts';

/** Values of one figure, in one unit. */
export interface Sample {
  readonly sorted: Float64Array;
  /** The same values as they came. */
  readonly parts: readonly SamplePart[];
}

export interface SamplePart {
  readonly values: Float64Array;
  /** Which round each value is of, by the round's code; null: each value is a draw of its own. */
  readonly rounds: Uint32Array | null;
}

/** The values that are there, each a draw of its own: null is "not measured", and left out. */
export function sampleOf(values: Iterable<number | null>): Sample {
  const measured: number[] = [];
  for (const value of values) if (value !== null) measured.push(value);
  const all = new Float64Array(measured);
  return { sorted: ascending(all), parts: [{ values: all, rounds: null }] };
}

/** Makes samples of rows, with the round of each value, in memory that is taken once: that of a million values would else
 * be taken again for each quantity. */
export class SampleRoom {
  readonly #values: Float64Array;
  readonly #rounds: Uint32Array;
  readonly #sorted: Float64Array;
  readonly #sorting: Float64Array;
  #used = 0;

  /** @param most - values at a time */
  constructor(most: number) {
    this.#values = new Float64Array(most);
    this.#rounds = new Uint32Array(most);
    this.#sorted = new Float64Array(most);
    this.#sorting = new Float64Array(most);
  }

  /** Samples that were made before are overwritten by those to come. */
  clear(): void {
    this.#used = 0;
  }

  sampleOf({ table, positions }: Selection, measure: (row: RowFacts) => number | null): Sample {
    const from = this.#used;
    let to = from;
    for (const at of positions) {
      const value = measure(new RowView(table, at));
      if (value === null) continue;
      this.#values[to] = value;
      this.#rounds[to] = table.round.codeAt(at);
      to += 1;
    }
    this.#used = to;
    const values = this.#values.subarray(from, to);
    const sorted = this.#sorted.subarray(from, to);
    sorted.set(values);
    return {
      sorted: sortValues(sorted, this.#sorting),
      parts: [{ values, rounds: this.#rounds.subarray(from, to) }],
    };
  }
}

/** The values of two samples of the same rounds. */
export function both(one: Sample, other: Sample): Sample {
  if (one.sorted.length === 0) return other;
  if (other.sorted.length === 0) return one;
  return { sorted: merged(one.sorted, other.sorted), parts: [...one.parts, ...other.parts] };
}

/** Sorting again what is sorted in two halves would take ten times as long. */
function merged(one: Float64Array, other: Float64Array): Float64Array {
  const all = new Float64Array(one.length + other.length);
  let [left, right] = [0, 0];
  for (let at = 0; at < all.length; at += 1) {
    const [a, b] = [one[left] ?? Number.POSITIVE_INFINITY, other[right] ?? Number.POSITIVE_INFINITY];
    if (right === other.length || (left < one.length && a <= b)) {
      all[at] = a;
      left += 1;
    } else {
      all[at] = b;
      right += 1;
    }
  }
  return all;
}
