import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { earlyInits } from '../../src/aws/early-inits.ts';
import { logGroupReader } from '../../src/aws/log-group-reader.ts';
import { ReadEvents } from '../../src/aws/read-events.ts';
import type { FoundEvent, LogPosition } from '../../src/model/log-search.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { anyGroup, apiError, pagedGroup, type Trouble } from '../support/log-group.ts';
import { fixedRandom } from '../support/real-clock.ts';

const event = (id: number, atMs: number): FoundEvent => ({
  eventId: String(id),
  atMs,
  logStream: 's',
  message: String(id),
});
const idsOf = (events: readonly FoundEvent[]): (string | null)[] => events.map(({ eventId }) => eventId);
const fromStart: LogPosition = { atMs: 0, keys: [] };

interface Asked {
  readonly perPage?: number;
  readonly trouble?: Trouble;
  readonly from?: LogPosition;
  readonly toMs?: number | null;
  /** Parts after which the reading is stopped. */
  readonly stopAfter?: number;
}

/** Reads a group, on a clock that jumps. */
async function read(events: () => readonly FoundEvent[], asked: Asked = {}, clock = new FakeClock()) {
  const { perPage = 3, trouble, from = fromStart, toMs = 8.64e15, stopAfter = Infinity } = asked;
  const group = pagedGroup(events, { perPage, ...(trouble === undefined ? {} : { trouble }) });
  const notes: string[] = [];
  const reader = logGroupReader(
    { logGroup: 'g', from, toMs },
    { search: group.search, clock, random: fixedRandom, onTrouble: (message) => notes.push(message) },
  );
  const stop = new AbortController();
  const found: FoundEvent[] = [];
  let parts = 0;
  let caughtUp = false;
  const reading = (async () => {
    for await (const part of reader.parts(stop.signal)) {
      found.push(...part.events);
      caughtUp ||= part.caughtUp;
      parts += 1;
      if (parts >= stopAfter) stop.abort();
    }
  })().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  await clock.runUntil(reading);
  const result = { found, notes, parts, caughtUp, position: reader.position(), asked: group.asked() };
  return { ...result, thrown: await reading };
}

describe('what is past', () => {
  it('is read page after page, an event once, those of one moment too', async () => {
    const events = [1, 1, 1, 1, 2, 2, 5].map((atMs, id) => event(id, atMs));
    const { found, caughtUp, thrown } = await read(() => events);
    expect({ ids: idsOf(found), caughtUp, thrown }).toEqual({
      ids: idsOf(events),
      caughtUp: true,
      thrown: null,
    });
  });

  it('goes on over empty pages', async () => {
    const events = Array.from({ length: 7 }, (_, id) => event(id, id));
    const { found } = await read(() => events, { trouble: (call) => (call % 2 === 1 ? 'empty' : null) });
    expect(idsOf(found)).toEqual(idsOf(events));
  });

  it.each([
    { name: 'a throttle', error: apiError('ThrottlingException'), note: /ThrottlingException.*asking again/ },
    {
      name: 'trouble on the other side',
      error: apiError('ServiceUnavailableException', 503),
      note: /asking again/,
    },
    {
      name: 'a connection that breaks',
      error: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      note: /ECONNRESET/,
    },
  ])('asks again after $name in the middle', async ({ error, note }) => {
    const events = Array.from({ length: 7 }, (_, id) => event(id, id));
    const { found, notes } = await read(() => events, {
      trouble: (call) => (call === 2 || call === 3 ? error : null),
    });
    expect(idsOf(found)).toEqual(idsOf(events));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(note);
  });

  it('asks anew from where it is after a token that is too old', async () => {
    const events = Array.from({ length: 7 }, (_, id) => event(id, 10 + id));
    const old = apiError('InvalidParameterException');
    const { found, asked } = await read(() => events, { trouble: (call) => (call === 2 ? old : null) });
    expect(idsOf(found)).toEqual(idsOf(events));
    expect(asked[2]).toEqual({ fromMs: 12, token: null });
  });

  it('gives up on a token that is refused again and again', async () => {
    const old = apiError('InvalidParameterException');
    const { thrown, asked } = await read(() => [], {
      trouble: (_, token) => (token === null ? 'empty' : old),
    });
    expect(thrown).toMatchObject({ name: 'UsageError', exitCode: 2 });
    expect(asked).toHaveLength(4);
  });

  it('gives up on what does not pass', async () => {
    const { thrown, notes, asked } = await read(() => [], { trouble: () => apiError('ThrottlingException') });
    expect(thrown).toMatchObject({ name: 'UnreachableError', exitCode: 4 });
    expect(asked).toHaveLength(12);
    expect(notes).toHaveLength(11);
  });

  it.each([
    {
      name: 'a group that is gone',
      error: apiError('ResourceNotFoundException'),
      want: { name: 'UsageError', exitCode: 2, message: 'There is no log group g.' },
    },
    {
      name: 'a permission that is missing',
      error: apiError('AccessDeniedException'),
      want: { name: 'UnreachableError', exitCode: 4, hint: expect.stringContaining('logs:FilterLogEvents') },
    },
    {
      name: 'credentials that have expired',
      error: apiError('ExpiredTokenException'),
      want: { name: 'UnreachableError', exitCode: 4, hint: expect.stringContaining('have expired') },
    },
    {
      name: 'no connection at all',
      error: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      want: { name: 'UnreachableError', exitCode: 4 },
      from: 1,
    },
  ])('tells $name at once, and the position holds', async ({ error, want, from = 2 }) => {
    const events = Array.from({ length: 7 }, (_, id) => event(id, 10 + id));
    const { thrown, found, position, notes } = await read(() => events, {
      trouble: (call) => (call >= from ? error : null),
    });
    expect(thrown).toMatchObject(want);
    expect(notes).toEqual([]);
    expect(idsOf(found)).toEqual(from === 1 ? [] : ['0', '1', '2']);
    expect({ atMs: position.atMs, keys: position.keys.length }).toEqual(
      from === 1 ? { atMs: 0, keys: 0 } : { atMs: 12, keys: 1 },
    );
  });

  it('stopped anywhere, and taken up where it was: each event once, none lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyGroup(),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(8),
        async (events, perPage, stopAfter) => {
          const before = await read(() => events, { perPage, stopAfter: stopAfter + 1 });
          const after = await read(() => events, { perPage, from: before.position });
          const both = before.caughtUp ? before.found : [...before.found, ...after.found];
          expect(idsOf(both)).toEqual(idsOf(events));
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('what is followed', () => {
  /** Two visible at once; one that comes later; one that comes late, with an older time. */
  const clocked = (clock: FakeClock) => () => {
    const startMs = 1_000_000;
    const arriving = [
      { visibleMs: 0, event: event(0, startMs - 5_000) },
      { visibleMs: 0, event: event(1, startMs) },
      { visibleMs: 3_000, event: event(3, startMs + 2_500) },
      { visibleMs: 9_000, event: event(2, startMs + 1_000) },
      { visibleMs: 50_000, event: event(4, startMs + 49_000) },
    ];
    return arriving
      .filter(({ visibleMs }) => visibleMs <= clock.nowMs())
      .map((each) => each.event)
      .toSorted((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));
  };

  it('comes once each, late lines too, until it is stopped', async () => {
    const clock = new FakeClock();
    const { found, caughtUp, thrown } = await read(clocked(clock), { toMs: null, stopAfter: 200 }, clock);
    expect(idsOf(found)).toEqual(['0', '1', '3', '2', '4']);
    expect({ caughtUp, thrown }).toEqual({ caughtUp: true, thrown: null });
  });

  it('stopped at any look and taken up again: each once', async () => {
    for (let stopAfter = 1; stopAfter < 30; stopAfter += 1) {
      const clock = new FakeClock();
      const before = await read(clocked(clock), { toMs: null, stopAfter }, clock);
      const asked = { toMs: null, from: before.position, stopAfter: 200 };
      const after = await read(clocked(clock), asked, clock);
      expect(idsOf([...before.found, ...after.found]).toSorted()).toEqual(['0', '1', '2', '3', '4']);
    }
  });
});

describe('inits that began before what is read', () => {
  const line = (id: number, atMs: number, logStream: string, message: string): FoundEvent => ({
    eventId: String(id),
    ...{ atMs, logStream, message },
  });
  const group = [
    line(1, 10, 'a', 'INIT_START'),
    line(2, 20, 'b', 'INIT_START'),
    line(3, 30, 'b', 'REPORT'),
    line(4, 100, 'a', 'INIT_START'),
    line(5, 100, 'c', 'INIT_START'),
  ];
  const scene = (beforeMs: number, trouble?: Trouble) => {
    const clock = new FakeClock();
    const paged = pagedGroup(() => group, { perPage: 1, ...(trouble === undefined ? {} : { trouble }) });
    const ports = { search: paged.search, clock, random: fixedRandom, onTrouble: () => {} };
    const inits = earlyInits({ logGroup: 'g', beforeMs }, (message) => message === 'INIT_START', ports);
    return { inits, clock, asked: paged.asked };
  };
  const signal = new AbortController().signal;

  it('are looked for in their own streams, once each', async () => {
    const { inits, asked } = scene(100);
    expect(idsOf((await inits.of(['a', 'c'], signal)) ?? [])).toEqual(['1']);
    const calls = asked().length;
    expect(await inits.of(['a', 'c'], signal)).toEqual([]);
    expect(asked()).toHaveLength(calls);
    expect(idsOf((await inits.of(['a', 'b'], signal)) ?? [])).toEqual(['2']);
  });

  it('nothing is before the beginning of time', async () => {
    const { inits, asked } = scene(0);
    expect(await inits.of(['a'], signal)).toEqual([]);
    expect(asked()).toEqual([]);
  });

  it('a refusal is told', async () => {
    const { inits } = scene(100, () => apiError('AccessDeniedException'));
    await expect(inits.of(['a'], signal)).rejects.toMatchObject({ exitCode: 4 });
  });

  it('Ctrl-C meanwhile leaves it open', async () => {
    const { inits } = scene(100);
    expect(await inits.of(['a'], AbortSignal.abort())).toBeNull();
  });
});

describe('which events were read', () => {
  it('is remembered in bounded memory', () => {
    const read = new ReadEvents(fromStart, 'following', 100);
    for (let id = 0; id < 10_000; id += 1) {
      expect(read.take(event(id, id))).toBe(true);
      expect(read.take(event(id, id))).toBe(false);
      if (id % 50 === 49) read.settle(1e9);
    }
    expect(read.position().keys.length).toBeLessThanOrEqual(100);
    expect(read.position().atMs).toBeGreaterThan(9_000);
  });

  it('an event from the future moves nothing beyond now', () => {
    const read = new ReadEvents(fromStart, 'past');
    read.take(event(1, 1e12));
    read.settle(5_000);
    expect(read.position()).toMatchObject({ atMs: 5_000, keys: [expect.any(String)] });
  });
});
