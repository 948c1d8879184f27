import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ReportFinding, ReportLookup, ReportQuery, WantedReport } from '../model/dispatch.ts';
import type { Clock, Random } from '../model/ports.ts';
import { isNotFound, thrownFacts } from './errors.ts';
import { filterPattern, GatheredEvents } from './log-events.ts';
import { type LogWindow, windowsOf } from './log-windows.ts';

/** The least rate that every region grants FilterLogEvents is five calls a second.
 * @see https://docs.aws.amazon.com/general/latest/gr/cwl_region.html */
const betweenCallsMs = 250;
const firstWaitMs = 500;
const waitAtMostMs = 5_000;
/** This machine's clock may be off by what a signature allows; so far the window is opened where the narrow one,
 * tried first, did not do.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const narrowSlackMs = 15_000;
const wideSlackMs = 300_000;
const narrowLooks = 3;

const note = (code: string, message: string): ReportFinding => ({ kind: 'note', code, message });

const missingNote = (query: ReportQuery, missing: number, groupSeen: boolean): ReportFinding =>
  groupSeen
    ? note(
        'logs-incomplete',
        `${missing} of ${query.wanted.length} REPORT lines did not appear in ${query.logGroup} within ${query.timeoutMs / 1_000} s.`,
      )
    : note(
        'logs-group-missing',
        `There is no log group ${query.logGroup}: missing REPORT lines stay missing.`,
      );

/** The note that ends the lookup; null where trying again may help. */
function finalNote(error: unknown): ReportFinding | null {
  const { name, message, statusCode } = thrownFacts(error);
  if (isNotFound(error) || name === 'ThrottlingException' || (statusCode !== null && statusCode >= 500))
    return null;
  return note(
    'logs-refused',
    `CloudWatch Logs could not be read (${name}: ${message}): missing REPORT lines stay missing.`,
  );
}

/** Looks REPORTs up in CloudWatch Logs with FilterLogEvents. */
export class LogReports implements ReportLookup {
  readonly #client: CloudWatchLogsClient;
  readonly #clock: Clock;
  readonly #random: Random;
  #lastCallMs = Number.NEGATIVE_INFINITY;

  constructor(client: CloudWatchLogsClient, clock: Clock, random: Random) {
    this.#client = client;
    this.#clock = clock;
    this.#random = random;
  }

  async *find(query: ReportQuery, signal: AbortSignal): AsyncIterable<ReportFinding> {
    const deadlineMs = this.#clock.nowMs() + query.timeoutMs;
    const isOver = (): boolean => signal.aborted || this.#clock.nowMs() >= deadlineMs;
    const missing = new Map<string, WantedReport>(query.wanted.map((one) => [one.requestId, one]));
    const gathered = new GatheredEvents(missing.keys());
    let groupSeen = true;
    let waitMs = firstWaitMs;
    for (let look = 1; missing.size > 0; look += 1) {
      const slackMs = look <= narrowLooks ? narrowSlackMs : wideSlackMs;
      try {
        for (const window of windowsOf([...missing.values()], slackMs))
          for await (const event of this.#events(query.logGroup, window, isOver, signal)) gathered.add(event);
        groupSeen = true;
      } catch (error) {
        if (signal.aborted) return;
        const final = finalNote(error);
        if (final !== null) {
          yield final;
          return;
        }
        groupSeen = !isNotFound(error);
      }
      for (const requestId of [...missing.keys()]) {
        const events = gathered.of(requestId);
        if (events === null) continue;
        missing.delete(requestId);
        yield { kind: 'report', requestId, events };
      }
      if (missing.size === 0 || isOver()) break;
      // Between half and all of the wait, so that several clients do not stay in step.
      const restMs = waitMs * (0.5 + this.#random.fraction() / 2);
      await this.#clock.sleep(Math.min(restMs, deadlineMs - this.#clock.nowMs()), signal);
      waitMs = Math.min(waitMs * 1.6, waitAtMostMs);
      if (signal.aborted) break;
    }
    if (missing.size > 0 && !signal.aborted) yield missingNote(query, missing.size, groupSeen);
  }

  /** All pages of one window; an empty page may well be followed by a full one. */
  async *#events(
    logGroupName: string,
    { startMs, endMs }: LogWindow,
    isOver: () => boolean,
    abortSignal: AbortSignal,
  ): AsyncIterable<FilteredLogEvent> {
    let nextToken: string | undefined;
    do {
      const restMs = this.#lastCallMs + betweenCallsMs - this.#clock.nowMs();
      if (restMs > 0) await this.#clock.sleep(restMs, abortSignal);
      this.#lastCallMs = this.#clock.nowMs();
      const page = await this.#client.send(
        new FilterLogEventsCommand({
          logGroupName,
          startTime: Math.max(0, startMs),
          endTime: endMs,
          filterPattern,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
        { abortSignal },
      );
      yield* page.events ?? [];
      nextToken = page.nextToken;
    } while (nextToken !== undefined && !isOver());
  }
}
