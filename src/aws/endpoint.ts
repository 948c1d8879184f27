import { Readable } from 'node:stream';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Target } from '../model/target.ts';
import type { WorkerReply } from '../model/worker-reply.ts';
import type { Endpoint } from './open-socket.ts';
import { replied } from './reply.ts';
import { endpointOf } from './request-endpoint.ts';

const rehearsedPayload: WorkerReply & { readonly rehearsed: true } = {
  environmentId: 'rehearsed',
  initializationType: 'on-demand',
  initStartedAt: 0,
  initEndedAt: 0,
  handlerStartedAt: 0,
  handlerEndedAt: 0,
  logStream: null,
  rehearsed: true,
};
const rehearsedTail = 'REPORT RequestId: rehearsed\tDuration: 1.00 ms\tBilled Duration: 2 ms\t\n';

/** A reply as Lambda sends it, for a request that is not sent. */
const rehearsedResponse = () => ({
  statusCode: 200,
  headers: {
    'content-type': 'application/json',
    'x-amzn-requestid': 'rehearsed',
    'x-amz-executed-version': '1',
    'x-amz-log-result': Buffer.from(rehearsedTail).toString('base64'),
  },
  body: Readable.from([Buffer.from(JSON.stringify(rehearsedPayload))]),
});

const nothingStamped = {
  connectMs: null,
  writtenMs: null,
  firstByteMs: null,
  lastByteMs: null,
  uncertaintyMs: null,
};

/**
 * Where the SDK would send an Invoke, found by letting it build and sign one that is not sent. So every rule of the
 * SDK's about endpoints holds, and missing credentials come to light before a connection is opened.
 *
 * Its reply, made up, is read as the real ones will be: reading the first one takes over ten milliseconds, in which
 * others would wait for their stamps.
 * @throws what the SDK throws for missing region or credentials
 */
export async function invokeEndpoint(client: LambdaClient, target: Target): Promise<Endpoint> {
  let found: Endpoint | null = null;
  const command = new InvokeCommand({
    FunctionName: target.functionName,
    Qualifier: target.qualifier,
    LogType: 'Tail',
    Payload: Buffer.from('{}'),
  });
  command.middlewareStack.add(
    () => async (args) => {
      found = endpointOf(args.request);
      return { response: rehearsedResponse(), output: { $metadata: {} } };
    },
    { step: 'deserialize', priority: 'low', name: 'notSent' },
  );
  // With options, be they empty, the client does not keep this command's stack for the requests to come.
  replied(await client.send(command, {}), nothingStamped);
  if (found === null) throw new Error('the SDK built no HTTP request');
  return found;
}
