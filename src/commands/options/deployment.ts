import * as z from 'zod';
import { modelMemorySizeMb, type PresetName, presetNames } from '../../local/modelled/presets.ts';
import { UsageError } from '../../model/errors.ts';
import { name, oneOf, wholeNumber } from './values.ts';

/** What to deploy to the embedded service; shared by `bench --local` and `local`. */
export const deploymentOptions = z.object({
  config: name('--config').optional(),
  handler: name('--handler').optional(),
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  memory: wholeNumber('--memory', 128, 10_240).optional(),
  provisioned: wholeNumber('--provisioned', 0, 10_000).optional(),
  localProvisioning: name('--local-provisioning').optional(),
  model: oneOf<PresetName>('--model', presetNames).optional(),
  modelSeed: wholeNumber('--model-seed', 0, 4_294_967_295).optional(),
  accountConcurrency: wholeNumber('--account-concurrency', 1, 1_000_000).optional(),
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
    '--model': raw.model,
    '--model-seed': raw.modelSeed,
    '--account-concurrency': raw.accountConcurrency,
  }).flatMap(([flag, value]) => (typeof value === 'string' ? [flag, value] : []));

/** Refuses flags that contradict a model, or need one.
 * @throws UsageError */
export function refuseModelContradictions(raw: Readonly<Record<string, unknown>>): void {
  if (raw.model === undefined) {
    if (raw.modelSeed === undefined) return;
    throw new UsageError(
      '--model-seed only means something together with --model',
      'Add --model, or leave it out.',
    );
  }
  const why =
    raw.handler !== undefined
      ? '--model and --handler contradict each other: a modelled environment runs no code'
      : raw.memory !== undefined
        ? `--model and --memory contradict each other: the published figures are of ${modelMemorySizeMb.toLocaleString('en')} MB, and nothing says how they change with memory`
        : null;
  if (why !== null) throw new UsageError(why, 'Leave one of them out.');
}
