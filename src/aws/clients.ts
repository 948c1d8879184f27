import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { wrapped } from './errors.ts';
import { type Environment, ignoredProxy, noteProxy } from './ignored-proxy.ts';
import { endpointOf } from './request-endpoint.ts';

/** Where the clients look; what is not given comes from the SDK's default chain (environment, profile, instance). */
export interface AwsOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpointUrl?: string | undefined;
  /** Instead of the chain's: the embedded service takes any. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Looked through for a proxy, which the SDK does not use, to say so. */
  readonly env?: Environment;
}

/** `disableHostPrefix`: some operations put a word before the host, which a custom endpoint has no name for. */
export const configOf = ({ region, profile, endpointUrl, credentials }: AwsOptions) => ({
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
  ...(credentials === undefined ? {} : { credentials }),
  ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl, disableHostPrefix: true }),
});

/** For questions about a target: with the SDK's retries. */
export function lambdaClient(options: AwsOptions): LambdaClient {
  const client = new LambdaClient(configOf(options));
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const endpoint = endpointOf(args.request);
        if (endpoint !== null) noteProxy(error, ignoredProxy(options.env ?? {}, endpoint));
        throw error;
      }
    },
    { step: 'deserialize', priority: 'low', name: 'proxyOnTheWay' },
  );
  return client;
}

/** For what is measured: one attempt, no time-outs (they count from the release), connections from the agents. */
export const measuringClient = (
  options: AwsOptions,
  httpAgent: HttpAgent,
  httpsAgent: HttpsAgent,
): LambdaClient =>
  new LambdaClient({
    ...configOf(options),
    // The stack of middleware is put together once, not for each request.
    cacheMiddleware: true,
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      httpAgent,
      httpsAgent,
      connectionTimeout: 0,
      requestTimeout: 0,
      socketTimeout: 0,
    }),
  });

/** Calls `onRequest` with a command's input and the headers that its HTTP request is about to be made with. */
export function onHttpRequest(
  client: LambdaClient,
  onRequest: (input: object, headers: object) => void,
): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers?: object };
      if (headers !== undefined) onRequest(args.input, headers);
      return next(args);
    },
    { step: 'deserialize', priority: 'low', name: 'aboutToBeSent' },
  );
}

/** The region that the clients will use.
 * @throws UsageError where none is set */
export async function resolvedRegion(options: AwsOptions): Promise<string> {
  const client = lambdaClient(options);
  try {
    return await client.config.region();
  } catch (error) {
    throw wrapped('Lambda', error);
  } finally {
    client.destroy();
  }
}
