import * as z from 'zod';
import { deploymentOptions } from './deployment.ts';
import { outputOptions } from './output.ts';
import { targetOptions } from './target.ts';
import { name, wholeNumber } from './values.ts';

/** Options of `doctor`. */
export const doctorOptions = targetOptions.extend({
  ...deploymentOptions.shape,
  ...outputOptions.omit({ assert: true, details: true, summary: true }).shape,
  orchestrator: name('--orchestrator').optional(),
  orchestratorQualifier: name('--orchestrator-qualifier').default('$LATEST'),
  concurrency: wholeNumber('--concurrency', 1, 100_000).prefault('10'),
  local: z.literal(true).optional(),
});
export type DoctorOptions = z.output<typeof doctorOptions>;
