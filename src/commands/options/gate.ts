import * as z from 'zod';
import { refuseContradictory } from '../../analysis/gate/contradiction.ts';
import { alphaOf, defaultConfirmations } from '../../analysis/gate/defaults.ts';
import { parseRegression, refuseRepeated } from '../../analysis/gate/regression.ts';
import { UsageError } from '../../model/errors.ts';
import { coldOptions } from './cold.ts';
import { compareLiveOptions } from './compare.ts';
import { deploymentOptions } from './deployment.ts';
import { outputOptions } from './output.ts';
import { flagOf, targetOptions } from './target.ts';
import { duration, name, oneOf, wholeNumber } from './values.ts';

const flag = z.literal(true).optional();

const level = z.string().transform((text, context) => {
  const value = /^0?\.\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value > 0 && value <= 0.5) return value;
  context.addIssue({
    code: 'custom',
    message: `--alpha must be a number above 0, at most 0.5, not ${JSON.stringify(text)}`,
  });
  return z.NEVER;
});

/** Options of `gate`. */
export const gateOptions = targetOptions.extend({
  ...deploymentOptions.shape,
  ...outputOptions.omit({ details: true, summary: true }).shape,
  regression: z
    .array(z.string())
    .default([])
    .transform((texts) => texts.map(parseRegression)),
  against: name('--against').optional(),
  reference: name('--reference').optional(),
  baseline: name('--baseline').optional(),
  updateBaseline: flag,
  keep: wholeNumber('--keep', 5, 1_000).prefault('10'),
  confirm: wholeNumber('--confirm', 0, 10).prefault(String(defaultConfirmations)),
  undecided: oneOf('--undecided', ['incomplete', 'fail', 'pass']).prefault('incomplete'),
  alpha: level.optional(),
  seed: name('--seed').prefault('1'),
  maxInvocations: wholeNumber('--max-invocations', 1, 1_000_000).prefault('2000'),
  concurrency: compareLiveOptions.shape.concurrency,
  firstContact: compareLiveOptions.shape.firstContact,
  rounds: wholeNumber('--rounds', 0, 100_000).optional(),
  gap: duration('--gap', 0, 86_400_000).prefault('2s'),
  forceCold: coldOptions.forceCold,
  twins: coldOptions.twins,
  cool: coldOptions.cool,
  payload: z.string().optional(),
  hold: compareLiveOptions.shape.hold,
  timeout: compareLiveOptions.shape.timeout,
  logs: compareLiveOptions.shape.logs,
  logsTimeout: compareLiveOptions.shape.logsTimeout,
  save: name('--save').optional(),
  dryRun: flag,
  yes: flag,
  local: flag,
});
export type GateOptions = z.output<typeof gateOptions>;

/** What a p-value is held against. */
export const alphaOfGate = ({ alpha, against, baseline }: GateOptions): number =>
  alpha ?? alphaOf(against !== undefined ? 'version' : baseline !== undefined ? 'baseline' : 'run');

/** Options that only mean something where the gate measures. */
const measuring = [
  'against',
  'functionName',
  'qualifier',
  'region',
  'profile',
  'endpointUrl',
  'concurrency',
  'firstContact',
  'rounds',
  'gap',
  'forceCold',
  'twins',
  'cool',
  'dryRun',
  'payload',
  'hold',
  'timeout',
  'logs',
  'logsTimeout',
  'local',
  'save',
];

/** Refuses options that contradict each other or say nothing.
 * @param path - of the saved run; undefined: the gate measures
 * @throws UsageError */
export function refuseGateContradictions(
  options: GateOptions,
  raw: Readonly<Record<string, unknown>>,
  path: string | undefined,
): void {
  const { assert, regression, against, reference, baseline, updateBaseline } = options;
  const references = [
    ...(against === undefined ? [] : ['--against']),
    ...(reference === undefined ? [] : ['--reference']),
    ...(baseline === undefined ? [] : ['--baseline']),
  ];
  if (assert.length === 0 && regression.length === 0)
    throw new UsageError(
      'the gate has nothing to judge',
      "Give --assert 'cold.count <= 1', or --regression 'init.p50 > 10%' with --against QUALIFIER.",
    );
  refuseRepeated(regression);
  refuseContradictory(assert);
  if (references.length > 1)
    throw new UsageError(`${references.join(' and ')} are different references`, 'Give one of them.');
  if (regression.length > 0 && references.length === 0)
    throw new UsageError(
      '--regression needs something to be worse than',
      'Give --against QUALIFIER (the version that production uses), --baseline DIR, or --reference RUN.',
    );
  if (path === '-' && reference === '-')
    throw new UsageError(
      'standard input holds one run, and the run and its reference are two',
      'Give a file for one of them.',
    );
  if (updateBaseline === true && baseline === undefined)
    throw new UsageError('--update-baseline adds to a baseline, and none is named', 'Add --baseline DIR.');
  const wrong = path !== undefined ? measuring.find((key) => raw[key] !== undefined) : undefined;
  if (wrong !== undefined)
    throw new UsageError(
      `${flagOf(wrong)} is for measuring, and a saved run is given`,
      'Leave one of them out.',
    );
}
