import type { AccountPort } from '../model/account-port.ts';
import type { Clock } from '../model/ports.ts';
import { type AwsOptions, configOf } from './clients.ts';

/** The control plane is shared by all of an account: what changes it waits for its turn rather than fail.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const attempts = 8;

/** {@link AccountPort} whose code and clients are loaded with the first call: most runs change nothing. */
export function lateAccount(
  options: AwsOptions,
  clock: Clock,
): { readonly open: () => Promise<AccountPort>; readonly close: () => Promise<void> } {
  const load = async () => {
    const [{ accountPort }, { LambdaClient }, { CloudWatchLogsClient }] = await Promise.all([
      import('./account.ts'),
      import('@aws-sdk/client-lambda'),
      import('@aws-sdk/client-cloudwatch-logs'),
    ]);
    const config = { ...configOf(options), maxAttempts: attempts };
    const lambda = new LambdaClient(config);
    const logs = new CloudWatchLogsClient(config);
    return { lambda, logs, port: accountPort(lambda, logs, clock) };
  };
  let loaded: ReturnType<typeof load> | null = null;
  return {
    open: async () => {
      loaded ??= load();
      return (await loaded).port;
    },
    close: async () => {
      await loaded?.then(
        ({ lambda, logs }) => {
          lambda.destroy();
          logs.destroy();
        },
        () => {},
      );
    },
  };
}
