import { outcomes } from './outcome.ts';
import { greatestMs, type InvocationLine, invocationLineSchema } from './run-file.ts';

type Value = Readonly<Record<string, unknown>>;

const fields = Object.keys(invocationLineSchema.shape).length;
const known: ReadonlySet<unknown> = new Set(outcomes);

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const isNumberOrNull = (value: unknown): boolean => value === null || Number.isFinite(value);
const isMsOrNull = (value: unknown): boolean =>
  value === null || (typeof value === 'number' && Math.abs(value) <= greatestMs);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isTextUpTo = (value: unknown, length: number): boolean =>
  typeof value === 'string' && value.length <= length;

/**
 * True of a line that the schema takes as it is: with all its fields, and no other. Nearly all lines are so, and this
 * takes a fifth of the time that the schema takes. Of any other line only the schema says what it is and what is wrong with it.
 */
export const isUsualInvocation = (value: Value): value is InvocationLine & Value =>
  value.kind === 'invocation' &&
  isText(value.runId) &&
  isCount(value.round) &&
  value.round !== 0 &&
  isCount(value.seq) &&
  isCount(value.shard) &&
  typeof value.warmUp === 'boolean' &&
  isText(value.functionName) &&
  isText(value.qualifier) &&
  isTextOrNull(value.requestId) &&
  isMsOrNull(value.plannedMs) &&
  isMsOrNull(value.writtenMs) &&
  isMsOrNull(value.firstByteMs) &&
  isMsOrNull(value.doneMs) &&
  isMsOrNull(value.connectMs) &&
  isMsOrNull(value.stampUncertaintyMs) &&
  known.has(value.outcome) &&
  isTextOrNull(value.reason) &&
  isNumberOrNull(value.statusCode) &&
  isTextOrNull(value.errorType) &&
  isTextOrNull(value.throttleReason) &&
  isTextOrNull(value.executedVersion) &&
  (value.worker === null || isUsualWorker(value.worker)) &&
  (value.tail === null || (Array.isArray(value.tail) && value.tail.every(isText))) &&
  Object.keys(value).length === fields;

function isUsualWorker(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const worker = value as Value;
  return (
    isTextUpTo(worker.environmentId, 128) &&
    worker.environmentId !== '' &&
    (worker.initializationType === null || isTextUpTo(worker.initializationType, 64)) &&
    Number.isFinite(worker.initStartedAt) &&
    Number.isFinite(worker.initEndedAt) &&
    Number.isFinite(worker.handlerStartedAt) &&
    Number.isFinite(worker.handlerEndedAt) &&
    (worker.logStream === null || isTextUpTo(worker.logStream, 512)) &&
    Object.keys(worker).length === 7
  );
}
