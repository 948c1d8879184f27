import { invalidParameter, validation } from '../control/api-error.ts';

/** Variables that Lambda sets itself.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const reserved = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

const nameForm = /^[a-zA-Z][a-zA-Z0-9_]+$/;

/** All variables of a function together.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const limitBytes = 4_096;

const refused = 'Lambda was unable to configure your environment variables because the environment variables';

/** Refuses what Lambda would: reserved names, names of another form, more than 4 KB. @throws ApiError 400 */
export function checkVariables(variables: Readonly<Record<string, string>>): void {
  const names = Object.keys(variables);
  const taken = names.filter((name) => reserved.has(name));
  if (taken.length > 0) {
    throw invalidParameter(
      `${refused} you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`,
    );
  }
  const odd = names.find((name) => !nameForm.test(name));
  if (odd !== undefined) {
    throw validation(
      `'{${odd}=...}'`,
      'environment.variables',
      'Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+, Member must not be null]',
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > limitBytes) {
    throw invalidParameter(
      `${refused} you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}
