import * as z from 'zod';
import { logsModes } from '../../model/fanout.ts';
import { coldOptions, readinessOptions } from './cold.ts';
import { deploymentOptions } from './deployment.ts';
import { orchestratorOptions } from './orchestrator.ts';
import { outputOptions } from './output.ts';
import { releaseAtOption } from './release-at.ts';
import { targetOptions } from './target.ts';
import { duration, name, oneOf, wholeNumber } from './values.ts';

const flag = z.literal(true).optional();

/** Options of `bench`, read and checked before anything else happens. */
export const benchOptions = targetOptions.extend({
  ...deploymentOptions.shape,
  ...outputOptions.shape,
  ...orchestratorOptions,
  ...coldOptions,
  ...readinessOptions,
  concurrency: wholeNumber('--concurrency', 1, 10_000).prefault('10'),
  rounds: wholeNumber('--rounds', 1, 100_000).prefault('1'),
  warmUp: wholeNumber('--warm-up', 0, 10_000).prefault('0'),
  gap: duration('--gap', 0, 86_400_000).prefault('2s'),
  releaseAt: releaseAtOption.optional(),
  payload: z.string().optional(),
  hold: duration('--hold', 0, 900_000).optional(),
  timeout: duration('--timeout', 1, 3_600_000).optional(),
  logs: oneOf('--logs', logsModes).prefault('auto'),
  logsTimeout: duration('--logs-timeout', 0, 3_600_000).prefault('60s'),
  save: name('--save').optional(),
  strict: flag,
  dryRun: flag,
  yes: flag,
  local: flag,
});
export type BenchOptions = z.output<typeof benchOptions>;
