import type { Cell, Phrase, Unit } from './view.ts';

/** What stands where nothing was measured; never 0. */
export const notMeasured = '–';

const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Three significant digits, at most two decimals. */
const threeDigits = (value: number): string => {
  const size = Math.abs(value);
  if (size < 9.995) return value.toFixed(2);
  if (size < 99.95) return value.toFixed(1);
  return value.toFixed(0);
};

const formatMs = (value: number): string => {
  if (value === 0) return '0 ms';
  return Math.abs(value) < 999.5 ? `${threeDigits(value)} ms` : `${threeDigits(value / 1_000)} s`;
};

/** Never "100 %" of less than all, nor "0 %" of more than none. */
const formatRatio = (value: number): string => {
  if (value === 0 || value === 1) return `${value * 100} %`;
  if (value > 0 && value < 0.0005) return '<0.1 %';
  if (value < 1 && value >= 0.9995) return '>99.9 %';
  return `${(value * 100).toFixed(1)} %`;
};

const formatCount = (value: number): string =>
  Number.isInteger(value) ? grouped(value.toFixed(0)) : threeDigits(value);

/** Cents where they say it all, else three significant digits: a run may cost millionths of a dollar. */
const formatUsd = (value: number): string => {
  const size = Math.abs(value);
  if (size === 0) return '0 USD';
  if (size >= 0.995) {
    const [whole = '', cents = ''] = size.toFixed(2).split('.');
    return `${value < 0 ? '-' : ''}${grouped(whole)}.${cents} USD`;
  }
  const decimals = Math.min(12, 2 - Math.floor(Math.log10(size)));
  return `${value.toFixed(decimals)} USD`;
};

const formatters = {
  count: formatCount,
  ms: formatMs,
  ratio: formatRatio,
  mb: (value: number): string => `${formatCount(value)} MB`,
  usd: formatUsd,
} satisfies Record<Unit, (value: number) => string>;

/** A figure with its unit as a person reads it: `0.42 ms`, `142 ms`, `1.23 s`, `9.1 %`, `10,000`, `128 MB`; `–` for
 * null and for what is no number. */
export const formatNumber = (value: number | null, unit: Unit): string =>
  value === null || !Number.isFinite(value) ? notMeasured : formatters[unit](value);

/** A cell as text; hostile text is not escaped yet. */
export const formatCell = (cell: Cell): string => {
  if (cell.kind === 'text') return cell.value ?? notMeasured;
  if (cell.kind === 'number') return formatNumber(cell.value, cell.unit);
  const [min, max] = [formatNumber(cell.min, cell.unit), formatNumber(cell.max, cell.unit)];
  if (min === max) return min;
  const unit = max.indexOf(' ');
  // Where both are in the same unit it is said once.
  const least = unit !== -1 && min.endsWith(max.slice(unit)) ? min.slice(0, min.indexOf(' ')) : min;
  return `${least} to ${max}`;
};

export const formatPhrase = (phrase: Phrase): string =>
  phrase.map((part) => (typeof part === 'string' ? part : formatCell(part))).join('');
