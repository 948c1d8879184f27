import type { IncomingMessage } from 'node:http';
import { ApiError, tooLarge } from '../control/api-error.ts';
import { downloadedCode } from '../control/code-location.ts';
import { functionArn, type Place, parseFunctionRef } from '../control/function-ref.ts';
import type { Control } from '../control/state.ts';
import type { FaultEffect } from '../fault-schema.ts';
import { effectOf, type FaultSubject, type Faults } from '../faults.ts';
import { type ApiReply, asApiError, lambdaErrorReply, logsErrorReply } from './api-reply.ts';
import { groupNameInArn, groupNameOf, logGroupArn } from './describe-logs.ts';
import type { Destination } from './destination.ts';
import { positionOf } from './filter-events.ts';
import { isRequestId, payloadTooLarge, syncPayloadLimitBytes } from './invoke.ts';
import { runLambda } from './lambda-api.ts';
import type { LogMask } from './log-mask.ts';
import { runLogs } from './logs-api.ts';
import type { Body } from './read-body.ts';
import { type Refused, refusalOf } from './refusals.ts';

/** What the APIs work on. */
export interface Apis {
  readonly control: Control;
  readonly faults: Faults;
  readonly mask: LogMask;
}

/** A decided answer; null: the connection is to be closed without one. */
export interface Answer {
  readonly requestId: string;
  readonly reply: ApiReply | null;
  readonly effects: readonly FaultEffect[];
}

/** Largest body of an operation that carries code.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html 50 MB zipped, in base64 */
const codeBodyLimitBytes = 69_905_067;

export const bodyLimitBytes = (destination: Destination): number =>
  destination.api === 'lambda' &&
  (destination.route.operation === 'CreateFunction' || destination.route.operation === 'UpdateFunctionCode')
    ? codeBodyLimitBytes
    : syncPayloadLimitBytes;

/** Decides the answer to one request, faults on order included. Never rejects. */
export async function answer(
  apis: Apis,
  incoming: IncomingMessage,
  destination: Destination,
  body: Exclude<Body, { kind: 'aborted' }>,
): Promise<Answer> {
  const { control } = apis;
  const chosen = incoming.headers['x-amzn-requestid'];
  const requestId = typeof chosen === 'string' && isRequestId(chosen) ? chosen : control.random.uuid();
  const errorReply = destination.api === 'logs' ? logsErrorReply : lambdaErrorReply;
  let effects: readonly FaultEffect[] = [];
  try {
    refuseWebPages(incoming);
    if (destination.api === 'none') throw unknownOperation(incoming, destination.statusCode);
    if (destination.api === 'code') {
      const bytes = await downloadedCode(control, destination.download);
      const headers = { 'content-type': 'application/zip' };
      return { requestId, reply: { statusCode: 200, headers, body: bytes }, effects };
    }
    const bytes = body.kind === 'whole' ? body.bytes : new Uint8Array();
    if (!apis.faults.isEmpty) {
      const subject = subjectOf(control, destination, bytes);
      effects = continuesEmptyPages(destination, bytes) ? [] : apis.faults.hit(subject);
      const refused = refusedOf(control, destination, subject, bytes);
      for (const effect of effects) {
        const refusal = refusalOf(effect, refused);
        if (refusal !== null) throw refusal;
      }
    }
    const reset = effectOf(effects, 'reset');
    if (reset?.afterRunning === false) return { requestId, reply: null, effects };
    if (body.kind === 'too-large') throw bodyTooLarge(destination);
    const reply =
      destination.api === 'logs'
        ? runLogs(control, apis.mask, destination.operation, bytes, effects)
        : await runLambda(control, apis.mask, {
            ...destination,
            headers: incoming.headers,
            body: bytes,
            requestId,
            effects,
          });
    return { requestId, reply: reset === undefined ? withMembers(reply, effects) : null, effects };
  } catch (error) {
    return { requestId, reply: errorReply(asApiError(error)), effects };
  }
}

/** The reply with the members that a fault on order puts in. */
function withMembers(reply: ApiReply, effects: readonly FaultEffect[]): ApiReply {
  const members = effectOf(effects, 'reply-with')?.members;
  return members === undefined || typeof reply.body !== 'string' || !reply.body.startsWith('{')
    ? reply
    : { ...reply, body: JSON.stringify({ ...JSON.parse(reply.body), ...members }) };
}

/** Any page a browser shows can post to this port, and what it posts runs here as code. A browser says which page it
 * was, clients of the API do not. */
function refuseWebPages({ headers }: IncomingMessage): void {
  if (headers.origin === undefined) return;
  throw new ApiError(403, 'AccessDeniedException', 'This service does not answer web pages.');
}

const unknownOperation = ({ method, url }: IncomingMessage, statusCode: 404 | 501): ApiError =>
  new ApiError(
    statusCode,
    'UnknownOperationException',
    `${method} ${url} is no operation of this service; docs/local.md lists those it has.`,
  );

const bodyTooLarge = (destination: Destination): Error =>
  destination.api === 'lambda' && destination.route.operation !== 'Invoke'
    ? tooLarge(
        `Request must be smaller than ${bodyLimitBytes(destination)} bytes for the ${destination.route.operation} operation`,
      )
    : payloadTooLarge();

type Served = Exclude<Destination, { api: 'none' | 'code' }>;

/** The first group that a request names. */
function logGroupOf(bytes: Uint8Array): string | null {
  try {
    const body = JSON.parse(Buffer.from(bytes).toString());
    return groupNameInArn(String(body.logGroupIdentifiers?.[0])) ?? groupNameOf(body);
  } catch {
    return null;
  }
}

/** Asking for the next of some empty pages, and for what comes after them, is no request of its own: faults do not
 * count it. */
function continuesEmptyPages(destination: Served, bytes: Uint8Array): boolean {
  if (destination.api !== 'logs' || destination.operation !== 'FilterLogEvents') return false;
  try {
    const { nextToken } = JSON.parse(Buffer.from(bytes).toString());
    return nextToken !== undefined && positionOf(nextToken).after === null;
  } catch {
    return false;
  }
}

function subjectOf(place: Place, destination: Served, bytes: Uint8Array): FaultSubject {
  const payload = (): string => Buffer.from(bytes).toString();
  if (destination.api === 'logs') {
    const functionName = /^\/aws\/lambda\/(.+)$/.exec(logGroupOf(bytes) ?? '')?.[1] ?? null;
    return { operation: destination.operation, functionName, qualifier: null, payload };
  }
  const { route, query } = destination;
  if (route.name === '') return { operation: route.operation, functionName: null, qualifier: null, payload };
  try {
    const ref = parseFunctionRef(route.name, query.get('Qualifier'), place);
    const qualifier = ref.qualifier ?? (route.alias === '' ? '$LATEST' : route.alias);
    return { operation: route.operation, functionName: ref.functionName, qualifier, payload };
  } catch {
    return { operation: route.operation, functionName: route.name, qualifier: null, payload };
  }
}

function refusedOf(place: Place, destination: Served, subject: FaultSubject, bytes: Uint8Array): Refused {
  const { operation, functionName, qualifier } = subject;
  const { accountId } = place;
  if (destination.api === 'logs') {
    const group = logGroupArn(place, logGroupOf(bytes) ?? '*');
    const resourceArn = operation === 'StartLiveTail' ? group : `${group}:log-stream:`;
    return { service: 'logs', operation, resourceArn, accountId };
  }
  const resourceArn =
    functionName === null
      ? '*'
      : functionArn(
          place,
          functionName,
          qualifier === '$LATEST' && !destination.query.has('Qualifier') ? null : qualifier,
        );
  return { service: 'lambda', operation, resourceArn, accountId };
}
