import type { RowFacts, Rows } from '../../model/invocation.ts';
import type { StartKind } from '../../model/start-kind.ts';
import { kindOf } from '../start-kind.ts';
import type { RowTable } from './row-table.ts';
import { RowView } from './row-view.ts';

/** Some rows of a settled table, in an order. */
export class Selection implements Rows {
  readonly table: RowTable;
  readonly positions: Uint32Array;

  constructor(table: RowTable, positions: Uint32Array) {
    this.table = table;
    this.positions = positions;
  }

  get length(): number {
    return this.positions.length;
  }

  // Not a generator: that costs a figure over a million rows three times as much.
  [Symbol.iterator](): Iterator<RowFacts, undefined> {
    const { table, positions } = this;
    let next = 0;
    return {
      next: () => {
        const at = positions[next];
        next += 1;
        return at === undefined
          ? { done: true, value: undefined }
          : { done: false, value: new RowView(table, at) };
      },
    };
  }

  /** Those that are no warm-up. */
  measured(): Selection {
    return this.#where((at) => !this.table.warmUp.get(at));
  }

  /** In the order in which rounds are met; within a round the order stays. */
  byRound(): ReadonlyMap<number, Selection> {
    const { table } = this;
    return this.#grouped((at) => table.round.get(at) ?? 0);
  }

  /** Those of each kind that there is. */
  byKind(): ReadonlyMap<StartKind, Selection> {
    const { table } = this;
    return this.#grouped((at) => kindOf[table.evidence.get(at) ?? 'no-report']);
  }

  #grouped<Key>(keyOf: (at: number) => Key): ReadonlyMap<Key, Selection> {
    const sizes = new Map<Key, number>();
    for (const at of this.positions) sizes.set(keyOf(at), (sizes.get(keyOf(at)) ?? 0) + 1);
    const lists = new Map([...sizes].map(([key, size]) => [key, { own: new Uint32Array(size), filled: 0 }]));
    for (const at of this.positions) {
      const list = lists.get(keyOf(at));
      if (list === undefined) continue;
      list.own[list.filled] = at;
      list.filled += 1;
    }
    return new Map([...lists].map(([key, { own }]) => [key, new Selection(this.table, own)]));
  }

  #where(is: (at: number) => boolean): Selection {
    let count = 0;
    for (const at of this.positions) if (is(at)) count += 1;
    if (count === this.length) return this;
    const kept = new Uint32Array(count);
    let next = 0;
    for (const at of this.positions) {
      if (!is(at)) continue;
      kept[next] = at;
      next += 1;
    }
    return new Selection(this.table, kept);
  }
}

/** All rows by seq: a file has them in the order in which they settled. */
export function bySeq(table: RowTable): Selection {
  const seqAt = (at: number): number => table.seq.get(at) ?? 0;
  // Nearly always seqs are 0, 1, 2, …: then each row's tells its place.
  const places = new Uint32Array(table.length).fill(table.length);
  for (let at = 0; at < table.length; at += 1) {
    const seq = seqAt(at);
    if (places[seq] !== table.length) {
      const positions = Uint32Array.from({ length: table.length }, (_, position) => position);
      return new Selection(
        table,
        positions.sort((a, b) => seqAt(a) - seqAt(b)),
      );
    }
    places[seq] = at;
  }
  return new Selection(table, places);
}
