import { z } from 'zod';
import { name, wholeNumber } from './values.ts';

/** What to deploy to the embedded service; shared by `bench --local` and `local`. */
export const deploymentOptions = z.object({
  config: name('--config').optional(),
  handler: name('--handler').optional(),
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  memory: wholeNumber('--memory', 128, 10_240).optional(),
  provisioned: wholeNumber('--provisioned', 0, 1_000).optional(),
  localProvisioning: name('--local-provisioning').optional(),
});

export type DeploymentOptions = z.output<typeof deploymentOptions>;

/** The same options as arguments again, for the process that will read them. */
export const deploymentArguments = (raw: Readonly<Record<string, unknown>>): string[] =>
  Object.entries({
    '--config': raw.config,
    '--handler': raw.handler,
    '--memory': raw.memory,
    '--provisioned': raw.provisioned,
    '--local-provisioning': raw.localProvisioning,
  }).flatMap(([flag, value]) => (typeof value === 'string' ? [flag, value] : []));
