import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Target } from '../model/target.ts';
import type { Endpoint } from './open-socket.ts';

const asEndpoint = (request: unknown): Endpoint | null => {
  if (typeof request !== 'object' || request === null) return null;
  const { protocol, hostname, port } = request as { protocol?: unknown; hostname?: unknown; port?: unknown };
  if (typeof hostname !== 'string') return null;
  const secure = protocol !== 'http:';
  return {
    secure,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: typeof port === 'number' ? port : secure ? 443 : 80,
  };
};

/**
 * Where the SDK would send an Invoke, found by letting it build and sign one that is not sent. So every rule of the
 * SDK's about endpoints holds, and missing credentials come to light before a connection is opened.
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
      found = asEndpoint(args.request);
      return { response: undefined, output: { $metadata: {} } };
    },
    { step: 'finalizeRequest', priority: 'low', name: 'notSent' },
  );
  await client.send(command);
  if (found === null) throw new Error('the SDK built no HTTP request');
  return found;
}
