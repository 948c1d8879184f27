import { UsageError } from '../model/errors.ts';
import type {
  FoundEvent,
  LogGroupReader,
  LogPart,
  LogPosition,
  LogSearch,
  LogSpan,
} from '../model/log-search.ts';
import type { Clock, Random } from '../model/ports.ts';
import { isNotFound, isPassing, thrownFacts, wrapped } from './errors.ts';
import { ReadEvents } from './read-events.ts';

const firstWaitMs = 1_000;
const waitAtMostMs = 30_000;
/** About four minutes in all. */
const triesInARow = 12;
/** Between two looks for what is new. */
const followEveryMs = 2_000;

export interface LogGroupQuery {
  readonly logGroup: string;
  readonly from: LogPosition;
  /** Null: it follows what is yet to be logged. */
  readonly toMs: number | null;
  /** Only these streams, 100 at most; not there: all. */
  readonly logStreams?: readonly string[];
}

/** What a reading works with. */
export interface ReaderPorts {
  readonly search: LogSearch;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of trouble that may pass, in words. */
  readonly onTrouble: (message: string) => void;
}

/** No HTTP answer came: the connection broke. */
const isLost = (error: unknown): boolean => {
  const { statusCode, code } = thrownFacts(error);
  return statusCode === null && code !== null;
};

/** The page's token is too old; what it stood for can be asked for anew.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html nextToken */
const isBadToken = (error: unknown): boolean => thrownFacts(error).name === 'InvalidParameterException';

function refusal(logGroup: string, error: unknown): unknown {
  if (isNotFound(error))
    return new UsageError(
      `There is no log group ${logGroup}.`,
      'A function makes its group with its first request. Check --region and --profile, or list what is there with: aws logs describe-log-groups',
      error,
    );
  const { name, message } = thrownFacts(error);
  if (name === 'InvalidParameterException')
    return new UsageError(
      `CloudWatch Logs does not take what was asked: ${message}`,
      'Check --log-group, --since and --until.',
      error,
    );
  return wrapped('FilterLogEvents', error);
}

/** {@link LogGroupReader} by FilterLogEvents: page after page at the pace of {@link LogSearch}, asking again after what
 * may pass, and looking again and again where it follows. */
export function logGroupReader(query: LogGroupQuery, ports: ReaderPorts): LogGroupReader {
  const { search, clock, random, onTrouble } = ports;
  const { logGroup, toMs } = query;
  const read = new ReadEvents(query.from, toMs === null ? 'following' : 'past');
  /** Pages that came. */
  let pages = 0;

  const rest = (waitMs: number, signal: AbortSignal): Promise<void> =>
    // Between half and all of it, so that several clients do not stay in step.
    clock.sleep(waitMs * (0.5 + random.fraction() / 2), signal);

  /** From the position to the end, page after page. */
  async function* pagesOnce(signal: AbortSignal): AsyncGenerator<readonly FoundEvent[]> {
    // Both formats: a function may have changed its own within the time that is read.
    const span = (): LogSpan => ({
      ...{ logGroup, toMs, logFormat: null },
      fromMs: read.position().atMs,
      ...(query.logStreams === undefined ? {} : { logStreams: query.logStreams }),
    });
    let asked = span();
    let token: string | null = null;
    let renewedAtMs: number | null = null;
    let failed = 0;
    let waitMs = firstWaitMs;
    while (!signal.aborted) {
      try {
        const page = await search.page(asked, token, signal);
        pages += 1;
        failed = 0;
        waitMs = firstWaitMs;
        yield page.events;
        if (page.nextToken === null) return;
        token = page.nextToken;
      } catch (error) {
        if (signal.aborted) return;
        // Once at each place: where nothing was gained since, it is not the token's age.
        const { atMs } = read.position();
        if (token !== null && isBadToken(error) && renewedAtMs !== atMs) {
          renewedAtMs = atMs;
          token = null;
          asked = span();
          continue;
        }
        failed += 1;
        const passes = isPassing(error) || (pages > 0 && isLost(error));
        if (!passes || failed >= triesInARow) throw refusal(logGroup, error);
        const { name, message } = thrownFacts(error);
        onTrouble(`FilterLogEvents: ${name}: ${message}; asking again`);
        await rest(waitMs, signal);
        waitMs = Math.min(waitMs * 2, waitAtMostMs);
      }
    }
  }

  async function* parts(signal: AbortSignal): AsyncGenerator<LogPart> {
    while (!signal.aborted) {
      for await (const events of pagesOnce(signal)) {
        const fresh = events.filter((event) => read.take(event));
        read.settle(clock.wallMs());
        yield { events: fresh, caughtUp: false };
      }
      if (signal.aborted) return;
      yield { events: [], caughtUp: true };
      if (toMs !== null) return;
      await rest(followEveryMs, signal);
    }
  }

  return { parts, position: read.position };
}
