import { describe, expect, it } from 'vitest';
import { LiveReports } from '../../src/aws/live-reports.ts';
import type { ReportFinding, ReportLookup, ReportQuery } from '../../src/model/dispatch.ts';
import type { FoundEvent, LiveTail, LiveUpdate } from '../../src/model/log-search.ts';
import { FakeClock } from '../support/fake-clock.ts';

const arn = 'arn:aws:logs:eu-central-1:1:log-group:/aws/lambda/w';
const listenTo = { logGroup: '/aws/lambda/w', logGroupArn: arn, logFormat: 'Text' as const };

const event = (message: string): FoundEvent => ({ eventId: null, atMs: 1_000, logStream: 's', message });
const start = (id: string): FoundEvent => event(`START RequestId: ${id} Version: 1`);
const report = (id: string): FoundEvent =>
  event(`REPORT RequestId: ${id}\tDuration: 1.00 ms\tBilled Duration: 1 ms\t`);

/** An update, an error that ends the session, or its end. */
type Part = { readonly atMs: number } & (
  | { readonly events: readonly FoundEvent[]; readonly sampled?: boolean }
  | { readonly error: Error }
  | { readonly end: true }
);

function scripted(clock: FakeClock, parts: readonly Part[]) {
  const took: number[] = [];
  let ended = false;
  const tail: LiveTail = {
    open: async (_query, signal) => {
      signal.addEventListener('abort', () => {
        ended = true;
      });
      return (async function* (): AsyncGenerator<LiveUpdate> {
        for (const part of parts) {
          await clock.sleep(Math.max(0, part.atMs - clock.nowMs()), signal);
          if (signal.aborted) return;
          if ('error' in part) throw part.error;
          if ('end' in part) return;
          took.push(clock.nowMs());
          yield { events: part.events, sampled: part.sampled ?? false };
        }
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      })();
    },
  };
  return { tail, took, isEnded: () => ended };
}

/** Hears `parts`, looks for `ids`; what it did not hear another lookup finds at once. */
async function find(ids: readonly string[], parts: readonly Part[], { timeoutMs = 60_000 } = {}) {
  const clock = new FakeClock();
  const asked: ReportQuery[] = [];
  const others: ReportLookup = {
    find: async function* (query): AsyncGenerator<ReportFinding> {
      asked.push(query);
      for (const { requestId } of query.wanted) yield { kind: 'report', requestId, events: [] };
    },
  };
  const { tail, isEnded } = scripted(clock, parts);
  const signal = new AbortController().signal;
  const live = new LiveReports(others, tail, clock);
  const findings: ReportFinding[] = [];
  const looking = (async () => {
    expect(await live.listen(listenTo, signal)).toEqual([]);
    const wanted = ids.map((requestId) => ({ requestId, fromWallMs: 0, toWallMs: 1 }));
    const query = { logGroup: '/aws/lambda/w', logFormat: 'Text' as const, wanted, timeoutMs };
    for await (const finding of live.find(query, signal)) findings.push(finding);
  })();
  await clock.runUntil(looking);
  const heard = findings.flatMap((one) =>
    one.kind === 'report' && one.events.length > 0 ? [one.requestId] : [],
  );
  return {
    heard,
    lookedUp: asked.flatMap(({ wanted }) => wanted.map(({ requestId }) => requestId)),
    restMs: asked[0]?.timeoutMs,
    notes: findings.flatMap((one) => (one.kind === 'note' ? [one] : [])),
    endedMs: clock.nowMs(),
    isEnded: isEnded(),
  };
}

describe('hearing REPORTs by Live Tail', () => {
  it('needs no lookup where all are heard, and ends the session with the last', async () => {
    const told = await find(
      ['a', 'b'],
      [
        { atMs: 1_000, events: [start('a'), start('z'), report('z')] },
        { atMs: 2_000, events: [report('a')] },
        { atMs: 3_000, events: [start('b'), report('b')] },
        { atMs: 4_000, events: [] },
      ],
    );
    expect(told).toMatchObject({ heard: ['a', 'b'], lookedUp: [], notes: [], endedMs: 3_000, isEnded: true });
  });

  it('looks up afterwards what was left out, and says so', async () => {
    const told = await find(
      ['a', 'b', 'c'],
      [
        { atMs: 1_000, events: [start('a'), report('a')] },
        // START of b was left out: its init could not be placed.
        { atMs: 2_000, events: [report('b')], sampled: true },
        { atMs: 3_000, events: [] },
      ],
    );
    expect(told).toMatchObject({ heard: ['a'], lookedUp: ['b', 'c'], endedMs: 4_000, restMs: 56_000 });
    expect(told.notes).toMatchObject([
      { code: 'live-tail-sampled', message: expect.stringMatching(/2 of 3/) },
    ]);
  });

  it('takes what was heard of an update that left others out', async () => {
    const told = await find(['a'], [{ atMs: 500, events: [start('a'), report('a')], sampled: true }]);
    expect(told).toMatchObject({ heard: ['a'], lookedUp: [], endedMs: 500 });
    expect(told.notes).toMatchObject([{ code: 'live-tail-sampled' }]);
  });

  it.each([
    { name: 'by an error', last: { atMs: 1_500, error: new Error('gone') }, says: /gone/ },
    { name: 'without one', last: { atMs: 1_500, end: true as const }, says: /was closed/ },
  ])('looks the rest up where the session ends early: $name', async ({ last, says }) => {
    const told = await find(['a', 'b'], [{ atMs: 1_000, events: [start('a'), report('a')] }, last]);
    expect(told).toMatchObject({ heard: ['a'], lookedUp: ['b'], endedMs: 1_500 });
    expect(told.notes).toMatchObject([{ code: 'live-tail-ended', message: expect.stringMatching(says) }]);
  });

  it('does not wait for ever: ten seconds after the last news, or when time is up, it asks', async () => {
    const parts = [{ atMs: 2_000, events: [report('a')] }];
    expect(await find(['a', 'b'], parts)).toMatchObject({ lookedUp: ['b'], endedMs: 12_000 });
    expect(await find(['a', 'b'], parts, { timeoutMs: 5_000 })).toMatchObject({
      lookedUp: ['b'],
      restMs: 0,
      endedMs: 5_000,
    });
  });

  it.each([
    { name: 'refused', query: listenTo, says: /logs:StartLiveTail is not allowed/ },
    { name: 'without the ARN', query: { ...listenTo, logGroupArn: null }, says: /wants the ARN/ },
  ])('says so where it cannot listen ($name), and looks everything up', async ({ query, says }) => {
    const denied = Object.assign(
      new Error(`User: x is not authorized to perform: logs:StartLiveTail on resource: ${arn} because`),
      { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } },
    );
    const looked: string[] = [];
    const others: ReportLookup = {
      find: async function* ({ wanted }) {
        looked.push(...wanted.map(({ requestId }) => requestId));
      },
    };
    const live = new LiveReports(others, { open: () => Promise.reject(denied) }, new FakeClock());
    const signal = new AbortController().signal;
    expect(await live.listen(query, signal)).toMatchObject([
      { code: 'live-tail-refused', message: expect.stringMatching(says) },
    ]);
    const wanted = [{ requestId: 'a', fromWallMs: 0, toWallMs: 1 }];
    const found = live.find({ ...listenTo, wanted, timeoutMs: 1 }, signal);
    for await (const finding of found) expect(finding).toBe('nothing');
    expect(looked).toEqual(['a']);
  });

  it('reads nothing while a round is in flight, but for eight seconds at most', async () => {
    const clock = new FakeClock();
    const parts = Array.from({ length: 14 }, (_, at) => ({ atMs: (at + 1) * 1_000, events: [] }));
    const { tail, took } = scripted(clock, parts);
    const live = new LiveReports({ find: async function* () {} }, tail, clock);
    await clock.runUntil(
      (async () => {
        await live.listen(listenTo, new AbortController().signal);
        await clock.sleep(1_500);
        live.hush(true);
        live.hush(true);
        await clock.sleep(3_000);
        live.hush(false);
        await clock.sleep(1_000);
        live.hush(true);
        await clock.sleep(9_000);
        live.close();
      })(),
    );
    // The update that was awaited when it fell silent is taken; after it none until the round is over.
    expect(took).toEqual([
      1_000,
      2_000,
      4_500,
      4_500,
      5_000,
      6_000,
      ...Array.from({ length: 7 }, () => 13_500),
      14_000,
    ]);
  });
});
