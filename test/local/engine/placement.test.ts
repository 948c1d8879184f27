import { availableParallelism } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { realClock } from '../../../src/io/clock.ts';
import type { Engine, FunctionVersion } from '../../../src/local/engine.ts';
import type { EngineEvent } from '../../../src/local/run-engine.ts';
import {
  engineBenches,
  type ReadReply,
  read,
  requestOf,
  signalProcess,
  versionOf,
  wholeLog,
} from '../../support/engine.ts';

const { start, endAll } = engineBenches();
afterAll(endAll);

const isAlive = (pid: number): boolean => signalProcess(pid, 0);

const pidOf = ([reply]: readonly ReadReply[]): number =>
  (reply?.payload as { pid: number } | undefined)?.pid ?? 0;

const placements = (events: readonly EngineEvent[]): readonly string[] =>
  events.flatMap((event) => (event.kind === 'placed' ? [event.placement] : []));

/** Most inits that ran at one moment, by what the engine told. */
const mostInits = (events: readonly EngineEvent[]): number => {
  let now = 0;
  let most = 0;
  for (const { kind } of events) {
    if (kind === 'init-began') now += 1;
    if (kind === 'init-ended') now -= 1;
    most = Math.max(most, now);
  }
  return most;
};

const atOnce = async (
  engine: Engine,
  version: FunctionVersion,
  count: number,
  event: object = { holdMs: 300 },
) =>
  (await Promise.all(Array.from({ length: count }, () => engine.invoke(requestOf(version, event))))).map(
    read,
  );

const ready = (engine: Engine, version: FunctionVersion, qualifier = 'live') =>
  expect.poll(() => engine.provisioned(version.functionName, qualifier)?.status, { timeout: 30_000 });

const published = (more: Partial<FunctionVersion> = {}): FunctionVersion =>
  versionOf('esm', 'index.hold', { version: '1', ...more });

const inits = (replies: readonly { log: string }[]): number =>
  replies.filter(({ log }) => log.includes('Init Duration')).length;

describe('on demand', () => {
  it('ten at once: ten new environments, each with its own init, never more inits at a time than cores', async () => {
    const { engine, events } = await start();
    const version = versionOf('esm', 'index.hold');
    const replies = await atOnce(engine, version, 10);
    expect(placements(events)).toEqual(Array(10).fill('new'));
    expect(inits(replies)).toBe(10);
    expect(new Set(replies.map(({ payload }) => (payload as { pid: number }).pid)).size).toBe(10);
    expect(engine.logs.streams(version.logGroup)).toHaveLength(10);
    expect(mostInits(events)).toBeLessThanOrEqual(availableParallelism());
    // Ten more find them retained.
    expect(inits(await atOnce(engine, version, 10))).toBe(0);
    expect(placements(events).slice(10)).toEqual(Array(10).fill('retained'));
  });

  it('a request waits for its own new environment, even if another becomes idle before', async () => {
    const { engine } = await start({ concurrentInits: 1 });
    const version = versionOf('esm', 'index.hold');
    const replies = await atOnce(engine, version, 3, { holdMs: 0 });
    expect(inits(replies)).toBe(3);
    // The first had the core to itself; the others say how long they did not.
    const log = wholeLog(engine, version);
    const waits = [...log.matchAll(/waited ([\d.]+) ms for a core/g)].map(([, waitedMs]) => Number(waitedMs));
    const [sooner = 0, later = 0] = waits.toSorted((a, b) => a - b);
    expect(waits).toHaveLength(2);
    expect(later).toBeGreaterThan(sooner);
  });

  it('idle environments end after their retention', async () => {
    const { engine, events } = await start({ retentionMs: 50 });
    const version = versionOf('esm', 'index.hold');
    const first = await atOnce(engine, version, 1, { holdMs: 0 });
    const pid = pidOf(first);
    await expect.poll(() => isAlive(pid)).toBe(false);
    await atOnce(engine, version, 1, { holdMs: 0 });
    expect(placements(events)).toEqual(['new', 'new']);
  });

  it('a retired version: idle environments end, those at work once they are done', async () => {
    const { engine, events } = await start();
    const version = versionOf('esm', 'index.hold');
    const working = atOnce(engine, version, 1, { holdMs: 300 });
    engine.retire(version.functionName, version.version);
    const done = await working;
    expect(done[0]?.functionError).toBeNull();
    const pid = pidOf(done);
    await expect.poll(() => isAlive(pid)).toBe(false);
    await atOnce(engine, { ...version, revisionId: 'next' }, 1, { holdMs: 0 });
    expect(placements(events)).toEqual(['new', 'new']);
  });

  it.each([
    {
      name: 'reserved',
      reserved: 2,
      account: 1_000,
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    },
    { name: 'account', reserved: null, account: 2, reason: 'ConcurrentInvocationLimitExceeded' },
  ])('$name concurrency throttles', async ({ reserved, account, reason }) => {
    const { engine } = await start({
      limits: { account, reservedOf: () => reserved, reservedTotal: () => reserved ?? 0 },
    });
    const version = versionOf('esm', 'index.hold');
    const replies = await Promise.all([1, 2, 3].map(() => engine.invoke(requestOf(version, { holdMs: 0 }))));
    expect(replies.map((reply) => (reply.kind === 'throttled' ? reply.reason : reply.kind))).toEqual([
      'replied',
      'replied',
      reason,
    ]);
  });
});

describe('provisioned concurrency', () => {
  it.each([{ shown: true }, { shown: false }])(
    'of 10 serves 10, the eleventh spills; init on the first request shown: $shown',
    async ({ shown }) => {
      const { engine, events } = await start({ initOnFirstProvisionedRequest: shown });
      const version = published();
      engine.provision(version, 'live', 10, 'complete');
      expect(engine.provisioned(version.functionName, 'live')).toMatchObject({
        requested: 10,
        allocated: 0,
        available: 0,
        status: 'IN_PROGRESS',
        lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
      });
      await ready(engine, version).toBe('READY');
      expect(mostInits(events)).toBeLessThanOrEqual(availableParallelism());
      expect(engine.provisioned(version.functionName, 'live')).toMatchObject({
        allocated: 10,
        available: 10,
      });
      expect(
        wholeLog(engine, version).match(/^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init$/gm),
      ).toHaveLength(10);
      const replies = await atOnce(engine, version, 11);
      expect(placements(events)).toEqual([...Array(10).fill('provisioned'), 'new']);
      expect(inits(replies)).toBe(shown ? 11 : 1);
      const types = replies.map(({ payload }) => (payload as { type: string }).type);
      expect(types.filter((type) => type === 'provisioned-concurrency')).toHaveLength(10);
      expect(types.filter((type) => type === 'on-demand')).toHaveLength(1);
      for (const { log, payload } of replies) {
        if ((payload as { type: string }).type === 'on-demand') continue;
        // The init was paid by the allocation, whatever the line shows.
        const [, duration, billed] = /\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms/.exec(log) ?? [];
        expect(Number(billed)).toBe(Math.ceil(Number(duration)));
      }
      expect(inits(await atOnce(engine, version, 11))).toBe(0);
      expect(placements(events).slice(11)).toEqual([...Array(10).fill('provisioned'), 'retained']);
    },
  );

  it('10 × N requests a second spill too, without concurrency', async () => {
    // On a clock that stands still no token comes back.
    const { engine, events } = await start({ clock: { ...realClock, nowMs: () => 0 } });
    const version = published();
    engine.provision(version, 'live', 1, 'complete');
    await ready(engine, version).toBe('READY');
    for (let count = 0; count < 12; count += 1) await atOnce(engine, version, 1, { holdMs: 0 });
    expect(placements(events)).toEqual([...Array(10).fill('provisioned'), 'new', 'retained']);
  });

  it('pending for good serves nobody', async () => {
    const { engine, events } = await start();
    const version = published();
    engine.provision(version, 'live', 3, 'pending');
    expect(inits(await atOnce(engine, version, 3))).toBe(3);
    expect(placements(events)).toEqual(['new', 'new', 'new']);
    expect(engine.provisioned(version.functionName, 'live')).toMatchObject({
      requested: 3,
      allocated: 0,
      status: 'IN_PROGRESS',
    });
  });

  it('a raise that is pending leaves what stood before serving', async () => {
    const { engine, events } = await start();
    const version = published();
    engine.provision(version, 'live', 2, 'complete');
    await ready(engine, version).toBe('READY');
    engine.provision(version, 'live', 4, 'pending');
    expect(engine.provisioned(version.functionName, 'live')).toMatchObject({
      requested: 4,
      allocated: 2,
      available: 2,
      status: 'IN_PROGRESS',
    });
    await atOnce(engine, version, 4);
    expect(placements(events)).toEqual(['provisioned', 'provisioned', 'new', 'new']);
  });

  it('raised and lowered, only the difference starts or ends', async () => {
    const { engine, events } = await start();
    const version = published();
    const began = (): number => events.filter(({ kind }) => kind === 'init-began').length;
    engine.provision(version, 'live', 1, 'complete');
    await ready(engine, version).toBe('READY');
    engine.provision(version, 'live', 3, 'complete');
    await ready(engine, version).toBe('READY');
    expect(began()).toBe(3);
    engine.provision(version, 'live', 2, 'complete');
    expect(engine.provisioned(version.functionName, 'live')).toMatchObject({ allocated: 2, status: 'READY' });
    engine.deprovision(version.functionName, 'live');
    expect(engine.provisioned(version.functionName, 'live')).toBeNull();
    expect(engine.allProvisioned(version.functionName)).toEqual([]);
    await atOnce(engine, version, 1);
    expect(placements(events)).toEqual(['new']);
  });

  it.each([
    {
      name: 'an init that fails',
      shape: 'init-throws',
      course: 'complete' as const,
      reason: 'FUNCTION_ERROR_INIT_FAILURE',
    },
    { name: 'on order', shape: 'esm', course: { failWith: 'NO_ROOM' }, reason: 'NO_ROOM' },
  ])('FAILED: $name', async ({ shape, course, reason }) => {
    const { engine } = await start();
    const version = versionOf(shape, 'index.hold', { version: '1' });
    engine.provision(version, 'live', 2, course);
    await ready(engine, version).toBe('FAILED');
    expect(engine.provisioned(version.functionName, 'live')).toMatchObject({
      allocated: 0,
      available: 0,
      statusReason: reason,
    });
  });

  it('a crashed environment is replaced', async () => {
    const { engine } = await start();
    const version = versionOf('crashes', 'index.handler', { version: '1' });
    engine.provision(version, 'live', 1, 'complete');
    await ready(engine, version).toBe('READY');
    const crash = read(await engine.invoke(requestOf(version, { exit: 1 })));
    expect(crash.functionError).toBe('Unhandled');
    await expect.poll(() => engine.provisioned(version.functionName, 'live')?.available).toBe(1);
    expect(read(await engine.invoke(requestOf(version))).log).toMatch(/Init Duration/);
    expect(engine.logs.streams(version.logGroup)).toHaveLength(2);
  });

  it('all of reserved concurrency provisioned: the rest is throttled', async () => {
    const { engine } = await start({
      limits: { account: 1_000, reservedOf: () => 1, reservedTotal: () => 1 },
    });
    const version = published();
    engine.provision(version, 'live', 1, 'complete');
    await ready(engine, version).toBe('READY');
    const latest = { ...version, version: '$LATEST' };
    expect(await engine.invoke(requestOf(latest, { holdMs: 0 }))).toEqual({
      kind: 'throttled',
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  });
});
