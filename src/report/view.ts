import type { StartKind } from '../model/start-kind.ts';
import type { Chart } from './chart.ts';

/** What a figure is measured in. `ratio` is 0 to 1 and shown as a percentage; `usd` is US dollars. */
export type Unit = 'count' | 'ms' | 'ratio' | 'mb' | 'usd';

/** A second channel beside the words: a renderer may leave it out, never the words. */
export type Tone = 'good' | 'bad' | 'caution' | 'plain' | 'faint';

/** One value with its unit, not formatted yet. Null: not measured. */
export type Cell =
  | { readonly kind: 'text'; readonly value: string | null; readonly tone?: Tone }
  | { readonly kind: 'number'; readonly value: number | null; readonly unit: Unit; readonly tone?: Tone }
  | {
      readonly kind: 'range';
      readonly min: number;
      readonly max: number;
      readonly unit: Unit;
      readonly tone?: Tone;
    };

/** Words and figures in reading order; a renderer sets them one after the other, with nothing between. */
export type Phrase = readonly (string | Cell)[];

export interface Fact {
  readonly name: string;
  readonly value: Phrase;
}

export interface ViewColumn {
  /** Figures that belong together (`round trip` over p50 and max); empty where the column stands alone. */
  readonly group: string;
  readonly name: string;
  readonly align: 'left' | 'right';
  /** 0 is always shown; of the others the highest goes first where the page is too narrow. */
  readonly priority: number;
  /** Running text: may be wrapped into the width that the others leave. */
  readonly wraps?: true;
}

export interface ViewTable {
  readonly id: string;
  /** Empty where the table needs none. */
  readonly title: string;
  /** What it is called where a page has headings, and the table has no title. */
  readonly name?: string;
  readonly columns: readonly ViewColumn[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly Cell[])[];
  /** What must be known to read it; empty where nothing must. */
  readonly note: string;
}

/** A table's heading on a page. */
export const headingOf = ({ title, name, id }: ViewTable): string => (title === '' ? (name ?? id) : title);

export interface Note {
  readonly code: string;
  readonly message: string;
}

/** What a word of the result means. */
export interface Definition {
  readonly term: string;
  readonly meaning: string;
}

export interface Check {
  readonly verdict: 'passed' | 'breached' | 'undecided';
  readonly name: string;
  readonly message: string;
}

/** A result made ready to be shown, in the order it is read: every renderer takes this and nothing else. Its texts
 * are raw, hostile ones too: each renderer escapes for where it writes. */
export interface View {
  readonly title: string;
  /** The verdict in one sentence. */
  readonly headline: string;
  readonly facts: readonly Fact[];
  readonly tables: readonly ViewTable[];
  /** Pictures, for formats that can draw; not there: the result has none. */
  readonly charts?: readonly Chart[];
  readonly notes: readonly Note[];
  readonly checks: readonly Check[];
  /** For formats with room for them. */
  readonly definitions?: readonly Definition[];
}

export const text = (value: string | null, tone: Tone = 'plain'): Cell => ({ kind: 'text', value, tone });
export const count = (value: number | null): Cell => ({ kind: 'number', value, unit: 'count' });
export const ms = (value: number | null): Cell => ({ kind: 'number', value, unit: 'ms' });
export const ratio = (value: number | null): Cell => ({ kind: 'number', value, unit: 'ratio' });
export const mb = (value: number | null): Cell => ({ kind: 'number', value, unit: 'mb' });
export const usd = (value: number | null): Cell => ({ kind: 'number', value, unit: 'usd' });
export const range = (min: number, max: number, unit: Unit): Cell => ({ kind: 'range', min, max, unit });

/** A column of figures. */
export const column = (name: string, priority = 0, group = ''): ViewColumn => ({
  ...{ group, name, priority },
  align: 'right',
});
/** A column of words. */
export const leftColumn = (name: string, priority = 0): ViewColumn => ({
  ...{ group: '', name, priority },
  align: 'left',
});

/** Waiting is bad, not knowing calls for care. */
export const toneOf: Readonly<Record<StartKind | 'all', Tone>> = {
  cold: 'bad',
  restored: 'bad',
  preinitialized: 'good',
  warm: 'good',
  unknown: 'caution',
  all: 'plain',
};
