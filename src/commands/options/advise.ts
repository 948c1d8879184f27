import * as z from 'zod';
import { parseGoal } from '../../analysis/advice/goals.ts';
import { parseHours } from '../../analysis/traffic/hours.ts';
import { UsageError } from '../../model/errors.ts';
import { outputOptions } from './output.ts';
import { duration, name, oneOf, wholeNumber } from './values.ts';

const perSecondOf: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400 };
const dayMs = 86_400_000;

/** A text read by a function that knows whether it fits. */
const read = <Value>(flag: string, what: string, of: (text: string) => Value | null) =>
  z.string().transform((text, context) => {
    const value = of(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: `${flag} must be ${what}, not ${JSON.stringify(text)}` });
    return z.NEVER;
  });

/** `20/s`, `90/m` as requests a second. */
function rateOf(text: string): number | null {
  const [, number = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(s|min|m|h|d)\s*$/.exec(text) ?? [];
  const value = Number(number) / (perSecondOf[unit] ?? Number.NaN);
  return value > 0 && value <= 1_000_000 ? value : null;
}

const everyMsOf: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: dayMs };

/** `11 every 1m`. */
function burstOf(text: string): { size: number; everyMs: number } | null {
  const [, size = '', number = '', unit = ''] =
    /^\s*(\d{1,6})\s+every\s+(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)\s*$/.exec(text) ?? [];
  const everyMs = Number(number) * (everyMsOf[unit] ?? Number.NaN);
  return Number(size) > 0 && everyMs >= 1 && everyMs <= 30 * dayMs ? { size: Number(size), everyMs } : null;
}

/** `50/month` or `50`. */
function budgetOf(text: string): number | null {
  const [, number = ''] = /^\s*(\d+(?:\.\d+)?)\s*(?:\/\s*month)?\s*$/.exec(text) ?? [];
  return number === '' ? null : Number(number);
}

const factor = (text: string): number | null => {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  return value > 0 && value <= 1_000 ? value : null;
};

export const adviseOptions = outputOptions.omit({ assert: true, details: true, summary: true }).extend({
  traffic: name('--traffic').optional(),
  trafficFactor: read('--traffic-factor', 'a number above 0, up to 1,000', factor).prefault('1'),
  rate: read('--rate', 'requests by time, such as 20/s or 90/m', rateOf).optional(),
  arrivals: oneOf('--arrivals', ['poisson', 'even', 'diurnal']).optional(),
  peak: read('--peak', 'a number from 1 to 2, such as 1.8', (text) => {
    const value = factor(text);
    return value !== null && value >= 1 && value <= 2 ? value : null;
  }).optional(),
  burst: read('--burst', "a size and a gap, such as '11 every 1m'", burstOf).optional(),
  goal: z
    .array(z.string())
    .default([])
    .transform((texts) => texts.map(parseGoal)),
  budgetUsd: read('--budget-usd', 'US dollars a month, such as 50/month', budgetOf).optional(),
  hours: read('--hours', "days and times (UTC) such as 'mon-fri 08:00-18:00'", parseHours).optional(),
  retention: duration('--retention', 0, dayMs).prefault('5m'),
  region: name('--region').optional(),
  memory: wholeNumber('--memory', 128, 10_240).optional(),
  architecture: oneOf('--architecture', ['x86_64', 'arm64']).optional(),
  concurrencyLimit: wholeNumber('--concurrency-limit', 1, 1_000_000).optional(),
  prices: name('--prices').optional(),
  seed: name('--seed').prefault('1'),
});
export type AdviseOptions = z.output<typeof adviseOptions>;

/** Refuses options that contradict each other.
 * @param path - of the run
 * @throws UsageError */
export function refuseAdviseContradictions(options: AdviseOptions, path: string): void {
  if (path === '-' && options.traffic === '-') {
    throw new UsageError(
      'standard input holds one thing, and the run and its traffic are two',
      'Give a file for one of them.',
    );
  }
  const ways = (['traffic', 'rate', 'burst'] as const).filter((key) => options[key] !== undefined);
  if (ways.length > 1) {
    throw new UsageError(
      `--${ways.join(' and --')} describe the traffic in different ways`,
      'Give one of them.',
    );
  }
  if (ways.length === 0) {
    throw new UsageError(
      'the traffic is not told: how much provisioned concurrency is worth depends on it',
      "Give --traffic FILE, --rate 20/s, or --burst '11 every 1m'.",
    );
  }
  if (options.arrivals !== undefined && options.rate === undefined) {
    throw new UsageError('--arrivals says how --rate arrives, and there is no --rate', 'Add --rate 20/s.');
  }
  if (options.peak !== undefined && options.arrivals !== 'diurnal') {
    throw new UsageError(
      '--peak only means something with --arrivals diurnal',
      'Add it, or leave --peak out.',
    );
  }
}
