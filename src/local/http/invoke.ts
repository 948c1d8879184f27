import { isUtf8 } from 'node:buffer';
import { messageOf } from '../../model/errors.ts';
import { chooseVersion } from '../control/aliases.ts';
import {
  conflict,
  functionNotFound,
  invalidContent,
  throttled,
  tooLarge,
  validation,
} from '../control/api-error.ts';
import { type FunctionRef, functionArn, isVersionNumber, parseFunctionRef } from '../control/function-ref.ts';
import { type Control, findFunction, type VersionRecord } from '../control/state.ts';
import type { EngineReply, EngineRequest } from '../engine.ts';
import { effectOf } from '../faults.ts';
import { type ApiReply, emptyReply } from './api-reply.ts';
import { type ApiRequest, header } from './api-request.ts';
import type { LogMask } from './log-mask.ts';
import { tailOf, withoutReport } from './tail.ts';

/** Largest payload of a synchronous and of an asynchronous request.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html 6 MB, as the service's message counts it */
export const syncPayloadLimitBytes = 6_291_556;
export const asyncPayloadLimitBytes = 1_048_576;
const clientContextLimitBytes = 3_583;

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const payloadTooLarge = (): Error =>
  tooLarge(`Request must be smaller than ${syncPayloadLimitBytes} bytes for the InvokeFunction operation`);

/**
 * Invoke: synchronous, asynchronous (it runs once, without retries) and dry run.
 *
 * @throws ApiError as the operation's page lists them
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function invoke(control: Control, mask: LogMask, request: ApiRequest): Promise<ApiReply> {
  const type = oneOf(request, 'x-amz-invocation-type', 'invocationType', [
    'RequestResponse',
    'Event',
    'DryRun',
  ]);
  const logType = oneOf(request, 'x-amz-log-type', 'logType', ['None', 'Tail']);
  checkRequestId(request);
  const payload = checkPayload(request.body);
  const clientContext = readClientContext(header(request, 'x-amz-client-context'));
  const ref = parseFunctionRef(request.route.name, request.query.get('Qualifier'), control);
  const version = versionFor(control, ref);
  if (type === 'DryRun') return emptyReply(204);
  if (type === 'Event' && payload.length > asyncPayloadLimitBytes) {
    throw tooLarge(
      `${payload.length} byte payload is too large for the Event invocation type (limit ${asyncPayloadLimitBytes} bytes)`,
    );
  }
  const traceId = header(request, 'x-amzn-trace-id') ?? newTraceId(control);
  const engineRequest: EngineRequest = {
    version: version.spec,
    invokedArn: functionArn(control, ref.functionName, ref.qualifier),
    requestId: request.requestId,
    payload,
    clientContext,
    traceId,
  };
  maskLogs(control, mask, request, Number.POSITIVE_INFINITY);
  const running = control.engine.invoke(engineRequest);
  if (type === 'Event') {
    const done = (): void => maskLogs(control, mask, request, control.clock.nowMs());
    void running.then(done, done);
    return emptyReply(202);
  }
  const reply = await running;
  maskLogs(control, mask, request, control.clock.nowMs());
  return replyOf(reply, version, logType === 'Tail' ? (log) => shownTail(mask, request, log) : null, traceId);
}

function replyOf(
  reply: EngineReply,
  version: VersionRecord,
  tail: ((log: Uint8Array) => string | null) | null,
  traceId: string,
): ApiReply {
  if (reply.kind === 'throttled') throw throttled(reply.reason);
  const logResult = tail?.(reply.log) ?? null;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'x-amz-executed-version': version.spec.version,
    'x-amzn-trace-id': traceId,
  };
  if (reply.functionError !== null) headers['x-amz-function-error'] = reply.functionError;
  if (logResult !== null) headers['x-amz-log-result'] = logResult;
  return { statusCode: 200, headers, body: reply.payload };
}

/** The version that serves a request now; of a weighted alias a drawn one. */
function versionFor(control: Control, ref: FunctionRef): VersionRecord {
  const record = findFunction(control, ref);
  const alias = ref.qualifier === null ? undefined : record.aliases.get(ref.qualifier);
  const number = alias === undefined ? ref.qualifier : chooseVersion(alias, control.random.fraction());
  const version =
    number === null || number === '$LATEST'
      ? record.serving
      : isVersionNumber(number)
        ? record.versions.get(number)
        : undefined;
  if (version === undefined) throw functionNotFound(functionArn(control, ref.functionName, ref.qualifier));
  if (version.state === 'Pending') {
    throw conflict(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
  return version;
}

function oneOf<Value extends string>(
  request: ApiRequest,
  name: string,
  member: string,
  values: readonly [Value, ...Value[]],
): Value {
  const given = header(request, name);
  if (given === null) return values[0];
  const found = values.find((value) => value === given);
  if (found !== undefined) return found;
  throw validation(`'${given}'`, member, `Member must satisfy enum value set: [${values.join(', ')}]`);
}

/** A client may choose the request id; whoever does so must send a UUID. */
function checkRequestId(request: ApiRequest): void {
  const chosen = header(request, 'x-amzn-requestid');
  if (chosen !== null && !isRequestId(chosen)) {
    throw invalidContent(`The x-amzn-RequestId header '${chosen}' is not a valid UUID.`);
  }
}

export const isRequestId = (text: string): boolean => uuidForm.test(text);

function checkPayload(body: Uint8Array): Uint8Array {
  if (body.length > syncPayloadLimitBytes) throw payloadTooLarge();
  if (body.length === 0) return Buffer.from('{}');
  const prefix = 'Could not parse request body into json: Could not parse payload into json';
  if (!isUtf8(body)) throw invalidContent(`${prefix}: Invalid UTF-8`);
  try {
    JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString());
  } catch (error) {
    throw invalidContent(`${prefix}: ${messageOf(error)}`);
  }
  return body;
}

function readClientContext(encoded: string | null): string | null {
  if (encoded === null) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  if (encoded.length > clientContextLimitBytes) {
    throw invalidContent(`Client context must be no more than ${clientContextLimitBytes} bytes.`);
  }
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw invalidContent('Client context must be a valid Base64-encoded JSON object.');
  }
}

/** `Root=1-8hex-24hex`, seconds since the epoch first.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId({ clock, random }: Control): string {
  const digits = random.hex(40);
  const seconds = Math.floor(clock.wallMs() / 1_000).toString(16);
  return `Root=1-${seconds}-${digits.slice(0, 24)};Parent=${digits.slice(24)};Sampled=0`;
}

function maskLogs(control: Control, mask: LogMask, request: ApiRequest, fromMs: number): void {
  if (request.effects.length === 0) return;
  const late = effectOf(request.effects, 'late-logs');
  if (late) mask.hold(request.requestId, fromMs + late.delayMs);
  const first = fromMs === Number.POSITIVE_INFINITY;
  if (first && effectOf(request.effects, 'other-request-id-in-logs')) {
    mask.rename(request.requestId, control.random.uuid());
  }
  const other = effectOf(request.effects, 'other-duration-in-logs');
  if (other) mask.lengthen(request.requestId, other.addMs);
}

function shownTail(mask: LogMask, { effects }: ApiRequest, log: Uint8Array): string | null {
  if (effectOf(effects, 'no-tail')) return null;
  const kept = effectOf(effects, 'tail-without-report') ? withoutReport(log) : log;
  if (!effectOf(effects, 'other-request-id-in-logs')) return tailOf(kept);
  return tailOf(Buffer.from(mask.renamed(Buffer.from(kept).toString())));
}
