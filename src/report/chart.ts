import type { StartKind } from '../model/start-kind.ts';
import type { Unit } from './view.ts';

/** What every chart says in words, for who cannot see it and for who wants to be sure. */
interface ChartWords {
  readonly id: string;
  readonly title: string;
  /** What is to be seen in it, in a sentence or two. */
  readonly says: string;
}

/** What colours a mark: a start kind, or the part of a time. A renderer never says anything by colour alone. */
export type Hue = StartKind | 'waiting' | 'network' | 'init' | 'old' | 'new' | 'good' | 'bad' | 'plain';

/** A part of a lane. */
export interface Segment {
  /** `network and queue`, `init`, `handler` */
  readonly name: string;
  readonly from: number;
  /** Not before `from`. */
  readonly to: number;
  readonly hue: Hue;
}

/** A line across a chart, with what it stands for. */
export interface Rule {
  readonly at: number;
  readonly label: string;
}

/** One bar a thing that took time, along a common clock. */
export interface TimelineChart extends ChartWords {
  readonly kind: 'timeline';
  readonly unit: Unit;
  readonly lanes: readonly {
    readonly label: string;
    /** Its start kind, or another word that tells lanes apart; a renderer may filter by it. */
    readonly group: string;
    readonly segments: readonly Segment[];
    /** What else is known of it, in words. */
    readonly note: string;
  }[];
  readonly rules: readonly Rule[];
}

/** Every value of some samples, one dot each. */
export interface PointsChart extends ChartWords {
  readonly kind: 'points';
  readonly name: string;
  readonly unit: Unit;
  readonly groups: readonly {
    readonly label: string;
    readonly hue: Hue;
    readonly values: readonly number[];
    /** Null: too few values to carry one. */
    readonly median: number | null;
  }[];
}

/** What stood where: a mark in a column and a line. */
export interface GridChart extends ChartWords {
  readonly kind: 'grid';
  readonly columnName: string;
  readonly lineName: string;
  readonly columns: readonly string[];
  readonly lines: readonly string[];
  readonly cells: readonly {
    readonly column: string;
    readonly line: string;
    readonly hue: Hue;
    /** What the mark says, in a word or two. */
    readonly label: string;
  }[];
}

/** One or more lines over an axis of numbers, each with the interval it is sure to. */
export interface CurveChart extends ChartWords {
  readonly kind: 'curve';
  readonly x: { readonly name: string; readonly unit: Unit };
  readonly y: { readonly name: string; readonly unit: Unit };
  readonly series: readonly {
    readonly name: string;
    readonly hue: Hue;
    /** Ascending in x; low and high null where no interval is known. */
    readonly points: readonly {
      readonly x: number;
      readonly y: number;
      readonly low: number | null;
      readonly high: number | null;
    }[];
  }[];
  /** Upright lines, at an x. */
  readonly marks: readonly Rule[];
  /** Level lines, at a y. */
  readonly limits: readonly Rule[];
}

/** One value a line, each with its interval, against a common zero. */
export interface IntervalsChart extends ChartWords {
  readonly kind: 'intervals';
  readonly name: string;
  readonly unit: Unit;
  readonly lines: readonly {
    readonly label: string;
    readonly value: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly hue: Hue;
  }[];
  readonly rules: readonly Rule[];
}

/** A picture of a result, as data: a renderer that can draw draws it, and each can be read as a table
 * (`chart-table.ts`). Kinds of chart know nothing of kinds of result. */
export type Chart = TimelineChart | PointsChart | GridChart | CurveChart | IntervalsChart;
