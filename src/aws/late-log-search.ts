import type { LogSearch } from '../model/log-search.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { AwsOptions } from './clients.ts';

/** {@link LogSearch} whose client is loaded with the first page: most runs need none, and their first request should not
 * wait for it. */
export function lateLogSearch(
  options: AwsOptions,
  clock: Clock,
  random: Random,
): LogSearch & { readonly close: () => Promise<void> } {
  const load = async () => {
    const [{ logsClient }, { LogEventSearch }] = await Promise.all([
      import('./logs-client.ts'),
      import('./log-event-search.ts'),
    ]);
    const client = logsClient(options);
    return { client, search: new LogEventSearch(client, clock, random) };
  };
  let loaded: ReturnType<typeof load> | null = null;
  return {
    page: async (...query) => {
      loaded ??= load();
      return (await loaded).search.page(...query);
    },
    close: async () => {
      await loaded?.then(
        ({ client }) => client.destroy(),
        () => {},
      );
    },
  };
}
