/** A metric's figure, and how far it could move if what is missing were known. */
export interface Measured {
  /** Of what is known; null: there is no figure, `lacking` says why. */
  readonly actual: number | null;
  readonly low: number;
  readonly high: number;
  /** What is missing, in words; empty where nothing is. */
  readonly lacking: string;
}

/** No figure, and why. */
export const none = (lacking: string): Measured => ({
  actual: null,
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  lacking,
});
/** A figure that nothing is missing of. */
export const exactly = (actual: number): Measured => ({ actual, low: actual, high: actual, lacking: '' });
/** A count that what is missing could only raise, by `more` at most. */
export const atLeast = (actual: number, more: number, lacking: string): Measured => ({
  actual,
  low: actual,
  high: actual + more,
  lacking: more === 0 ? '' : lacking,
});
