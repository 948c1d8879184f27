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
  *byRound(): Generator<readonly [number, Selection]> {
    const { table, positions } = this;
    const sizes = new Map<number, number>();
    for (const at of positions) {
      const code = table.round.codeAt(at);
      sizes.set(code, (sizes.get(code) ?? 0) + 1);
    }
    const lists = new Map(
      [...sizes].map(([code, size]) => [code, { own: new Uint32Array(size), filled: 0 }]),
    );
    for (const at of positions) {
      const list = lists.get(table.round.codeAt(at));
      if (list === undefined) continue;
      list.own[list.filled] = at;
      list.filled += 1;
    }
    for (const { own } of lists.values())
      yield [table.round.get(own[0] ?? 0) ?? 0, new Selection(table, own)];
  }

  ofKinds(kinds: readonly StartKind[]): Selection {
    return this.#where((at) => kinds.includes(kindOf[this.table.evidence.get(at) ?? 'no-report']));
  }

  #where(is: (at: number) => boolean): Selection {
    const kept = this.positions.filter(is);
    return kept.length === this.positions.length ? this : new Selection(this.table, kept);
  }
}

/** All rows by seq: a file has them in the order in which they settled. */
export function bySeq(table: RowTable): Selection {
  const positions = new Uint32Array(table.length);
  // Nearly always 0, 1, 2, …: then each row tells its own place.
  const ascending = new Uint32Array(table.length);
  let whole = true;
  for (let at = 0; at < table.length; at += 1) {
    const seq = table.seq.get(at) ?? 0;
    positions[at] = at;
    if (seq < table.length) ascending[seq] = at + 1;
    else whole = false;
  }
  if (whole && ascending.every((at) => at > 0))
    return new Selection(
      table,
      ascending.map((at) => at - 1),
    );
  const seqAt = (at: number): number => table.seq.get(at) ?? 0;
  return new Selection(
    table,
    positions.sort((a, b) => seqAt(a) - seqAt(b)),
  );
}
