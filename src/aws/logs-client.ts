import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type AwsOptions, configOf } from './clients.ts';

/** For REPORTs that no tail brought: with the SDK's retries. */
export const logsClient = (options: AwsOptions): CloudWatchLogsClient =>
  new CloudWatchLogsClient(configOf(options));
