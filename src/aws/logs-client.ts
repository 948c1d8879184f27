import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type AwsOptions, configOf } from './clients.ts';

/** What StartLiveTail puts before the host, where that is one of AWS's own (`logs.eu-central-1.amazonaws.com`).
 * @see https://docs.aws.amazon.com/general/latest/gr/cwl_region.html */
const hostPrefix = 'stream-';
const ofAws = /^stream-logs(?:-fips)?\.[a-z0-9-]+\./;

/** For REPORTs that no tail brought: with the SDK's retries. */
export function logsClient(options: AwsOptions): CloudWatchLogsClient {
  const client = new CloudWatchLogsClient(configOf(options));
  // An endpoint that the environment or the profile names has no name for the prefix either, but the SDK adds it.
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { hostname?: string };
      if (request.hostname?.startsWith(hostPrefix) && !ofAws.test(request.hostname))
        request.hostname = request.hostname.slice(hostPrefix.length);
      return next(args);
    },
    { step: 'build', priority: 'high', name: 'withoutHostPrefix' },
  );
  return client;
}
