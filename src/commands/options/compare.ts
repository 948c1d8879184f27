import * as z from 'zod';
import { type LikenessField, likenessFields } from '../../analysis/comparison/likeness.ts';
import { metricNamed } from '../../analysis/metric-name.ts';
import { UsageError } from '../../model/errors.ts';
import { logsModes } from '../../model/fanout.ts';
import { coldOptions } from './cold.ts';
import { deploymentOptions } from './deployment.ts';
import { outputOptions } from './output.ts';
import { targetOptions } from './target.ts';
import { duration, name, oneOf, wholeNumber } from './values.ts';

const flag = z.literal(true).optional();

/** Two values at most, for the old side and the new one. */
const sides = (option: string) =>
  z
    .array(name(option))
    .max(2, { message: `${option} may be given twice at most: for the old side, then for the new one` })
    .default([]);

const listed = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.split(',')).map((text) => text.trim());

const fieldOf = (text: string): LikenessField => {
  const field = likenessFields.find((candidate) => candidate === text);
  if (field !== undefined) return field;
  throw new UsageError(
    `--vary has no ${JSON.stringify(text)}`,
    `It takes ${likenessFields.join(', ')}, with commas between them.`,
  );
};

const alpha = z.string().transform((text, context) => {
  const value = /^(?:0?\.\d{1,6})$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 0.5) return value;
  context.addIssue({
    code: 'custom',
    message: `--alpha must be a number above 0, at most 0.5, not ${JSON.stringify(text)}`,
  });
  return z.NEVER;
});

const comparing = {
  metric: z
    .array(name('--metric'))
    .default([])
    .transform((texts) => [...new Set(listed(texts))].map((text) => metricNamed(text, '--metric'))),
  vary: z
    .array(name('--vary'))
    .default([])
    .transform((texts) => listed(texts).map(fieldOf)),
  alpha: alpha.prefault('0.05'),
  seed: name('--seed').default('1'),
};

/** Options of `compare` on two saved runs. */
export const compareSavedOptions = outputOptions
  .omit({ assert: true, details: true, summary: true })
  .extend(comparing);

/** Least requests of a first contact: environments are made once, so it is taken wide. */
const leastFirstContact = 20;

/** Options of `compare` on two targets that it measures. */
export const compareLiveOptions = targetOptions.omit({ functionName: true, qualifier: true }).extend({
  ...deploymentOptions.shape,
  ...compareSavedOptions.shape,
  functionName: sides('--function-name'),
  qualifier: sides('--qualifier'),
  concurrency: wholeNumber('--concurrency', 1, 10_000).prefault('10'),
  firstContact: wholeNumber('--first-contact', 1, 10_000).optional(),
  rounds: wholeNumber('--rounds', 0, 100_000).prefault('6'),
  gap: duration('--gap', 0, 86_400_000).prefault('2s'),
  forceCold: coldOptions.forceCold,
  twins: coldOptions.twins,
  cool: coldOptions.cool,
  payload: z.string().optional(),
  hold: duration('--hold', 0, 900_000).optional(),
  timeout: duration('--timeout', 1, 3_600_000).optional(),
  logs: oneOf('--logs', logsModes).prefault('auto'),
  logsTimeout: duration('--logs-timeout', 0, 3_600_000).prefault('60s'),
  save: z.array(name('--save')).default([]),
  dryRun: flag,
  yes: flag,
  local: flag,
});
export type CompareLiveOptions = z.output<typeof compareLiveOptions>;
export type CompareSavedOptions = z.output<typeof compareSavedOptions>;

/** Requests of a first contact: as asked, else the greater of concurrency and twenty. */
export const firstContactOf = ({
  concurrency,
  firstContact,
}: Pick<CompareLiveOptions, 'concurrency' | 'firstContact'>): number =>
  firstContact ?? Math.max(concurrency, leastFirstContact);

/** Flags of `compare` that make no sense with saved runs.
 * @throws UsageError */
export function refuseMeasuring(raw: Readonly<Record<string, unknown>>): void {
  const known = Object.keys(compareSavedOptions.shape);
  const wrong = Object.keys(raw).find((key) => raw[key] !== undefined && !known.includes(key));
  if (wrong === undefined) return;
  const option = `--${wrong.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UsageError(
    `${option} is for measuring, and two saved runs are given`,
    'Leave it out, or leave the files out to measure two targets.',
  );
}
