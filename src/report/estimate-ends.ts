import type { Estimate } from '../analysis/advice/estimate.ts';
import type { Unit } from './view.ts';

/** An interval of what can't be below 0, nor, where it is a share, above 1. */
export const endsOf = (
  { low, high }: Estimate,
  unit: Unit,
): { readonly low: number; readonly high: number } => ({
  low: Math.max(0, low),
  high: unit === 'ratio' ? Math.min(1, high) : high,
});
