import type { PlatformEvent, PlatformFacts } from './platform-event.ts';

export type SystemLogLevel = 'DEBUG' | 'INFO' | 'WARN';
const rank = { DEBUG: 0, INFO: 1, WARN: 2 } satisfies Record<SystemLogLevel, number>;

/** Level of a system event; Lambda drops those below the function's `SystemLogLevel`, so that WARN hides the report
 * of every call that went well.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export function levelOf(event: PlatformEvent, facts: PlatformFacts): SystemLogLevel {
  switch (event.type) {
    case 'start':
    case 'end':
      return 'INFO';
    case 'initStart':
      return event.phase === 'init' ? 'INFO' : 'DEBUG';
    case 'report':
      return event.status === 'success' ? 'INFO' : 'WARN';
    case 'runtimeDone':
    case 'initRuntimeDone':
      return event.status === 'success' ? 'DEBUG' : 'WARN';
    case 'initReport':
      if (event.status !== 'success') return 'WARN';
      return facts.initializationType === 'on-demand' ? 'DEBUG' : 'INFO';
  }
}

/** JSON carries three decimals. */
const three = (ms: number): number => Math.round(ms * 1_000) / 1_000;
const failure = (errorType: string | null) => (errorType === null ? {} : { errorType });
const tracing = (traceId: string) => ({ tracing: { type: 'X-Amzn-Trace-Id', value: traceId } });

function recordOf(event: PlatformEvent, facts: PlatformFacts): object | null {
  const { initializationType } = facts;
  switch (event.type) {
    case 'initStart':
      return {
        initializationType,
        phase: event.phase,
        runtimeVersion: facts.runtimeVersion,
        runtimeVersionArn: facts.runtimeVersionArn,
        functionName: facts.functionName,
        functionVersion: facts.version,
        instanceId: facts.logStream,
        // Bytes, as Lambda's own events have it.
        instanceMaxMemory: facts.memorySizeMb * 1_024 * 1_024,
      };
    case 'initRuntimeDone':
      return { initializationType, phase: event.phase, status: event.status, ...failure(event.errorType) };
    case 'initReport':
      return {
        initializationType,
        phase: event.phase,
        status: event.status,
        ...failure(event.errorType),
        metrics: { durationMs: three(event.durationMs) },
      };
    case 'start':
      return {
        requestId: event.requestId,
        functionArn: event.functionArn,
        version: facts.version,
        ...tracing(event.traceId),
      };
    case 'runtimeDone':
      return {
        requestId: event.requestId,
        status: event.status,
        ...failure(event.errorType),
        metrics: { durationMs: three(event.durationMs), producedBytes: event.producedBytes },
        ...tracing(event.traceId),
      };
    case 'end':
      return null;
    case 'report':
      return {
        requestId: event.requestId,
        metrics: {
          durationMs: three(event.durationMs),
          billedDurationMs: event.billedMs,
          memorySizeMB: facts.memorySizeMb,
          maxMemoryUsedMB: event.maxMemoryUsedMb,
          ...(event.initMs === null ? {} : { initDurationMs: three(event.initMs) }),
        },
        status: event.status,
        ...failure(event.errorType),
        ...tracing(event.traceId),
      };
  }
}

/** The line of the JSON format, without its line end; null: it has no such event, or its level is not logged.
 * Schema version 2025-01-29.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
export function platformJson(
  event: PlatformEvent,
  facts: PlatformFacts,
  level: SystemLogLevel,
  wallMs: number,
): string | null {
  const record = recordOf(event, facts);
  if (record === null || rank[levelOf(event, facts)] < rank[level]) return null;
  return JSON.stringify({ time: new Date(wallMs).toISOString(), type: `platform.${event.type}`, record });
}
