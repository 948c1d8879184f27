import type { ComparedMetric } from '../analysis/comparison/compare-runs.ts';
import type { Change } from '../analysis/comparison/question.ts';
import { formatNumber } from './units.ts';

/** How the change of a metric is told: as a share of the old figure, in points of a share, or in its own unit. */
interface ChangeScale {
  readonly change: Change;
  readonly times: number;
  readonly suffix: string;
}

function scaleOf({ unit, relative, shift }: ComparedMetric): ChangeScale | null {
  if (relative !== null) return { change: relative, times: 100, suffix: ' %' };
  if (shift === null) return null;
  return unit === 'ms'
    ? { change: shift, times: 1, suffix: ' ms' }
    : { change: shift, times: 100, suffix: ' points' };
}

const signed = (value: number): string => {
  const digits = Math.abs(value) < 99.95 ? 1 : 0;
  const text = value.toFixed(digits);
  return Number(text) === 0 ? Math.abs(0).toFixed(digits) : value > 0 ? `+${text}` : text;
};

/** `+20.1 %`, `-50.0 points`; `~` where no change is seen; null where there is nothing to say. */
export function changeText(line: ComparedMetric): string | null {
  if (line.verdict === 'no-change-seen') return '~';
  if (line.verdict === 'too-few') return line.needs === null ? line.because : `needs n ≥ ${line.needs}`;
  if (line.verdict === 'undecided') return 'undecided';
  return estimateText(line);
}

/** The estimate, whatever the verdict. */
export function estimateText(line: ComparedMetric): string | null {
  const scale = scaleOf(line);
  return scale === null ? null : `${signed(scale.change.estimate * scale.times)}${scale.suffix}`;
}

/** `+14.2 to +26.0 %`; null where there is no interval. */
export function intervalText(line: ComparedMetric): string | null {
  const scale = scaleOf(line);
  if (scale === null || scale.change.interval === null) return null;
  const { low, high } = scale.change.interval;
  return `${signed(low * scale.times)} to ${signed(high * scale.times)}${scale.suffix}`;
}

/** Three decimals, as much as a decision needs. */
export const pText = (p: number | null): string | null =>
  p === null ? null : p < 0.0005 ? '<0.001' : p.toFixed(3);

/** `20 + 20 requests` */
export const sizesText = ({ n }: ComparedMetric): string | null =>
  n === null ? null : `${formatNumber(n.old, 'count')} + ${formatNumber(n.new, 'count')} ${n.of}`;
