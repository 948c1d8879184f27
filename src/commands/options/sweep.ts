import * as z from 'zod';
import { defaultRange, type SweepMetric, sweepMetrics } from '../../analysis/sweep/knee.ts';
import { UsageError } from '../../model/errors.ts';
import { deploymentOptions } from './deployment.ts';
import { outputOptions } from './output.ts';
import { targetOptions } from './target.ts';
import { duration, name, oneOf, wholeNumber } from './values.ts';

const flag = z.literal(true).optional();

/** Options of `sweep`. */
export const sweepOptions = targetOptions.extend({
  ...deploymentOptions.shape,
  ...outputOptions.omit({ assert: true, details: true, summary: true }).shape,
  from: wholeNumber('--from', 1, 10_000).optional(),
  to: wholeNumber('--to', 1, 10_000).optional(),
  metric: oneOf('--metric', Object.keys(sweepMetrics) as SweepMetric[]).prefault('cold.count'),
  rise: z
    .string()
    .transform((text, context) => {
      const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : 0;
      if (value > 1 && value <= 100) return value;
      context.addIssue({
        code: 'custom',
        message: `--rise must be a number above 1, at most 100, not ${JSON.stringify(text)}`,
      });
      return z.NEVER;
    })
    .prefault('1.5'),
  maxInvocations: wholeNumber('--max-invocations', 1, 1_000_000).prefault('1000'),
  gap: duration('--gap', 0, 86_400_000).prefault('2s'),
  payload: z.string().optional(),
  hold: duration('--hold', 0, 900_000).optional(),
  timeout: duration('--timeout', 1, 3_600_000).optional(),
  logs: oneOf('--logs', ['auto', 'never']).prefault('auto'),
  logsTimeout: duration('--logs-timeout', 0, 3_600_000).prefault('60s'),
  save: name('--save').optional(),
  plan: flag,
  dryRun: flag,
  yes: flag,
  local: flag,
});
export type SweepOptions = z.output<typeof sweepOptions>;

/** Where the sweep begins and ends.
 * @throws UsageError where that is no range, or has no figure to look at */
export function sweepRangeOf(options: SweepOptions): { readonly from: number; readonly to: number } {
  const usual = defaultRange(options.metric);
  const { from = usual.from, to = usual.to } = options;
  if (from < usual.from)
    throw new UsageError(
      `--from ${from} is too few for --metric ${options.metric}: a 95th percentile needs ${usual.from} requests in one round`,
      `Give --from ${usual.from} or more. Where the first request waits for an init is what --metric cold.count finds.`,
    );
  if (from > to)
    throw new UsageError(`--from ${from} is above --to ${to}`, 'Give a range such as --from 1 --to 40.');
  return { from, to };
}
