import * as z from 'zod';
import { UsageError } from '../../model/errors.ts';
import { deploymentOptions } from './deployment.ts';
import { outputOptions } from './output.ts';
import { targetOptions } from './target.ts';
import { duration, parseOptions, wholeNumber } from './values.ts';

const flag = z.literal(true).optional();

/** Options of `provision`. */
export const provisionOptions = targetOptions.extend({
  ...deploymentOptions.shape,
  ...outputOptions.pick({ format: true, output: true, quiet: true }).shape,
  yes: flag,
  /** False: `--no-wait`. */
  wait: z.boolean().default(true),
  timeout: duration('--timeout', 1_000, 86_400_000).prefault('15m'),
  local: flag,
});
export type ProvisionOptions = z.output<typeof provisionOptions>;

/** What to do, from the operands. */
export type ProvisionAction =
  | { readonly kind: 'show' | 'wait' | 'clear' }
  | { readonly kind: 'set'; readonly requested: number };

const kinds = ['show', 'set', 'wait', 'clear'] as const;
const hint = 'For instance: lambda-fanout provision set 10 --qualifier live';

/** @throws UsageError */
export function provisionAction([name, count, ...rest]: readonly string[]): ProvisionAction {
  const kind = kinds.find((candidate) => candidate === name);
  if (kind === undefined)
    throw new UsageError(
      `provision does one of ${kinds.join(', ')}, not ${JSON.stringify(name ?? '')}`,
      hint,
    );
  if (kind !== 'set') {
    if (count !== undefined || rest.length > 0)
      throw new UsageError(`provision ${kind} takes no number`, `Leave ${JSON.stringify(count)} out.`);
    return { kind };
  }
  if (count === undefined) throw new UsageError('provision set needs a number of environments', hint);
  if (count === '0')
    throw new UsageError('provision set 0 is not what AWS takes', 'Take all away with: provision clear');
  const asked = parseOptions(wholeNumber('provision set', 1, 1_000_000), count, 'provision');
  return { kind, requested: asked };
}
