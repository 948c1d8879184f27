import { describe, expect, it } from 'vitest';
import { fanOut } from '../../src/fanout/fan-out.ts';
import { OrchestratedDispatch } from '../../src/fanout/orchestrated-dispatch.ts';
import { sharedOut } from '../../src/fanout/orchestrator-event.ts';
import { unsentReply } from '../../src/fanout/row.ts';
import type { Dispatch, DispatchRequest, ReportFinding, Settled } from '../../src/model/dispatch.ts';
import { UnreachableError, UsageError } from '../../src/model/errors.ts';
import type { FanoutEvent, FanoutPlan } from '../../src/model/fanout.ts';
import type { Invocation } from '../../src/model/invocation.ts';
import type { Orchestration, OrchestratorPlan } from '../../src/model/orchestration.ts';
import type { OrchestrateRequest } from '../../src/model/orchestrator.ts';
import type { LoggedRequests, WorkerLogQuery } from '../../src/model/worker-log.ts';
import { FakeClock } from '../support/fake-clock.ts';

const planOf = (changes: Partial<FanoutPlan> = {}): FanoutPlan => ({
  runId: 'run',
  target: { functionName: 'worker_lambda', qualifier: 'live', region: 'eu-central-1' },
  concurrency: 3,
  rounds: 1,
  warmUp: 0,
  gapMs: 2_000,
  timeoutMs: 40_000,
  payload: Buffer.from('{ "id": 7 }'),
  logs: 'auto',
  logsTimeoutMs: 60_000,
  logFormat: null,
  logGroup: '/aws/lambda/worker_lambda',
  ...changes,
});

const to: OrchestratorPlan = {
  target: { functionName: 'orchestrator_lambda', qualifier: '$LATEST', region: 'eu-central-1' },
  shards: 1,
  logGroup: '/aws/lambda/orchestrator_lambda',
  timeoutMs: 130_000,
  leadMs: null,
};

/** How an orchestrator answers; its invocation takes 700 ms, of which its handler runs 500. */
type Answers = (
  asked: OrchestrateRequest,
) => Partial<Settled['reply']> & { payload?: unknown; refusal?: Settled['refusal'] };

const handlerMs = 500;
const wayInMs = 150;
const roundTripMs = 700;

/** Orchestrators of which the wall clock is `aheadMs` ahead of the client's. */
class FakeOrchestrators implements Dispatch {
  readonly asked: OrchestrateRequest[] = [];
  readonly events: Record<string, unknown>[] = [];
  readonly #clock: FakeClock;
  readonly #answers: Answers;
  #open: { asked: OrchestrateRequest; resolve: (settled: Settled) => void }[] = [];

  constructor(clock: FakeClock, answers: Answers) {
    this.#clock = clock;
    this.#answers = answers;
  }

  async connect(): Promise<void> {
    await this.#clock.sleep(20);
  }

  stage({ target, payload }: DispatchRequest): Promise<Settled> {
    expect(target).toEqual(to.target);
    const event = JSON.parse(Buffer.from(payload).toString());
    this.events.push(event);
    this.asked.push(event.lambdaFanout.orchestrate);
    return new Promise((resolve) => this.#open.push({ asked: event.lambdaFanout.orchestrate, resolve }));
  }

  async staged(): Promise<void> {}

  release(): number {
    const writtenMs = this.#clock.nowMs();
    for (const { asked, resolve } of this.#open.splice(0))
      this.#clock.after(roundTripMs, () => {
        const { payload, refusal = null, ...reply } = this.#answers(asked);
        const doneMs = writtenMs + roundTripMs;
        const base = { ...unsentReply(''), writtenMs, doneMs, firstByteMs: doneMs, reason: null };
        resolve({
          reply: { ...base, outcome: 'ok', requestId: `own-${asked.round}-${asked.shard}`, ...reply },
          refusal,
          ...(payload === undefined ? {} : { payload: Buffer.from(JSON.stringify(payload)) }),
        });
      });
    return writtenMs;
  }

  giveUp(reason: string): void {
    for (const { resolve } of this.#open.splice(0))
      resolve({ reply: { ...unsentReply(reason), outcome: 'timeout', writtenMs: 1 }, refusal: null });
  }

  stampError() {
    return null;
  }

  close(): void {}
}

const cells = (id: string, writtenMs = 300) => [id, 'ok', 299, writtenMs, writtenMs + 150, 200];

/** A reply by the contract, of an orchestrator whose clock is `aheadMs` ahead. */
const spoken = (clock: FakeClock, asked: OrchestrateRequest, changes: object = {}, aheadMs = 0) => ({
  lambdaFanout: {
    orchestrated: {
      contract: 1,
      runId: asked.runId,
      round: asked.round,
      shard: asked.shard,
      orchestrator: { environmentId: 'e', code: 'test 1', runtime: 'none' },
      // It answers at the end of its way back, and was called after the way in.
      clock: {
        calledAtWallMs: clock.wallMs() - roundTripMs + wayInMs + aheadMs,
        preparedMs: 100,
        endedMs: handlerMs,
      },
      columns: ['requestId', 'outcome', 'plannedMs', 'writtenMs', 'doneMs', 'statusCode'],
      rows: Array.from({ length: asked.count }, (_, nth) => cells(`id-${asked.round}-${asked.shard}-${nth}`)),
      ...changes,
    },
  },
});

interface Result {
  readonly rows: readonly Invocation[];
  readonly orchestrations: readonly Orchestration[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
  readonly reported: readonly string[];
  readonly error: unknown;
  readonly orchestrators: FakeOrchestrators;
  readonly searches: readonly WorkerLogQuery[];
}

async function run(
  plan: FanoutPlan,
  orchestrator: OrchestratorPlan,
  answers: (asked: OrchestrateRequest, clock: FakeClock) => ReturnType<Answers>,
  {
    logged = () => ({ requests: [], others: 0, refusal: null }),
    ownEvents = true,
    quitAfterMs = null,
    stopAfterMs = null,
  }: {
    logged?: (query: WorkerLogQuery) => LoggedRequests;
    ownEvents?: boolean;
    quitAfterMs?: number | null;
    stopAfterMs?: number | null;
  } = {},
): Promise<Result> {
  const clock = new FakeClock();
  const orchestrators = new FakeOrchestrators(clock, (asked) => answers(asked, clock));
  const searches: WorkerLogQuery[] = [];
  const reports = {
    find: async function* ({
      wanted,
    }: {
      wanted: readonly { requestId: string }[];
    }): AsyncIterable<ReportFinding> {
      const [{ requestId } = { requestId: '' }] = wanted;
      if (!ownEvents || !requestId.startsWith('own')) return;
      yield {
        kind: 'report',
        requestId,
        events: [{ atMs: 5_000_000, logStream: 's', message: `START RequestId: ${requestId} Version: 1` }],
      };
    },
  };
  const workerLog = {
    find: async (query: WorkerLogQuery) => {
      searches.push(query);
      await clock.sleep(100);
      return logged(query);
    },
  };
  const dispatch = new OrchestratedDispatch(plan, orchestrator, { orchestrators, reports, workerLog, clock });
  const events: FanoutEvent[] = [];
  const stop = new AbortController();
  const quit = new AbortController();
  if (stopAfterMs !== null) clock.after(stopAfterMs, () => stop.abort());
  if (quitAfterMs !== null) clock.after(quitAfterMs, () => quit.abort());
  const eventLoop = { idleMs: () => 0, watchDelay: () => () => null };
  let error: unknown = null;
  const work = (async () => {
    const signals = { stop: stop.signal, quit: quit.signal };
    for await (const event of fanOut(plan, { dispatch, reports, clock, eventLoop }, signals))
      events.push(event);
  })().catch((thrown: unknown) => {
    error = thrown;
  });
  await clock.runUntil(work);
  return {
    rows: events
      .flatMap((event) => (event.kind === 'invocation' ? [event.invocation] : []))
      .toSorted((a, b) => a.seq - b.seq),
    orchestrations: events.flatMap((event) => (event.kind === 'orchestration' ? [event.orchestration] : [])),
    notes: events.flatMap((event) => (event.kind === 'note' ? [event] : [])),
    reported: events.flatMap((event) => (event.kind === 'report' ? [event.requestId] : [])),
    error,
    orchestrators,
    searches,
  };
}

const found = (ids: readonly string[], changes: Partial<LoggedRequests> = {}): LoggedRequests => ({
  requests: ids.map((requestId, nth) => ({
    requestId,
    startedAtMs: 5_000_100 + nth,
    logStream: `2026/01/02/[7]${nth}`,
    events: [
      { atMs: 5_000_100, logStream: null, message: `REPORT RequestId: ${requestId}\tDuration: 9.00 ms\t` },
    ],
  })),
  others: 0,
  refusal: null,
  ...changes,
});

describe('a reply by the contract', () => {
  it('becomes rows on the clock of the run, each at its place', async () => {
    const { rows, orchestrations, notes, orchestrators } = await run(planOf(), to, (asked, clock) => ({
      payload: spoken(clock, asked),
    }));
    const [orchestration] = orchestrations;
    const calledMs = (orchestration?.invocation.writtenMs ?? 0) + wayInMs;
    expect(orchestration).toMatchObject({ round: 1, shard: 1, requests: 3, contract: 1, offsetMs: calledMs });
    expect(rows.map(({ requestId, shard, seq }) => [requestId, shard, seq])).toEqual([
      ['id-1-1-0', 1, 0],
      ['id-1-1-1', 1, 1],
      ['id-1-1-2', 1, 2],
    ]);
    expect(rows[0]).toMatchObject({
      plannedMs: calledMs + 299,
      writtenMs: calledMs + 300,
      doneMs: calledMs + 450,
      firstByteMs: null,
      functionName: 'worker_lambda',
      qualifier: 'live',
    });
    expect(notes).toEqual([]);
    expect(orchestrators.asked).toMatchObject([
      { contract: 1, count: 3, payload: '{ "id": 7 }', releaseAtWallMs: null, timeoutMs: 40_000 },
    ]);
    // Beside it the payload's own fields, for an orchestrator that reads its event.
    expect(orchestrators.events[0]).toMatchObject({ id: 7 });
  });

  it.each([
    { name: 'too few rows', changes: { rows: [cells('a'), cells('b')] }, says: /has no row for it/ },
    {
      name: 'a row without outcome',
      changes: { rows: [cells('a'), cells('b'), ['c']] },
      says: /broken at outcome/,
    },
    {
      name: 'a row with a time in words',
      changes: { rows: [cells('a'), cells('b'), ['c', 'ok', 'soon']] },
      says: /broken at plannedMs/,
    },
  ])('with $name leaves that one row lost, and the rest stands', async ({ changes, says }) => {
    const { rows } = await run(planOf(), to, (asked, clock) => ({ payload: spoken(clock, asked, changes) }));
    expect(rows.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'lost']);
    expect(rows[2]?.reason).toMatch(says);
  });

  it('never puts a row where its own invocation cannot have been, however wrong its wall clock is', async () => {
    for (const aheadMs of [-3_600_000, -400, 0, 400, 3_600_000]) {
      const { rows, orchestrations } = await run(planOf(), to, (asked, clock) => ({
        payload: spoken(clock, asked, {}, aheadMs),
      }));
      const { writtenMs, doneMs } = orchestrations[0]?.invocation ?? {};
      for (const row of rows) {
        expect(row.writtenMs).toBeGreaterThanOrEqual((writtenMs ?? 0) + 300);
        expect(row.doneMs).toBeLessThanOrEqual((doneMs ?? 0) - handlerMs + 450);
      }
    }
  });

  it('tells notes and what it left out once, with who says it', async () => {
    const changes = {
      notes: [{ code: 'released-late', message: 'Late.' }],
      leftOut: { tails: 2, workers: 1 },
    };
    const { notes } = await run(planOf({ rounds: 2 }), to, (asked, clock) => ({
      payload: spoken(clock, asked, changes),
    }));
    expect(notes.filter(({ code }) => code === 'released-late')).toEqual([
      { kind: 'note', code: 'released-late', message: 'The orchestrator: Late.' },
    ]);
    expect(notes.filter(({ code }) => code === 'reply-shortened')).toHaveLength(1);
  });
});

describe('an orchestrator that says something else', () => {
  it.each([
    { name: 'nothing', payload: undefined, why: /replies nothing/ },
    { name: 'null, as a handler without a result', payload: null, why: /no lambdaFanout\.orchestrated/ },
    { name: 'something of its own', payload: { statusCode: 200 }, why: /no lambdaFanout\.orchestrated/ },
    {
      name: 'a later contract',
      payload: { lambdaFanout: { orchestrated: { contract: 2 } } },
      why: /version 2 .* reads 1/,
    },
    {
      name: 'half of the contract',
      payload: { lambdaFanout: { orchestrated: { contract: 1 } } },
      why: /broken at runId/,
    },
  ])('$name: what it sent is looked for in the log', async ({ payload, why }) => {
    const { rows, notes, reported, searches } = await run(planOf(), to, () => ({ payload }), {
      logged: () => found(['w-1', 'w-2']),
    });
    expect(rows.map(({ requestId, outcome }) => [requestId, outcome])).toEqual([
      ['w-1', 'ok'],
      ['w-2', 'ok'],
      [null, 'lost'],
    ]);
    expect(rows[0]).toMatchObject({ executedVersion: '7', writtenMs: null, doneMs: null, shard: 1 });
    expect(rows[2]?.reason).toMatch(/no REPORT of it was found in \/aws\/lambda\/worker_lambda/);
    expect(reported).toEqual(['own-1-1', 'w-1', 'w-2']);
    expect(notes).toMatchObject([{ code: 'silent-orchestrator', message: expect.stringMatching(why) }]);
    // From its own START by the log's clock.
    expect(searches).toMatchObject([{ count: 3, fromMs: 4_999_900, logGroup: '/aws/lambda/worker_lambda' }]);
  });

  it('a reply of another run is not taken', async () => {
    const { notes } = await run(planOf(), to, (asked, clock) => ({
      payload: spoken(clock, { ...asked, runId: 'another' }),
    }));
    expect(notes).toMatchObject([
      { code: 'silent-orchestrator', message: expect.stringContaining('another run') },
    ]);
  });

  it('without its own START the window rests on the clock of this machine, and that is said', async () => {
    const { notes, searches } = await run(planOf(), to, () => ({ payload: null }), { ownEvents: false });
    expect(notes.map(({ code }) => code)).toEqual(['silent-orchestrator', 'orchestrator-start-unknown']);
    // FakeClock's wall clock is a million ahead of its monotonic one.
    expect(searches[0]?.fromMs).toBe(1_000_000 - 15_000 + 20);
  });

  it('says what else the log names, and what refused to be read', async () => {
    const refusal = new UnreachableError('denied', 'ask');
    const { notes } = await run(planOf(), to, () => ({ payload: null }), {
      logged: () => found(['w-1'], { others: 4, refusal }),
    });
    expect(notes.map(({ code }) => code)).toEqual(['silent-orchestrator', 'logs-refused', 'other-requests']);
  });

  it('does not take the requests of one round for those of the next', async () => {
    const { searches } = await run(planOf({ rounds: 2 }), to, () => ({ payload: null }), {
      logged: (query) => found(query.known.size === 0 ? ['w-1'] : ['w-2']),
    });
    expect([...(searches[1]?.known ?? [])]).toContain('w-1');
  });

  it('with --logs never nothing is looked up', async () => {
    const { rows, searches } = await run(planOf({ logs: 'never' }), to, () => ({ payload: null }));
    expect(searches).toEqual([]);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['lost', 'lost', 'lost']);
    expect(rows[0]?.reason).toContain('--logs never');
  });
});

describe('an orchestrator that fails', () => {
  it.each([
    { name: 'throws', reply: { outcome: 'function-error', errorType: 'Error', reason: 'boom' } as const },
    {
      name: 'times out',
      reply: { outcome: 'function-error', errorType: 'Sandbox.Timedout', reason: 'timed out' } as const,
    },
    {
      name: 'is not waited for',
      reply: { outcome: 'timeout', requestId: null, reason: 'no reply' } as const,
    },
    { name: 'loses its connection', reply: { outcome: 'lost', requestId: null, reason: 'reset' } as const },
  ])('one that $name may have sent requests: those the log tells of are rows', async ({ reply }) => {
    const { rows, notes } = await run(planOf(), to, () => reply, { logged: () => found(['w-1']) });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['ok', 'lost', 'lost']);
    expect(rows[1]?.reason).toContain(`the orchestrator failed (${reply.reason})`);
    expect(notes.map(({ code }) => code)).toContain('orchestrator-failed');
  });

  it.each([
    { name: 'is throttled', reply: { outcome: 'throttled', reason: 'too many' } as const },
    {
      name: 'answers 500',
      reply: { outcome: 'api-error', statusCode: 500, reason: 'ServiceException' } as const,
    },
    {
      name: 'refuses what it is asked',
      reply: { outcome: 'function-error', errorType: 'OrchestratorRefused', reason: 'no' } as const,
    },
  ])('one that $name has sent nothing, and no log is asked', async ({ reply }) => {
    const { rows, searches, error } = await run(planOf(), to, () => reply);
    expect(rows.map(({ outcome }) => outcome)).toEqual(['unsent', 'unsent', 'unsent']);
    expect(rows[0]?.reason).toBe(`the orchestrator was not started: ${reply.reason}`);
    expect({ searches, error }).toEqual({ searches: [], error: null });
  });

  it('one that may not be invoked ends the run with that error, after its rows', async () => {
    const refusal = new UnreachableError('denied', 'ask');
    const { rows, error } = await run(planOf(), to, () => ({
      outcome: 'api-error',
      reason: 'denied',
      refusal,
    }));
    expect(rows).toHaveLength(3);
    expect(error).toBe(refusal);
  });

  it('after a first Ctrl-C what a silent one had sent is still looked for, a little', async () => {
    const { rows, searches } = await run(planOf({ rounds: 2 }), to, () => ({ payload: null }), {
      stopAfterMs: 200,
      logged: () => found(['w-1', 'w-2', 'w-3']),
    });
    expect(rows.map(({ outcome }) => outcome)).toEqual([...Array(3).fill('ok'), ...Array(3).fill('unsent')]);
    expect(searches).toMatchObject([{ timeoutMs: 10_000 }]);
  });

  it('a second Ctrl-C waits for neither it nor the log', async () => {
    const { rows, searches } = await run(
      planOf(),
      to,
      (asked, clock) => ({ payload: spoken(clock, asked) }),
      {
        quitAfterMs: 200,
      },
    );
    expect(rows).toHaveLength(3);
    expect(searches).toEqual([]);
  });
});

it('a payload that does not fit twice into an event is refused before anybody is asked', async () => {
  const payload = Buffer.from(JSON.stringify({ text: 'x'.repeat(3_200_000) }));
  const { error, rows, orchestrators } = await run(planOf({ payload }), to, () => ({}));
  expect(error).toBeInstanceOf(UsageError);
  expect(String(error)).toMatch(/Lambda takes at most 6,291,456/);
  expect(rows.map(({ outcome }) => outcome)).toEqual(['unsent', 'unsent', 'unsent']);
  expect(orchestrators.asked).toEqual([]);
});

describe('several orchestrators', () => {
  const three = { ...to, shards: 3 };

  it('share the requests out, after they were greeted, and release at one moment', async () => {
    const { rows, orchestrations, orchestrators } = await run(
      planOf({ concurrency: 7 }),
      three,
      (asked, clock) => ({
        payload: spoken(clock, asked),
      }),
    );
    const [greetings, round] = [orchestrators.asked.slice(0, 3), orchestrators.asked.slice(3)];
    expect(greetings).toMatchObject(
      [1, 2, 3].map((shard) => ({ shard, round: 0, count: 0, releaseAtWallMs: null })),
    );
    expect(round).toMatchObject([
      { shard: 1, count: 3 },
      { shard: 2, count: 2 },
      { shard: 3, count: 2 },
    ]);
    expect(new Set(round.map(({ releaseAtWallMs }) => releaseAtWallMs)).size).toBe(1);
    expect(rows.map(({ shard }) => shard)).toEqual([1, 1, 1, 2, 2, 3, 3]);
    expect(orchestrations.map(({ round: nth, shard }) => [nth, shard])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
  });

  it.each([0, -600_000, 600_000])(
    'agree on a moment of their own clocks, which are %d ms ahead of this one',
    async (aheadMs) => {
      const { orchestrators, rows, orchestrations } = await run(planOf(), three, (asked, clock) => ({
        payload: spoken(clock, asked, {}, aheadMs),
      }));
      const agreed = (orchestrators.asked.at(-1)?.releaseAtWallMs ?? 0) - aheadMs - 1_000_000;
      const sentMs = orchestrations.at(-1)?.invocation.writtenMs ?? 0;
      // Two seconds ahead, 5 ms for each request of one; the middle of what is known is 25 ms from the truth.
      expect(Math.abs(agreed - sentMs - 2_005)).toBeLessThanOrEqual(aheadMs === 0 ? 1 : 60);
      for (const row of rows)
        expect(Math.abs((row.writtenMs ?? 0) - sentMs - wayInMs - 300)).toBeLessThanOrEqual(60);
    },
  );

  it('later they agree on half as much again as the slowest took', async () => {
    const { orchestrators, orchestrations } = await run(
      planOf({ rounds: 2, gapMs: 0 }),
      three,
      (asked, clock) => ({
        payload: spoken(clock, asked),
      }),
    );
    const agreed = (orchestrators.asked.at(-1)?.releaseAtWallMs ?? 0) - 1_000_000;
    expect(Math.abs(agreed - (orchestrations.at(-1)?.invocation.writtenMs ?? 0) - 650)).toBeLessThanOrEqual(
      1,
    );
  });

  it('one that fails is rows with a reason, the rest stands', async () => {
    const { rows, error } = await run(planOf({ concurrency: 6 }), three, (asked, clock) =>
      asked.round === 1 && asked.shard === 2
        ? { outcome: 'throttled', reason: 'too many' }
        : { payload: spoken(clock, asked) },
    );
    expect(rows.map(({ outcome, shard }) => [outcome, shard])).toEqual([
      ['ok', 1],
      ['ok', 1],
      ['unsent', 2],
      ['unsent', 2],
      ['ok', 3],
      ['ok', 3],
    ]);
    expect(rows[2]?.reason).toBe('the orchestrator was not started: too many');
    expect(error).toBeNull();
  });

  it('that do not speak the contract are refused', async () => {
    const { error, rows } = await run(planOf(), three, () => ({ payload: null }));
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain('done 3 times');
    expect(rows.map(({ outcome }) => outcome)).toEqual(['unsent', 'unsent', 'unsent']);
  });

  it('are not asked for nothing where a round has fewer requests than there are of them', async () => {
    const { orchestrators, rows } = await run(planOf({ concurrency: 2 }), three, (asked, clock) => ({
      payload: spoken(clock, asked),
    }));
    expect(orchestrators.asked.filter(({ round }) => round === 1)).toHaveLength(2);
    expect(rows).toHaveLength(2);
  });

  it.each([
    { requests: 10, shards: 3, want: [4, 3, 3] },
    { requests: 3, shards: 3, want: [1, 1, 1] },
    { requests: 9_600, shards: 10, want: Array(10).fill(960) },
  ])('$requests requests of $shards', ({ requests, shards, want }) => {
    expect(sharedOut(requests, shards)).toEqual(want);
  });
});
