import * as z from 'zod';
import { ApiError } from '../control/api-error.ts';

// Members of the requests as the service's model has them; others are ignored.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html

const token = z.string().min(1).optional();
const name = z.string().min(1).max(512);
const pageSize = z.int().min(1).max(50).default(50);
const eventLimit = z.int().min(1).max(10_000).default(10_000);
const time = z.int().min(0).optional();
const group = { logGroupName: name.optional(), logGroupIdentifier: z.string().min(1).max(2_048).optional() };

export const describeGroupsBody = z.object({
  logGroupNamePrefix: name.optional(),
  logGroupNamePattern: z.string().max(512).optional(),
  nextToken: token,
  limit: pageSize,
});
export const deleteGroupBody = z.object({ logGroupName: name });
export const describeStreamsBody = z.object({
  ...group,
  logStreamNamePrefix: name.optional(),
  orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
  descending: z.boolean().default(false),
  nextToken: token,
  limit: pageSize,
});
export const filterEventsBody = z.object({
  ...group,
  logStreamNames: z.array(name).min(1).max(100).optional(),
  logStreamNamePrefix: name.optional(),
  startTime: time,
  endTime: time,
  filterPattern: z.string().max(1_024).default(''),
  nextToken: token,
  limit: eventLimit,
  startFromHead: z.boolean().default(true),
});
export const getEventsBody = z.object({
  ...group,
  logStreamName: name,
  startTime: time,
  endTime: time,
  nextToken: token,
  limit: eventLimit,
  startFromHead: z.boolean().default(false),
});

export const liveTailBody = z.object({
  logGroupIdentifiers: z.array(z.string().min(1).max(2_048)).min(1).max(10),
  logStreamNames: z.array(name).min(1).max(100).optional(),
  logStreamNamePrefixes: z.array(name).min(1).max(100).optional(),
  logEventFilterPattern: z.string().max(1_024).default(''),
});

export const invalidLogsParameter = (message: string): ApiError =>
  new ApiError(400, 'InvalidParameterException', message);

/** @throws ApiError 400 `SerializationException` or `InvalidParameterException` */
export function parseLogsBody<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString() || '{}');
  } catch {
    throw new ApiError(400, 'SerializationException', 'The body is not JSON.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalidLogsParameter(
    `1 validation error detected: Value at '${issue?.path.join('.') ?? ''}' failed to satisfy constraint: ${issue?.message ?? ''}`,
  );
}
