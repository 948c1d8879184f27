import type { LiveTail, LogSearch } from '../model/log-search.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { AwsOptions } from './clients.ts';

/** {@link LogSearch} and {@link LiveTail} whose client is loaded when it is first asked: most runs need none, and their
 * first request should not wait for it. */
export function lateLogs(
  options: AwsOptions,
  clock: Clock,
  random: Random,
): LogSearch & LiveTail & { readonly close: () => Promise<void> } {
  const load = async () => {
    const [{ logsClient }, { LogEventSearch }, { liveTail }] = await Promise.all([
      import('./logs-client.ts'),
      import('./log-event-search.ts'),
      import('./live-tail.ts'),
    ]);
    const client = logsClient(options);
    return { client, search: new LogEventSearch(client, clock, random), tail: liveTail(client) };
  };
  let loaded: ReturnType<typeof load> | null = null;
  const logs = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    page: async (...query) => (await logs()).search.page(...query),
    open: async (...query) => (await logs()).tail.open(...query),
    close: async () => {
      await loaded?.then(
        ({ client }) => client.destroy(),
        () => {},
      );
    },
  };
}
