import * as z from 'zod';
import {
  type CommandWithNeeds,
  commandNeeds,
  type FeatureName,
  features,
  needLevels,
} from '../../model/permissions.ts';
import { targetOptions } from './target.ts';
import { name, oneOf } from './values.ts';

const keysOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(table) as Key[];

export const commandsWithNeeds: readonly CommandWithNeeds[] = keysOf(commandNeeds);
export const featureNames: readonly FeatureName[] = keysOf(features);

/** Options of `permissions`. */
export const permissionsOptions = targetOptions.omit({ profile: true, endpointUrl: true }).extend({
  command: oneOf('--command', commandsWithNeeds).prefault('bench'),
  with: z.array(oneOf('--with', featureNames)).optional(),
  level: oneOf('--level', needLevels).prefault('wanted'),
  account: z
    .string()
    .regex(/^\d{12}$/, '--account must be the 12 digits of an account id')
    .optional(),
  region: z
    .string()
    .regex(
      /^(?:[a-z]{2,}(?:-[a-z]+)+-\d{1,2}|\*)$/,
      '--region must be the name of a region, such as eu-west-1',
    )
    .optional(),
  logGroup: name('--log-group').optional(),
  orchestrator: name('--orchestrator').optional(),
  orchestratorQualifier: name('--orchestrator-qualifier').prefault('$LATEST'),
  format: oneOf('--format', ['table', 'json', 'terraform']).prefault('table'),
});
export type PermissionsOptions = z.output<typeof permissionsOptions>;
