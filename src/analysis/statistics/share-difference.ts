import { wilson } from '../interval.ts';
import type { Share } from './fisher.ts';

/**
 * New share − old share with a 95 % interval, from Wilson's interval of each (Newcombe's method 10): never beyond −1
 * and 1, and of use where a share is 0 or 1.
 *
 * @param old - of at least one, and so `now`
 * @see Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
 *   (1998) 873–890
 */
export function shareDifference(
  old: Share,
  now: Share,
): { readonly estimate: number; readonly interval: { readonly low: number; readonly high: number } } {
  const [was, is] = [old.hits / old.of, now.hits / now.of];
  const [before, after] = [wilson(was, old.of), wilson(is, now.of)];
  const estimate = is - was;
  return {
    estimate,
    interval: {
      low: Math.max(-1, estimate - Math.hypot(is - after.low, before.high - was)),
      high: Math.min(1, estimate + Math.hypot(after.high - is, was - before.low)),
    },
  };
}
