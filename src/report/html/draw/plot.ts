import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { terminalText } from '../../escape.ts';
import { formatNumber } from '../../units.ts';
import type { Unit } from '../../view.ts';

const width = 860;
const labelWidth = 190;

/** Room under a picture for ticks, and under them for what they measure. */
export const footHeight = 44;

/** What is left of a picture between its names and its edge. */
export const plotWidth = width - labelWidth - 24;

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** What is used of a drawn chart; the types of a browser's document are not loaded here. */
export interface Drawing {
  readonly outerHTML: string;
  readonly querySelectorAll: (selector: string) => Iterable<Drawing>;
  readonly getAttribute: (name: string) => string | null;
  readonly setAttribute: (name: string, value: string) => void;
  readonly removeAttribute: (name: string) => void;
}

/** Draws marks as every picture of a page is drawn: names at the left, ticks below. */
export const plot = (id: string, options: Plot.PlotOptions): Drawing =>
  Plot.plot({
    document,
    width,
    className: `chart-${id.replaceAll(/[^a-z0-9-]/gi, '-')}`,
    marginLeft: labelWidth,
    marginRight: 24,
    marginBottom: footHeight,
    style: { background: 'transparent', fontSize: '12px', overflow: 'visible' },
    color: { type: 'identity' },
    ...options,
  }) as unknown as Drawing;

const unitNames = { count: '', ms: 'ms', ratio: '%', mb: 'MB', usd: 'USD' } satisfies Record<Unit, string>;

const nameOf = (name: string, unit: Unit): string =>
  unitNames[unit] === '' ? name : `${name}, ${unitNames[unit]}`;

/** Few whole numbers, all of which may be ticks; null: they are many, or there is nothing between them. */
const wholeTicks = (values: readonly number[]): readonly number[] | null => {
  const [first] = values;
  if (first === undefined) return null;
  const least = values.reduce((a, b) => Math.min(a, b), first);
  const most = values.reduce((a, b) => Math.max(a, b), first);
  if (most - least > 12) return null;
  return Array.from({ length: Math.floor(most) - Math.ceil(least) + 1 }, (_, at) => Math.ceil(least) + at);
};

/** A scale of figures: a ratio in percent, a count without parts of one.
 * @param values - what is to be seen on it */
const scaleOf = (unit: Unit, values: readonly number[]): Plot.ScaleOptions => {
  const ticks = unit === 'count' ? wholeTicks(values) : null;
  return {
    nice: true,
    ...(unit === 'ratio' ? { percent: true } : {}),
    ...(ticks === null ? {} : { ticks: [...ticks], tickFormat: (tick: number) => formatNumber(tick, unit) }),
  };
};

/** The scale from left to right, with what it measures under its right end. */
export const acrossOf = (name: string, unit: Unit, values: readonly number[]): Plot.ScaleOptions => ({
  ...scaleOf(unit, values),
  label: `${nameOf(name, unit)} →`,
  labelOffset: footHeight - 4,
});

/** The scale from bottom to top, from 0. */
export const upOf = (name: string, unit: Unit, values: readonly number[]): Plot.ScaleOptions => ({
  ...scaleOf(unit, [0, ...values]),
  zero: true,
  label: `↑ ${nameOf(name, unit)}`,
});

/** What a mark says when it is pointed at: a line each. */
export const titleOf = (lines: readonly string[]): string => lines.map(terminalText).join('\n');

/** A figure with the interval that it is sure to. */
export const boundedText = (
  value: number,
  { low, high }: { readonly low: number | null; readonly high: number | null },
  unit: Unit,
): string =>
  formatNumber(value, unit) +
  (low === null || high === null ? '' : ` (${formatNumber(low, unit)} to ${formatNumber(high, unit)})`);

/** Texts beside lines that cross a picture. */
export const labelled = ({ label }: { readonly label: string }): string => terminalText(label);
