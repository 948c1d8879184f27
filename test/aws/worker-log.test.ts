import { describe, expect, it } from 'vitest';
import { LogEventWatch } from '../../src/aws/log-watch.ts';
import { WatchedWorkerLog } from '../../src/aws/worker-log.ts';
import type { FoundEvent, LogSearch, LogSpan } from '../../src/model/log-search.ts';
import type { LoggedRequests, WorkerLogQuery } from '../../src/model/worker-log.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fixedRandom } from '../support/real-clock.ts';

const beginMs = 1_767_322_445_000;

let nth = 0;
const event = (atMs: number, logStream: string, message: string): FoundEvent => {
  nth += 1;
  return { eventId: `e${nth}`, atMs: beginMs + atMs, logStream: `2026/01/02/[1]${logStream}`, message };
};

interface Told {
  readonly init?: number;
  readonly json?: boolean;
  readonly start?: boolean;
}

/** What a request leaves in the log: START at `atMs`, REPORT 250 ms later. */
const request = (id: string, atMs: number, stream: string, { init, json, start = true }: Told = {}) => [
  ...(start
    ? [
        event(
          atMs,
          stream,
          json
            ? JSON.stringify({ type: 'platform.start', record: { requestId: id, version: '1' } })
            : `START RequestId: ${id} Version: 1`,
        ),
      ]
    : []),
  event(
    atMs + 250,
    stream,
    json
      ? JSON.stringify({
          type: 'platform.report',
          record: { requestId: id, metrics: { durationMs: 250, ...(init ? { initDurationMs: init } : {}) } },
        })
      : `REPORT RequestId: ${id}\tDuration: 250.00 ms\tBilled Duration: 250 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t${init ? `Init Duration: ${init}.00 ms\t` : ''}\n`,
  ),
];
const initStart = (atMs: number, stream: string, json = false) =>
  event(
    atMs,
    stream,
    json
      ? JSON.stringify({ type: 'platform.initStart', record: { initializationType: 'on-demand' } })
      : 'INIT_START Runtime Version: nodejs:22.v1\tRuntime Version ARN: arn:aws:lambda:x\n',
  );

async function find(
  events: readonly FoundEvent[],
  query: Partial<WorkerLogQuery> = {},
  refuse: ((span: LogSpan) => unknown) | null = null,
): Promise<LoggedRequests & { readonly spans: readonly LogSpan[]; readonly tookMs: number }> {
  const clock = new FakeClock();
  const spans: LogSpan[] = [];
  const search: LogSearch = {
    page: async (span) => {
      spans.push(span);
      const refused = refuse?.(span) ?? null;
      if (refused !== null) throw refused;
      const page = events
        .filter(({ atMs }) => (atMs ?? 0) >= span.fromMs)
        .filter(({ logStream }) => span.logStreams === undefined || span.logStreams.includes(logStream ?? ''))
        .toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
      return { events: page, nextToken: null };
    },
  };
  const log = new WatchedWorkerLog(new LogEventWatch(search, clock, fixedRandom), search);
  const whole: WorkerLogQuery = {
    logGroup: '/aws/lambda/worker_lambda',
    logFormat: null,
    fromMs: beginMs,
    count: 3,
    known: new Set(),
    quietMs: 5_000,
    timeoutMs: 60_000,
    ...query,
  };
  const work = log.find(whole, new AbortController().signal);
  await clock.runUntil(work);
  return { ...(await work), spans, tookMs: clock.nowMs() };
}

const ids = ({ requests }: LoggedRequests): readonly string[] => requests.map(({ requestId }) => requestId);

describe('requests whose ids nobody knows', () => {
  it.each([{ json: false }, { json: true }])(
    'are found by time, in the order of their starts, JSON $json',
    async ({ json }) => {
      const result = await find([
        ...request('b', 20, 's2', { json, init: 90 }),
        initStart(1, 's2', json),
        ...request('a', 10, 's1', { json }),
        ...request('c', 30, 's3', { json }),
      ]);
      expect(ids(result)).toEqual(['a', 'b', 'c']);
      expect(result).toMatchObject({ others: 0, refusal: null, tookMs: 0 });
      expect(result.requests[1]).toMatchObject({ startedAtMs: beginMs + 20, logStream: '2026/01/02/[1]s2' });
      expect(result.requests[1]?.events).toHaveLength(3);
      expect(result.spans).toHaveLength(1);
    },
  );

  it('until the log is quiet, where there are fewer', async () => {
    const result = await find(request('a', 10, 's1'));
    expect(ids(result)).toEqual(['a']);
    expect(result.tookMs).toBe(5_000);
  });

  it('with the init of an environment that was initialized long before, from its own stream', async () => {
    const result = await find(
      [initStart(-3_600_000, 'old'), ...request('a', 10, 'old', { init: 90 }), ...request('b', 20, 'other')],
      { count: 2 },
    );
    expect(result.requests[0]?.events.map(({ message }) => message.split(' ')[0])).toEqual([
      'INIT_START',
      'START',
      'REPORT',
    ]);
    expect(result.spans.slice(1)).toMatchObject([{ fromMs: 0, logStreams: ['2026/01/02/[1]old'] }]);
  });

  it("that started earlier are somebody else's", async () => {
    const result = await find([
      // Its START is outside of the window, its REPORT is in it.
      ...request('early', -100, 's0'),
      ...request('without-start', -100, 's9', { start: false }),
      ...request('hidden-start', 300, 's8', { start: false }),
      ...request('a', 10, 's1'),
    ]);
    expect(ids(result)).toEqual(['a', 'hidden-start']);
  });

  it('that were found before are not found again', async () => {
    expect(
      ids(await find([...request('a', 10, 's1'), ...request('b', 20, 's2')], { known: new Set(['a']) })),
    ).toEqual(['b']);
  });

  it('beyond the count are told as others', async () => {
    const events = ['a', 'b', 'c', 'd', 'e'].flatMap((id, at) => request(id, at, id));
    const result = await find(events, { count: 2 });
    expect(ids(result)).toEqual(['a', 'b']);
    expect(result.others).toBe(3);
  });

  it('are kept where the log then refuses to be read', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    const events = request('a', 10, 's1', { init: 90 });
    const result = await find(events, { count: 1 }, ({ logStreams }) =>
      logStreams === undefined ? null : denied,
    );
    expect(ids(result)).toEqual(['a']);
    expect(result.refusal?.message).toContain('not authorized');
    const none = await find(events, {}, () => denied);
    expect(none).toMatchObject({ requests: [], others: 0 });
    expect(none.refusal?.message).toContain('not authorized');
  });
});
