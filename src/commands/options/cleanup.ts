import * as z from 'zod';
import { UsageError } from '../../model/errors.ts';
import { outputOptions } from './output.ts';
import { targetOptions } from './target.ts';
import { duration, name } from './values.ts';

const flag = z.literal(true).optional();

/** Options of `cleanup`. */
export const cleanupOptions = targetOptions.pick({ region: true, profile: true, endpointUrl: true }).extend({
  ...outputOptions.pick({ format: true, output: true, quiet: true }).shape,
  journal: name('--journal').optional(),
  find: flag,
  olderThan: duration('--older-than', 0, 31_536_000_000).prefault('1h'),
  dryRun: flag,
  yes: flag,
});
export type CleanupOptions = z.output<typeof cleanupOptions>;

/** @throws UsageError */
export function refuseCleanupContradictions(raw: Readonly<Record<string, unknown>>): void {
  const given = (key: string): boolean => raw[key] !== undefined;
  if (given('find') && given('journal'))
    throw new UsageError(
      '--find and --journal contradict each other: one looks in the account, the other in a file',
      'Leave one of them out.',
    );
  if (given('olderThan') && !given('find'))
    throw new UsageError('--older-than only means something together with --find', 'Leave it out.');
  if (given('region') && !given('find'))
    throw new UsageError(
      '--region only means something together with --find: a journal names its own',
      'Leave it out.',
    );
}
