/** What one round shows of a figure that is made of values. */
export interface ValueRound {
  readonly values: readonly number[];
  /** Requests that may belong to it, without a value. */
  readonly missing: number;
}

/** What one round shows of a figure that is a count or a ratio. */
export interface ShareRound {
  readonly hits: number;
  readonly of: number;
  /** Requests that may be a hit or not; not in `of`. */
  readonly unclear: number;
}

interface Shown {
  /** The figure over all its rounds, in the metric's unit; null: there is none, or too few values to carry it. */
  readonly figure: number | null;
  /** Why nothing can be said whatever the numbers, in words; null: nothing stands in the way. */
  readonly obstacle: string | null;
}

/** One side of a comparison: what a run shows of one metric, round by round. Requests of a round share its moment, so
 * they are kept together. */
export type Sample = Shown &
  (
    | { readonly kind: 'values'; readonly rounds: readonly ValueRound[] }
    | { readonly kind: 'share'; readonly rounds: readonly ShareRound[] }
  );
export type ValueSample = Sample & { readonly kind: 'values' };
export type ShareSample = Sample & { readonly kind: 'share' };
