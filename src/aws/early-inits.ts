import type { FoundEvent } from '../model/log-search.ts';
import { logGroupReader, type ReaderPorts } from './log-group-reader.ts';

/** Streams that one FilterLogEvents may name.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html logStreamNames */
const streamsOfACall = 100;
/** Streams remembered, so that a line that merely quotes a REPORT is not looked into again and again. */
const rememberedAtMost = 10_000;

/** Looks for inits that began before what is read: those of provisioned concurrency run long before the first request.
 * @param beforeMs - the first moment that is read */
export function earlyInits(
  { logGroup, beforeMs }: { readonly logGroup: string; readonly beforeMs: number },
  beginsInit: (message: string) => boolean,
  ports: ReaderPorts,
) {
  const asked = new Set<string>();
  return {
    /** Each stream is asked for once.
     * @returns their lines that say when an init began; null where `signal` aborts
     * @throws what {@link LogGroupReader.parts} throws */
    of: async (streams: readonly string[], signal: AbortSignal): Promise<FoundEvent[] | null> => {
      const open = beforeMs > 0 ? streams.filter((stream) => !asked.has(stream)) : [];
      const found: FoundEvent[] = [];
      for (let from = 0; from < open.length; from += streamsOfACall) {
        const logStreams = open.slice(from, from + streamsOfACall);
        const query = { logGroup, from: { atMs: 0, keys: [] }, toMs: beforeMs - 1, logStreams };
        for await (const { events } of logGroupReader(query, ports).parts(signal))
          found.push(...events.filter(({ message }) => beginsInit(message)));
        if (signal.aborted) return null;
      }
      if (asked.size > rememberedAtMost) asked.clear();
      for (const stream of open) asked.add(stream);
      return found;
    },
  };
}
