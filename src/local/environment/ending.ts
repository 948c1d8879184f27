import type { EngineRequest } from '../engine.ts';
import { exitErrorType, exitMessage, failureBody, platformErrorType, timeoutMessage } from './error-reply.ts';
import type { InitPhaseResult } from './init-phase.ts';
import type { InvocationResult } from './invocation-phase.ts';
import type { PlatformEvent, PlatformStatus } from './platform-event.ts';

/** How a request ended: what its sender gets and what the platform log says. */
export interface Ending {
  readonly status: PlatformStatus;
  readonly errorType: string | null;
  readonly durationMs: number;
  readonly body: Uint8Array;
  readonly functionError: 'Unhandled' | null;
}

/** An init to show in a REPORT. */
export interface ReportedInit {
  readonly ms: number;
  /** Whether the request pays for it: it does on demand, an allocation of provisioned concurrency paid before. */
  readonly paid: boolean;
}

const timedOut = ({ requestId }: EngineRequest, timeoutMs: number): Ending => ({
  status: 'timeout',
  errorType: null,
  durationMs: timeoutMs,
  body: failureBody(requestId, 'Sandbox.Timedout', timeoutMessage(timeoutMs)),
  functionError: 'Unhandled',
});

const failed = (errorType: string, durationMs: number, body: Uint8Array): Ending => ({
  status: 'error',
  errorType: platformErrorType(errorType),
  durationMs,
  body,
  functionError: 'Unhandled',
});

/** Of a request whose repeated init failed; the handler never saw it. */
export function endingOfInit(request: EngineRequest, init: InitPhaseResult, durationMs: number): Ending {
  if (init.status === 'timeout') return timedOut(request, request.version.timeoutMs);
  const errorType = init.errorType ?? 'Runtime.Unknown';
  return failed(
    errorType,
    durationMs,
    init.body ?? failureBody(request.requestId, errorType, init.message ?? ''),
  );
}

/** Of a request that was handed to the runtime.
 * @param suppressedMs - init that was repeated inside it */
export function endingOf(
  request: EngineRequest,
  result: InvocationResult,
  suppressedMs: number,
  outOfMemory: boolean,
): Ending {
  const durationMs = suppressedMs + result.durationMs;
  if (result.kind === 'timeout') return timedOut(request, request.version.timeoutMs);
  if (result.kind === 'exited') {
    const errorType = outOfMemory ? 'Runtime.OutOfMemory' : exitErrorType(result.exit);
    return failed(errorType, durationMs, failureBody(request.requestId, errorType, exitMessage(result.exit)));
  }
  const { kind, body } = result.answer;
  if (kind === 'too-large') return failed('Function.ResponseSizeTooLarge', durationMs, body);
  // An error that the handler threw is an answer like any other to the platform: REPORT has no status then.
  const functionError = kind === 'response' ? null : 'Unhandled';
  return { status: 'success', errorType: null, durationMs, body, functionError };
}

/** Billed is the ceiling of the sum of the figures as they are printed, so that the line adds up for its reader.
 * @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/ */
export const billedMs = (durationMs: number, initMs: number): number =>
  Math.ceil(Math.round((durationMs + initMs) * 1_000) / 1_000);

/** Decimals of the two log formats. */
const rounding = { Text: 100, JSON: 1_000 } as const;

/** The platform's last words on a request: `runtimeDone`, END, REPORT. */
export function lastEvents(
  { requestId, traceId, version }: EngineRequest,
  ending: Ending,
  init: ReportedInit | null,
  memoryUsedKb: number,
): readonly PlatformEvent[] {
  const printed = (ms: number): number =>
    Math.round(ms * rounding[version.logFormat]) / rounding[version.logFormat];
  const { status, errorType } = ending;
  const durationMs = printed(ending.durationMs);
  const initMs = init === null ? null : printed(init.ms);
  // Field by field: this is done for each request, and spreading costs more than all the rest.
  return [
    {
      type: 'runtimeDone',
      requestId,
      status,
      errorType,
      durationMs,
      producedBytes: ending.body.byteLength,
      traceId,
    },
    { type: 'end', requestId },
    {
      type: 'report',
      requestId,
      status,
      errorType,
      durationMs,
      billedMs: billedMs(durationMs, init?.paid === true ? (initMs ?? 0) : 0),
      // Looks are taken now and then: a tree may be a little over its limit before it is ended.
      maxMemoryUsedMb: Math.min(version.memorySizeMb, Math.round(memoryUsedKb / 1_024)),
      initMs,
      traceId,
    },
  ];
}
