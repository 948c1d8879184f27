import type { MetricUnit } from '../model/metrics.ts';

const decimal = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** `142.11 ms`, at most two decimals. */
export const msText = (ms: number): string => `${decimal(ms, 2)} ms`;

/** `9.1 %` of a ratio from 0 to 1, at most one decimal; never 0 % or 100 % for what is not. */
export function percentText(ratio: number): string {
  if (ratio > 0 && ratio < 0.001) return 'under 0.1 %';
  if (ratio < 1 && ratio > 0.999) return 'over 99.9 %';
  return `${decimal(ratio * 100, 1)} %`;
}

export const measureText = (value: number, unit: MetricUnit): string =>
  unit === 'ms' ? msText(value) : unit === 'ratio' ? percentText(value) : decimal(value, 2);

/** `1 request`, `2 requests`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

/** How long a traffic is: `12.5 s`, `40.0 minutes`, `33.3 hours`, `7.0 days`. */
export function spanText(ms: number): string {
  if (ms < 2 * minuteMs) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 2 * hourMs) return `${(ms / minuteMs).toFixed(1)} minutes`;
  return ms < 2 * dayMs ? `${(ms / hourMs).toFixed(1)} hours` : `${(ms / dayMs).toFixed(1)} days`;
}

/** `a`, `a and b`, `a, b and c`. */
export const listText = (parts: readonly string[]): string =>
  parts.length <= 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** Ascending whole numbers with runs drawn together: `1, 3–5`. */
export function rangesText(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}
