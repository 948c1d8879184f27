import * as z from 'zod';
import { ApiError, validation } from '../control/api-error.ts';

// Request bodies as the service's model has them; members this service does not act on are ignored.
// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html and the pages beside it

const text = (max: number) => z.string().max(max);
const revisionId = z.string().optional();
const routingConfig = z
  .object({ AdditionalVersionWeights: z.record(z.string(), z.number()).nullish() })
  .nullish();

const loggingConfig = z
  .object({
    LogFormat: z.enum(['Text', 'JSON']).optional(),
    ApplicationLogLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).optional(),
    SystemLogLevel: z.enum(['DEBUG', 'INFO', 'WARN']).optional(),
    LogGroup: z
      .string()
      .regex(/^[.\-_/#A-Za-z0-9]{1,512}$/)
      .optional(),
  })
  .nullish();

const role = z.string().regex(/^arn:(?:aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/);

const settings = {
  Runtime: z.string().optional(),
  Role: role.optional(),
  Handler: z
    .string()
    .regex(/^\S{1,128}$/)
    .optional(),
  Description: text(256).optional(),
  Timeout: z.int().min(1).max(900).optional(),
  MemorySize: z.int().min(128).max(10_240).optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).nullish() }).nullish(),
  LoggingConfig: loggingConfig,
};

const codeMembers = {
  ZipFile: z.string().optional(),
  S3Bucket: z.string().optional(),
  S3Key: z.string().optional(),
  ImageUri: z.string().optional(),
};

const architectures = z.array(z.enum(['x86_64', 'arm64'])).optional();

export const createFunctionBody = z.object({
  FunctionName: z.string(),
  Code: z.object(codeMembers),
  Publish: z.boolean().optional(),
  Architectures: architectures,
  PackageType: z.enum(['Zip', 'Image']).optional(),
  Tags: z.record(z.string(), z.string()).nullish(),
  ...settings,
  Role: role,
});
export const updateCodeBody = z.object({
  ...codeMembers,
  Publish: z.boolean().optional(),
  DryRun: z.boolean().optional(),
  RevisionId: revisionId,
  Architectures: architectures,
});
export const updateConfigurationBody = z.object({ ...settings, RevisionId: revisionId });
export const publishVersionBody = z.object({
  CodeSha256: z.string().optional(),
  Description: text(256).optional(),
  RevisionId: revisionId,
});
export const createAliasBody = z.object({
  Name: z.string(),
  FunctionVersion: z.string(),
  Description: text(256).optional(),
  RoutingConfig: routingConfig,
});
export const updateAliasBody = z.object({
  FunctionVersion: z.string().optional(),
  Description: text(256).optional(),
  RoutingConfig: routingConfig,
  RevisionId: revisionId,
});
export const provisionedBody = z.object({ ProvisionedConcurrentExecutions: z.int().min(1) });
export const reservedBody = z.object({ ReservedConcurrentExecutions: z.int().min(0) });

const memberName = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => String(key))
    .map((key) => key.charAt(0).toLowerCase() + key.slice(1))
    .join('.');

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null ? (found as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

function constraint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `Member must have value greater than or equal to ${issue.minimum}`;
  if (issue.code === 'too_big') {
    return issue.origin === 'string'
      ? `Member must have length less than or equal to ${issue.maximum}`
      : `Member must have value less than or equal to ${issue.maximum}`;
  }
  if (issue.code === 'invalid_value')
    return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
  if (issue.code === 'invalid_format')
    return `Member must satisfy regular expression pattern: ${issue.pattern ?? ''}`;
  return issue.message;
}

/**
 * Reads a request body; an empty one counts as `{}`.
 *
 * @throws ApiError 400 `SerializationException` or `ValidationException`
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): z.infer<Schema> {
  let value: unknown;
  try {
    value = bytes.length === 0 ? {} : JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new ApiError(400, 'SerializationException', 'Start of structure or map found where not expected.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new ApiError(400, 'SerializationException', 'The body cannot be read.');
  const actual = valueAt(value, issue.path);
  if (actual === undefined || actual === null) {
    throw validation('null', memberName(issue.path), 'Member must not be null');
  }
  if (issue.code === 'invalid_type') {
    throw new ApiError(
      400,
      'SerializationException',
      `${memberName(issue.path)} cannot be converted: ${issue.message}`,
    );
  }
  const shown = typeof actual === 'object' ? JSON.stringify(actual) : String(actual);
  throw validation(`'${shown}'`, memberName(issue.path), constraint(issue));
}
