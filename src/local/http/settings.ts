import type { z } from 'zod';
import { invalidParameter, validation } from '../control/api-error.ts';
import type { FunctionSettings } from '../control/functions.ts';
import type { updateConfigurationBody } from './body-schema.ts';
import { checkVariables } from './variables-check.ts';

type Given = z.infer<typeof updateConfigurationBody>;

const runtimeForm = /^(nodejs\d+\.x|provided\.al2(023)?)$/;

/** What the caller changed, in the control plane's own terms; what was not given stays out.
 * @param runs - false: nothing of it will run, so any runtime will do */
export function settingsOf(given: Given, runs = true): Partial<FunctionSettings> {
  if (runs && given.Runtime !== undefined && !runtimeForm.test(given.Runtime)) {
    throw validation(
      `'${given.Runtime}'`,
      'runtime',
      'Member must satisfy enum value set: [nodejs20.x, nodejs22.x, nodejs24.x, provided.al2, provided.al2023] (this service runs Node.js, and executables named bootstrap)',
    );
  }
  const logging = given.LoggingConfig;
  if (logging?.LogFormat === 'Text' && (logging.ApplicationLogLevel ?? logging.SystemLogLevel)) {
    throw invalidParameter('To set the log levels, set the log format to JSON.');
  }
  const environment = given.Environment == null ? undefined : (given.Environment.Variables ?? {});
  if (environment !== undefined) checkVariables(environment);
  const all = {
    runtime: given.Runtime,
    role: given.Role,
    handler: given.Handler,
    description: given.Description,
    timeoutMs: given.Timeout === undefined ? undefined : given.Timeout * 1_000,
    memorySizeMb: given.MemorySize,
    environment,
    logFormat: logging?.LogFormat,
    applicationLogLevel: logging?.ApplicationLogLevel,
    systemLogLevel: logging?.SystemLogLevel,
    logGroup: logging?.LogGroup,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as Partial<FunctionSettings>;
}
