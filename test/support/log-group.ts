import fc from 'fast-check';
import type { FoundEvent, LogPage, LogSearch } from '../../src/model/log-search.ts';

/** A request as the platform logs it. */
interface Logged {
  readonly stream: number;
  readonly gapMs: number;
  readonly durationMs: number;
  readonly status: string | null;
  /** Deliveries of its lines beyond the first. */
  readonly copies: number;
}

const noonMs = Date.UTC(2026, 9, 8, 12);

/** Streams of two versions in text, and one in JSON. */
const streams = ['[$LATEST]', '[7]', '[7]', '[8]'].map((owner, index) => ({
  name: `2026/10/08/${owner}${String(index).repeat(32)}`,
  json: index === 3,
}));

const linesOf = (
  { durationMs, status }: Logged,
  requestId: string,
  initMs: number | null,
  json: boolean,
): string[] => {
  if (json) {
    const metrics = {
      durationMs,
      billedDurationMs: Math.ceil(durationMs),
      memorySizeMB: 128,
      maxMemoryUsedMB: 64,
    };
    const init = initMs === null ? {} : { initDurationMs: initMs };
    const line = (type: string, record: object) =>
      JSON.stringify({ time: new Date(noonMs).toISOString(), type, record });
    return [
      ...(initMs === null ? [] : [line('platform.initStart', { initializationType: 'on-demand' })]),
      line('platform.start', { requestId, version: '8' }),
      line('platform.report', { requestId, status: status ?? 'success', metrics: { ...metrics, ...init } }),
    ];
  }
  const init = initMs === null ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`;
  return [
    ...(initMs === null ? [] : ['INIT_START Runtime Version: nodejs:22.v30\tRuntime Version ARN: arn\n']),
    `START RequestId: ${requestId} Version: 7\n`,
    `REPORT RequestId: ${requestId}\tDuration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t${init}${status === null ? '' : `Status: ${status}`}\n`,
  ];
};

/** Events of requests, in the order in which CloudWatch gives them: by time, several at one moment. */
function eventsOf(requests: readonly Logged[]): FoundEvent[] {
  const seen = new Set<number>();
  let atMs = noonMs;
  const events: FoundEvent[] = [];
  for (const [index, request] of requests.entries()) {
    const stream = streams[request.stream];
    if (stream === undefined) continue;
    const initMs = seen.has(request.stream) ? null : 100;
    seen.add(request.stream);
    const requestId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    for (const message of linesOf(request, requestId, initMs, stream.json)) {
      atMs += request.gapMs;
      for (let copy = 0; copy <= request.copies; copy += 1)
        events.push({
          eventId: String(events.length).padStart(56, '0'),
          atMs,
          logStream: stream.name,
          message,
        });
    }
  }
  return events;
}

/** A log group of three versions, text and JSON, with cold, warm and failed requests. */
export const anyGroup = (): fc.Arbitrary<FoundEvent[]> =>
  fc
    .array(
      fc.record({
        stream: fc.nat(streams.length - 1),
        gapMs: fc.constantFrom(0, 0, 1, 40, 2_000),
        durationMs: fc.integer({ min: 1, max: 100_000 }).map((n) => n / 100),
        status: fc.constantFrom(null, null, null, 'timeout'),
        copies: fc.constantFrom(0, 0, 0, 1),
      }),
      { maxLength: 40 },
    )
    .map(eventsOf);

/** What a page is answered with instead of its events. */
export type Trouble = (call: number, token: string | null) => Error | 'empty' | null;

/** An error as the SDK throws it. */
export const apiError = (name: string, status = 400) =>
  Object.assign(new Error(`${name}: no`), { name, $metadata: { httpStatusCode: status } });

/** FilterLogEvents over events, so many a page; tokens stand for places, and start anew after a bad one. */
export function pagedGroup(
  events: () => readonly FoundEvent[],
  { perPage, trouble = () => null }: { readonly perPage: number; readonly trouble?: Trouble },
) {
  let calls = 0;
  const asked: { readonly fromMs: number; readonly token: string | null }[] = [];
  const search: LogSearch = {
    page: async ({ fromMs, toMs, logStreams }, token, signal): Promise<LogPage> => {
      if (signal.aborted) throw new Error('aborted');
      calls += 1;
      asked.push({ fromMs, token });
      const found = trouble(calls, token);
      if (found instanceof Error) throw found;
      const at = Number(token?.split(' ')[0] ?? 0);
      if (found === 'empty') return { events: [], nextToken: `${at} ${calls}` };
      const inSpan = events().filter(
        ({ atMs, logStream }) =>
          atMs !== null &&
          atMs >= fromMs &&
          (toMs === null || atMs <= toMs) &&
          (logStreams === undefined || logStreams.includes(logStream ?? '')),
      );
      const next = at + perPage;
      return { events: inSpan.slice(at, next), nextToken: next < inSpan.length ? `${next} ${calls}` : null };
    },
  };
  return { search, asked: () => asked };
}
