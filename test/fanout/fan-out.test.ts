import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FanoutPorts, fanOut } from '../../src/fanout/fan-out.ts';
import { unsentReply } from '../../src/fanout/row.ts';
import type { ColdMaker } from '../../src/model/cold.ts';
import type { Dispatch, ReportFinding, ReportQuery, Settled } from '../../src/model/dispatch.ts';
import { UnreachableError } from '../../src/model/errors.ts';
import type { FanoutEvent, FanoutPlan } from '../../src/model/fanout.ts';
import type { Invocation } from '../../src/model/invocation.ts';
import type { Provisioned } from '../../src/model/target.ts';
import { FakeClock } from '../support/fake-clock.ts';

const planOf = (changes: Partial<FanoutPlan> = {}): FanoutPlan => ({
  runId: 'run',
  target: { functionName: 'worker_lambda', qualifier: 'live', region: 'eu-central-1' },
  concurrency: 3,
  rounds: 1,
  warmUp: 0,
  gapMs: 2_000,
  timeoutMs: 40_000,
  payload: Buffer.from('{}'),
  logs: 'auto',
  logsTimeoutMs: 60_000,
  logGroup: '/aws/lambda/worker_lambda',
  logFormat: 'Text',
  ...changes,
});

type Behaviour = 'ok' | 'no-report' | 'lost' | 'refused' | 'silent' | 'unsent';
const denied = new UnreachableError('denied', 'ask');

/** A dispatch that does by order what a network would do; every reply takes 300 ms. */
class FakeDispatch implements Dispatch {
  readonly calls: string[] = [];
  readonly releasedMs: number[] = [];
  connectFails: Error | null = null;
  onReleased: (round: number) => void = () => {};
  readonly #clock: FakeClock;
  readonly #behaviour: (nth: number) => Behaviour;
  #nth = 0;
  #open: { nth: number; resolve: (settled: Settled) => void; writtenMs: number | null }[] = [];

  constructor(clock: FakeClock, behaviour: (nth: number) => Behaviour) {
    this.#clock = clock;
    this.#behaviour = behaviour;
  }

  async connect(count: number): Promise<void> {
    this.calls.push(`connect ${count}`);
    if (this.connectFails !== null) throw this.connectFails;
    await this.#clock.sleep(100);
  }

  stage(): Promise<Settled> {
    this.calls.push('stage');
    const nth = this.#nth++;
    if (this.#behaviour(nth) === 'unsent')
      return Promise.resolve({ reply: unsentReply('bad input'), refusal: null });
    return new Promise((resolve) => this.#open.push({ nth, resolve, writtenMs: null }));
  }

  async staged(): Promise<void> {
    this.calls.push('staged');
  }

  release(_timeoutMs: number, atMs: number | null = null): number {
    this.calls.push('release');
    const nowMs = Math.max(this.#clock.nowMs(), atMs ?? 0);
    this.releasedMs.push(nowMs);
    for (const one of this.#open) {
      one.writtenMs = nowMs;
      const behaviour = this.#behaviour(one.nth);
      if (behaviour !== 'silent') this.#clock.after(300, () => this.#settle(one.nth, behaviour));
    }
    this.onReleased(this.releasedMs.length);
    return nowMs;
  }

  giveUp(reason: string): void {
    this.calls.push('giveUp');
    for (const { resolve, writtenMs } of this.#open.splice(0))
      resolve({
        reply: { ...unsentReply(reason), writtenMs, outcome: writtenMs === null ? 'unsent' : 'timeout' },
        refusal: null,
      });
  }

  stampError() {
    return { p50Ms: 0.25, maxMs: 0.5 };
  }

  close(): void {
    this.calls.push('close');
  }

  #settle(nth: number, behaviour: Behaviour): void {
    const index = this.#open.findIndex((one) => one.nth === nth);
    const [one] = index < 0 ? [] : this.#open.splice(index, 1);
    if (one === undefined) return;
    const id = `id-${nth}`;
    const base = { ...unsentReply(''), writtenMs: one.writtenMs, reason: null, requestId: id };
    const done = { ...base, firstByteMs: this.#clock.nowMs(), doneMs: this.#clock.nowMs() };
    const tail = [`REPORT RequestId: ${id}\tDuration: 250.00 ms\tBilled Duration: 251 ms\t`];
    const replies: Record<Behaviour, Settled> = {
      ok: { reply: { ...done, outcome: 'ok', statusCode: 200, tail }, refusal: null },
      'no-report': { reply: { ...done, outcome: 'ok', statusCode: 200 }, refusal: null },
      lost: { reply: { ...base, requestId: null, outcome: 'lost', reason: 'reset' }, refusal: null },
      refused: { reply: { ...done, outcome: 'api-error', statusCode: 403 }, refusal: denied },
      silent: { reply: base, refusal: null },
      unsent: { reply: base, refusal: null },
    };
    one.resolve(replies[behaviour]);
  }
}

interface Run {
  readonly events: FanoutEvent[];
  readonly rows: Invocation[];
  readonly error: unknown;
  readonly dispatch: FakeDispatch;
  readonly queries: ReportQuery[];
}

async function run(
  plan: FanoutPlan,
  behaviour: (nth: number) => Behaviour,
  {
    prepare = () => {},
    find = async function* () {},
    more = () => ({}),
  }: {
    prepare?: (
      dispatch: FakeDispatch,
      stop: AbortController,
      quit: AbortController,
      clock: FakeClock,
    ) => void;
    find?: (query: ReportQuery) => AsyncIterable<ReportFinding>;
    /** Further ports. */
    more?: (clock: FakeClock) => Pick<FanoutPorts, 'cold' | 'deployment'>;
  } = {},
): Promise<Run> {
  const clock = new FakeClock();
  const dispatch = new FakeDispatch(clock, behaviour);
  const stop = new AbortController();
  const quit = new AbortController();
  prepare(dispatch, stop, quit, clock);
  const queries: ReportQuery[] = [];
  const reports = {
    find: (query: ReportQuery) => {
      queries.push(query);
      return find(query);
    },
  };
  let watched = 0;
  const eventLoop = {
    idleMs: () => 0,
    watchDelay: () => {
      watched += 1;
      const nth = watched;
      return () => ({ p99Ms: nth, maxMs: nth * 10 });
    },
  };
  const events: FanoutEvent[] = [];
  let error: unknown = null;
  const reading = (async () => {
    try {
      const signals = { stop: stop.signal, quit: quit.signal };
      const ports = { dispatch, reports, clock, eventLoop, ...more(clock) };
      for await (const event of fanOut(plan, ports, signals)) events.push(event);
    } catch (thrown) {
      error = thrown;
    }
  })();
  await clock.runUntil(reading);
  const rows = events.flatMap((event) => (event.kind === 'invocation' ? [event.invocation] : []));
  return { events, rows, error, dispatch, queries };
}

const countOf = (plan: FanoutPlan): number => (plan.warmUp + plan.rounds) * plan.concurrency;

describe('a run', () => {
  it('has a first round of another size, where the plan says so, and counts on from there', async () => {
    const { rows, dispatch } = await run(planOf({ rounds: 3, firstContact: 5 }), () => 'ok');
    expect(dispatch.calls.filter((call) => call.startsWith('connect'))).toEqual([
      'connect 5',
      'connect 3',
      'connect 3',
    ]);
    expect(rows.map(({ seq, round }) => [seq, round])).toEqual(
      [1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 3].map((round, seq) => [seq, round]),
    );
  });

  it('that is stopped has a row for each request of rounds that were not begun, whatever their size', async () => {
    const { rows } = await run(planOf({ rounds: 3, firstContact: 5 }), () => 'ok', {
      prepare: (dispatch, stop) => {
        dispatch.onReleased = () => stop.abort();
      },
    });
    expect(rows.map(({ round, outcome }) => `${round} ${outcome}`)).toEqual([
      ...Array(5).fill('1 ok'),
      ...Array(3).fill('2 unsent'),
      ...Array(3).fill('3 unsent'),
    ]);
  });

  it('connects, stages all and releases once a round, with the gap from last done to next release', async () => {
    const { rows, dispatch } = await run(planOf({ rounds: 2, warmUp: 1 }), () => 'ok');
    const round = ['connect 3', 'stage', 'stage', 'stage', 'staged', 'release'];
    expect(dispatch.calls).toEqual([...round, ...round, ...round, 'close']);
    // First release when 100 ms of connecting are over; each round takes 300 ms; then 2,000 ms of gap.
    expect(dispatch.releasedMs).toEqual([100, 2_400, 4_700]);
    expect(rows.map(({ seq, round, warmUp, plannedMs }) => [seq, round, warmUp, plannedMs])).toEqual([
      [0, 1, true, 100],
      [1, 1, true, 100],
      [2, 1, true, 100],
      [3, 2, false, 2_400],
      [4, 2, false, 2_400],
      [5, 2, false, 2_400],
      [6, 3, false, 4_700],
      [7, 3, false, 4_700],
      [8, 3, false, 4_700],
    ]);
  });

  it.each([
    // The fake's wall clock is 1,000,000 ms ahead of its monotonic one; connecting takes 100 ms.
    { name: 'near', atWallMs: 1_000_400, staged: 1, releasedMs: 400, notes: [] },
    {
      name: 'far: what may have closed is looked at again',
      atWallMs: 1_300_000,
      staged: 2,
      releasedMs: 300_000,
      notes: [],
    },
    { name: 'missed', atWallMs: 1_000_040, staged: 1, releasedMs: 100, notes: ['released-late'] },
  ])('releases at an agreed moment: $name', async ({ atWallMs, staged, releasedMs, notes }) => {
    const { dispatch, events } = await run(planOf({ rounds: 2, releaseAtWallMs: atWallMs }), () => 'ok');
    expect(
      dispatch.calls.slice(0, dispatch.calls.indexOf('release')).filter((call) => call === 'staged'),
    ).toHaveLength(staged);
    expect(dispatch.releasedMs[0]).toBe(releasedMs);
    expect(events.flatMap((event) => (event.kind === 'note' ? [event.code] : []))).toEqual(notes);
  });

  it('tells once how exact its stamps are: the worst of its rounds', async () => {
    const { events } = await run(planOf({ rounds: 3 }), () => 'ok');
    expect(events.filter(({ kind }) => kind === 'resolution')).toEqual([
      {
        kind: 'resolution',
        resolution: {
          eventLoopDelayP99Ms: 3,
          eventLoopDelayMaxMs: 30,
          stampErrorP50Ms: 0.25,
          stampErrorMaxMs: 0.5,
          releaseLoopMs: 0,
        },
      },
    ]);
  });

  it('turns every planned request into exactly one row, whatever happens to it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 2 }),
        fc.infiniteStream(fc.constantFrom<Behaviour>('ok', 'no-report', 'lost', 'unsent', 'silent')),
        fc.option(fc.integer({ min: 0, max: 8_000 })),
        fc.integer({ min: 0, max: 8_000 }),
        async (concurrency, rounds, warmUp, stream, stopAtMs, quitAtMs) => {
          const plan = planOf({ concurrency, rounds, warmUp });
          const behaviours = [...stream.take(countOf(plan))];
          const { rows, error } = await run(plan, (nth) => behaviours[nth] ?? 'ok', {
            prepare: (_dispatch, stop, quit, clock) => {
              if (stopAtMs !== null) clock.after(stopAtMs, () => stop.abort());
              clock.after(quitAtMs, () => quit.abort());
            },
          });
          expect(error).toBeNull();
          expect(rows.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(
            Array.from({ length: countOf(plan) }, (_, seq) => seq),
          );
        },
      ),
      { numRuns: 60 },
    ));

  it('waits after one stop for what is in flight, and sends no more', async () => {
    const { rows, dispatch, events } = await run(planOf({ rounds: 3 }), () => 'no-report', {
      prepare: (dispatch, stop) => {
        dispatch.onReleased = () => stop.abort();
      },
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual([...Array(3).fill('ok'), ...Array(6).fill('unsent')]);
    expect(dispatch.releasedMs).toHaveLength(1);
    expect(events.filter(({ kind }) => kind === 'note')).toMatchObject([{ code: 'logs-skipped' }]);
  });

  it('leaves unsent what was staged when the stop came', async () => {
    const { rows, dispatch } = await run(planOf(), () => 'ok', {
      prepare: (_dispatch, stop) => stop.abort(),
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(Array(3).fill('unsent'));
    expect(dispatch.releasedMs).toEqual([]);
  });

  it('gives up at once after the second', async () => {
    const { rows } = await run(planOf(), (nth) => (nth === 0 ? 'ok' : 'silent'), {
      prepare: (_dispatch, stop, quit, clock) => {
        clock.after(500, () => stop.abort());
        clock.after(600, () => quit.abort());
      },
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['ok', 'timeout', 'timeout']);
  });
});

describe('refusals', () => {
  it('of all of the first round end the run, after its rows', async () => {
    const { rows, error, dispatch } = await run(planOf({ rounds: 4 }), () => 'refused');
    expect(error).toBe(denied);
    expect(rows).toHaveLength(3);
    expect(dispatch.calls.at(-1)).toBe('close');
  });

  it('of some are rows like others', async () => {
    const { rows, error } = await run(planOf({ rounds: 2 }), (nth) => (nth === 1 ? 'ok' : 'refused'));
    expect(error).toBeNull();
    expect(rows).toHaveLength(6);
  });

  it('of later rounds are rows', async () => {
    const { rows, error } = await run(planOf({ rounds: 2 }), (nth) => (nth < 3 ? 'ok' : 'refused'));
    expect(error).toBeNull();
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      ...Array(3).fill('ok'),
      ...Array(3).fill('api-error'),
    ]);
  });

  it('of the connection make unsent rows', async () => {
    const { rows, error } = await run(planOf(), () => 'ok', {
      prepare: (dispatch) => {
        dispatch.connectFails = denied;
      },
    });
    expect(error).toBe(denied);
    expect(rows.map(({ outcome, reason }) => [outcome, reason])).toEqual(Array(3).fill(['unsent', 'denied']));
  });

  it('are not made of what is a bug', async () => {
    const bug = new TypeError('x is undefined');
    const { error } = await run(planOf(), () => 'ok', {
      prepare: (dispatch) => {
        dispatch.connectFails = bug;
      },
    });
    expect(error).toBe(bug);
  });
});

describe('REPORTs that no tail brought', () => {
  const found = async function* (query: ReportQuery): AsyncIterable<ReportFinding> {
    for (const { requestId } of query.wanted) yield { kind: 'report', requestId, events: [] };
  };

  it('are looked up at the end, those only', async () => {
    const behaviour = (nth: number): Behaviour => (nth === 1 ? 'ok' : nth === 2 ? 'lost' : 'no-report');
    const { events, queries } = await run(planOf({ rounds: 2 }), behaviour, { find: found });
    expect(queries).toHaveLength(1);
    // Wall clock of the fake: monotonic + 1,000,000. Round 1 is written at 100, done at 400; round 2 at 2,400, 2,700.
    expect(queries[0]).toEqual({
      logGroup: '/aws/lambda/worker_lambda',
      logFormat: 'Text',
      timeoutMs: 60_000,
      wanted: [
        { requestId: 'id-0', fromWallMs: 1_000_100, toWallMs: 1_000_400 },
        { requestId: 'id-3', fromWallMs: 1_002_400, toWallMs: 1_002_700 },
        { requestId: 'id-4', fromWallMs: 1_002_400, toWallMs: 1_002_700 },
        { requestId: 'id-5', fromWallMs: 1_002_400, toWallMs: 1_002_700 },
      ],
    });
    expect(events.filter(({ kind }) => kind === 'report')).toHaveLength(4);
  });

  it.each([
    { name: '--logs never', logs: 'never' as const, behaviour: 'no-report' as const },
    { name: 'none missing', logs: 'auto' as const, behaviour: 'ok' as const },
  ])('are not looked up: $name', async ({ logs, behaviour }) => {
    const { queries } = await run(planOf({ logs }), () => behaviour, { find: found });
    expect(queries).toEqual([]);
  });
});

const notesOf = (events: readonly FanoutEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'note' ? [event.code] : []));

describe('rounds that are made cold', () => {
  /** Takes 500 ms for each round; the function of round n is `twin-n`. */
  const twins = (
    clock: FakeClock,
    calls: string[],
    fails: (round: number) => Error | null = () => null,
  ): ColdMaker => ({
    before: async (round, signal) => {
      calls.push(`before ${round} at ${clock.nowMs()}`);
      await clock.sleep(500, signal);
      const error = fails(round);
      if (error !== null) throw error;
      return { target: { functionName: `twin-${round}`, qualifier: '$LATEST', region: 'eu-central-1' } };
    },
    logGroupOf: (name) => `/own/${name}`,
    end: async (signal) => {
      calls.push(`end${signal.aborted ? ', at once' : ''}`);
      return [{ code: 'not-undone', message: 'the twin twin-1 is still there' }];
    },
  });

  it('invoke whom they are told, within the gap, and undo it after the last REPORT was looked up', async () => {
    const calls: string[] = [];
    const find = async function* (query: ReportQuery): AsyncIterable<ReportFinding> {
      calls.push(`find in ${query.logGroup}`);
      for (const { requestId } of query.wanted) yield { kind: 'report', requestId, events: [] };
    };
    const { rows, dispatch, events } = await run(planOf({ rounds: 2, concurrency: 2 }), () => 'no-report', {
      find,
      more: (clock) => ({ cold: twins(clock, calls) }),
    });
    expect(rows.map(({ functionName, qualifier }) => [functionName, qualifier])).toEqual([
      ['twin-1', '$LATEST'],
      ['twin-1', '$LATEST'],
      ['twin-2', '$LATEST'],
      ['twin-2', '$LATEST'],
    ]);
    // 500 ms of making, 100 ms of connecting; then 300 ms of round, and 2,000 ms of gap in which the next is made.
    expect(dispatch.releasedMs).toEqual([600, 2_900]);
    expect(calls).toEqual([
      'before 1 at 0',
      'before 2 at 900',
      'find in /own/twin-1',
      'find in /own/twin-2',
      'end',
    ]);
    expect(notesOf(events)).toEqual(['not-undone']);
  });

  it('that cannot be made cold before anything was measured: an error, and no row', async () => {
    const calls: string[] = [];
    const { rows, error } = await run(planOf({ rounds: 2 }), () => 'ok', {
      more: (clock) => ({ cold: twins(clock, calls, () => denied) }),
    });
    expect(rows).toEqual([]);
    expect(error).toBe(denied);
    expect(calls.at(-1)).toBe('end');
  });

  it('that cannot be made cold later: rows so far stand, the others are unsent, and it is said', async () => {
    const calls: string[] = [];
    const { rows, error, events } = await run(planOf({ rounds: 3 }), () => 'ok', {
      more: (clock) => ({ cold: twins(clock, calls, (round) => (round === 2 ? denied : null)) }),
    });
    expect(error).toBeNull();
    expect(rows.map(({ round, outcome }) => `${round} ${outcome}`)).toEqual([
      ...['1 ok', '1 ok', '1 ok'],
      ...['2 unsent', '2 unsent', '2 unsent', '3 unsent', '3 unsent', '3 unsent'],
    ]);
    expect(notesOf(events)).toEqual(['cold-failed', 'not-undone']);
    expect(calls).toEqual(['before 1 at 0', 'before 2 at 900', 'end']);
  });

  it('a bug is no refusal: it is thrown, and all is undone', async () => {
    const calls: string[] = [];
    const bug = new TypeError('x is not a function');
    const { error } = await run(planOf({ rounds: 3 }), () => 'ok', {
      more: (clock) => ({ cold: twins(clock, calls, (round) => (round === 2 ? bug : null)) }),
    });
    expect(error).toBe(bug);
    expect(calls.at(-1)).toBe('end');
  });

  it.each([
    { name: 'once: waits for what is in flight, then undoes', twice: false, end: 'end' },
    { name: 'twice: undoes nothing, its journal tells', twice: true, end: 'end, at once' },
  ])('Ctrl-C $name', async ({ twice, end }) => {
    const calls: string[] = [];
    const { rows } = await run(planOf({ rounds: 2 }), () => (twice ? 'silent' : 'ok'), {
      prepare: (dispatch, stop, quit) => {
        dispatch.onReleased = () => {
          stop.abort();
          if (twice) quit.abort();
        };
      },
      more: (clock) => ({ cold: twins(clock, calls) }),
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      ...new Array(3).fill(twice ? 'timeout' : 'ok'),
      ...new Array(3).fill('unsent'),
    ]);
    expect(calls.at(-1)).toBe(end);
  });
});

describe('a deployment that is watched', () => {
  const state = (status: Provisioned['status']): Provisioned => ({
    ...{ requested: 10, allocated: 3, available: 0, statusReason: null },
    status,
  });
  const watching =
    (looks: readonly (Provisioned | null | Error)[], timeoutMs = 60_000) =>
    (): Pick<FanoutPorts, 'deployment'> => {
      let nth = 0;
      const look = async (): Promise<Provisioned | null> => {
        const seen = looks[Math.min(nth, looks.length - 1)] ?? null;
        nth += 1;
        if (seen instanceof Error) throw seen;
        return seen;
      };
      return { deployment: { look, timeoutMs } };
    };
  const open = planOf({ rounds: 1_000, watchDeployment: true, concurrency: 1 });
  const progress = state('IN_PROGRESS');

  it.each([
    { name: 'READY', looks: [progress, progress, state('READY')], rounds: 3, notes: [] },
    { name: 'READY at once', looks: [state('READY')], rounds: 1, notes: [] },
    { name: 'FAILED', looks: [progress, state('FAILED')], rounds: 2, notes: [] },
    { name: 'taken away', looks: [progress, null], rounds: 2, notes: [] },
    { name: 'refused later', looks: [progress, progress, denied], rounds: 2, notes: ['watch-failed'] },
  ])(
    '$name: one more round after it is settled, and none is planned beyond',
    async ({ looks, rounds, notes }) => {
      const { rows, events, error } = await run(open, () => 'ok', { more: watching(looks) });
      expect(error).toBeNull();
      expect(rows.map(({ round, outcome }) => [round, outcome])).toEqual(
        Array.from({ length: rounds }, (_, at) => [at + 1, 'ok']),
      );
      const seen = events.flatMap((event) => (event.kind === 'deployment' ? [event.look] : []));
      expect(seen.map(({ provisioned }) => provisioned)).toEqual(
        looks.filter((look) => !(look instanceof Error)),
      );
      // Looked at just before each round is prepared: at the start, and when 2,000 ms of gap are nearly over.
      expect(seen.map(({ round }) => round)).toEqual(rows.map(({ round }) => round));
      expect(notesOf(events)).toEqual(notes);
    },
  );

  it('refused at once: an error, and no row', async () => {
    const { rows, error } = await run(open, () => 'ok', { more: watching([denied]) });
    expect([rows, error]).toEqual([[], denied]);
  });

  it('never READY: ends when its time is over, and says so', async () => {
    const { rows, events } = await run(open, () => 'ok', { more: watching([progress], 10_000) });
    // Rounds are released at 100, 2,400, 4,700, 7,000 and 9,300 ms.
    expect(rows).toHaveLength(5);
    expect(notesOf(events)).toEqual(['not-ready-in-time']);
  });

  it('Ctrl-C leaves no rows of rounds that nobody planned', async () => {
    const { rows } = await run(open, () => 'ok', {
      prepare: (dispatch, stop) => {
        dispatch.onReleased = (round) => {
          if (round === 2) stop.abort();
        };
      },
      more: watching([progress]),
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
  });
});
