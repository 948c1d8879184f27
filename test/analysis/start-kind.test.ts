import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cluesOf, type StartClues, type StartFacts } from '../../src/analysis/start-clocks.ts';
import {
  kindOf,
  noRests,
  type SettledRests,
  settleAlone,
  settleTogether,
  withRest,
} from '../../src/analysis/start-kind.ts';
import type { LogMark, Report } from '../../src/model/report.ts';
import type { Evidence } from '../../src/model/start-kind.ts';
import type { WorkerReply } from '../../src/model/worker-reply.ts';
import { aReport } from '../support/analysis-builder.ts';
import { aMark, aWorker } from './run-builder.ts';

const id = 'request-0';
const report = (changes: Partial<Report> = {}) => aReport({ requestId: id, durationMs: 250, ...changes });

/** What is known of a request: what it brought, and what the run around it says. */
interface Known extends Omit<StartFacts, keyof StartClues> {
  readonly report: Report | null;
  readonly marks: readonly LogMark[];
  readonly worker: WorkerReply | null;
}

const facts = ({
  report: found = report({ initMs: 100 }),
  marks = [],
  worker = null,
  ...changes
}: Partial<Known> = {}): StartFacts => ({
  ...cluesOf(found, marks, worker),
  roundTripMs: null,
  provisioned: true,
  netFloorMs: 1,
  previousFailed: false,
  extensionsSeen: false,
  orchestratorStartedAtMs: null,
  ...changes,
});

const decide = (given: StartFacts, rests: SettledRests = noRests): Evidence =>
  settleAlone(given) ?? settleTogether(given, rests);

const rests = (...restsMs: number[]): SettledRests => restsMs.reduce(withRest, noRests);

/** INIT_START at 0, START `startMs` later, on the log's clock. */
const logged = (startMs: number, initStream: string | null = 's', type: string | null = null) => [
  aMark({ type: 'init-start', atMs: 5_000, logStream: initStream, initializationType: type }),
  aMark({ type: 'start', requestId: id, atMs: 5_000 + startMs, logStream: 's' }),
];

describe('start kind: the seven rules', () => {
  it.each<{ name: string; given: Partial<Known>; rests?: SettledRests; want: Evidence }>([
    {
      name: '1: no REPORT',
      given: { report: null, worker: aWorker('e', 'on-demand', 1) },
      want: 'no-report',
    },
    { name: '2: restore', given: { report: report({ restoreMs: 300 }) }, want: 'restore-reported' },
    {
      name: '2: restore before init',
      given: { report: report({ restoreMs: 300, initMs: 9 }) },
      want: 'restore-reported',
    },
    { name: '3: no init', given: { report: report() }, want: 'no-init' },
    {
      name: '3: no init, though provisioned',
      given: { report: report(), worker: aWorker('e', 'provisioned-concurrency', 9e4) },
      want: 'no-init',
    },
    {
      name: '3: after a failure',
      given: { report: report(), previousFailed: true },
      want: 'init-maybe-suppressed',
    },
    {
      name: '3: its own log shows a failed init',
      given: { report: report(), provisioned: false, marks: logged(120) },
      want: 'init-maybe-suppressed',
    },
    {
      name: '4: worker says provisioned',
      given: { worker: aWorker('e', 'provisioned-concurrency', 1) },
      want: 'init-type-provisioned',
    },
    {
      name: '4: log says provisioned',
      given: { marks: logged(101, 's', 'provisioned-concurrency') },
      want: 'init-type-provisioned',
    },
    {
      name: '4: another environment says provisioned',
      given: { marks: logged(101, 'other', 'provisioned-concurrency') },
      want: 'init-unplaced',
    },
    {
      name: '5: worker, at once',
      given: { worker: aWorker('e', 'on-demand', 50) },
      want: 'worker-clock-adjacent',
    },
    {
      name: '5: worker, over 1 s',
      given: { worker: aWorker('e', 'on-demand', 1_000.1) },
      want: 'worker-clock-gap',
    },
    {
      name: '5: worker, exactly 1 s decides nothing',
      given: { worker: aWorker('e', 'on-demand', 1_000) },
      want: 'init-unplaced',
    },
    {
      name: '5: worker, between, then the log',
      given: { worker: aWorker('e', null, 60), marks: logged(2_101) },
      want: 'log-clock-gap',
    },
    {
      name: '5: the worker took its stamp early',
      given: { worker: aWorker('e', 'on-demand', 1_200, 10), report: report({ initMs: 1_200 }) },
      want: 'worker-clock-adjacent',
    },
    { name: '5: log, at once', given: { marks: logged(150) }, want: 'log-clock-adjacent' },
    { name: '5: log, over 1 s', given: { marks: logged(1_101) }, want: 'log-clock-gap' },
    { name: '5: two logs are two clocks', given: { marks: logged(150, 'other') }, want: 'init-unplaced' },
    {
      name: '5: the init ended over 100 ms before its orchestrator was started',
      given: { marks: logged(800), orchestratorStartedAtMs: 5_000 + 100 + 101 },
      want: 'init-before-orchestrator',
    },
    {
      name: '5: the hosts may be 100 ms apart',
      given: { marks: logged(800), orchestratorStartedAtMs: 5_000 + 100 + 100 },
      want: 'init-unplaced',
    },
    {
      name: '5: the orchestrator was there before the init ended',
      given: { marks: logged(800), orchestratorStartedAtMs: 5_000 + 50 },
      want: 'init-unplaced',
    },
    { name: '6: longer than the round trip', given: { roundTripMs: 348.9 }, want: 'init-exceeds-round-trip' },
    { name: '6: within the tolerance', given: { roundTripMs: 349 }, want: 'init-unplaced' },
    {
      name: '6: fits, none provisioned',
      given: { roundTripMs: 360, provisioned: false },
      want: 'init-fits-no-provisioned',
    },
    {
      name: '6: fits, an on-demand environment of a provisioned target, with a gap that says nothing',
      given: { roundTripMs: 420, provisioned: true, worker: aWorker('e', 'on-demand', 60) },
      want: 'init-fits-no-provisioned',
    },
    {
      name: '6: fits, not known whether provisioned',
      given: { roundTripMs: 360, provisioned: null },
      want: 'init-unplaced',
    },
    {
      name: '6: fits clearly',
      given: { roundTripMs: 360 },
      rests: rests(5, 8, 30),
      want: 'init-fits-clearly',
    },
    {
      name: '6: init is not over three times the spread',
      given: { roundTripMs: 360 },
      rests: rests(5, 8, 39),
      want: 'init-unplaced',
    },
    {
      name: '6: it fits only because every round trip is long',
      given: { roundTripMs: 360 },
      rests: rests(108, 110, 112),
      want: 'init-unplaced',
    },
    {
      name: '6: two rows show no spread',
      given: { roundTripMs: 360 },
      rests: rests(5, 8),
      want: 'init-unplaced',
    },
    {
      name: '6: extensions, Duration may run on',
      given: { roundTripMs: 300, extensionsSeen: true },
      want: 'init-unplaced',
    },
    {
      name: '6: extensions, but runtimeDone is logged',
      given: {
        roundTripMs: 300,
        extensionsSeen: true,
        marks: [aMark({ type: 'runtime-done', requestId: id, durationMs: 240 })],
      },
      want: 'init-exceeds-round-trip',
    },
    { name: '7: nothing', given: {}, want: 'init-unplaced' },
  ])('$name → $want', ({ given, rests: settled, want }) => {
    expect(decide(facts(given), settled)).toBe(want);
  });
});

/** What really happened, on a clock nobody has; every observation is derived from it. */
const world = fc.record({
  wasCold: fc.boolean(),
  initMs: fc.double({ min: 5, max: 8_000, noNaN: true }),
  /** Runtime start before the worker's module takes its first stamp. */
  bootShare: fc.double({ min: 0, max: 0.4, noNaN: true }),
  /** The wrapper's stamp, before the module has gone on initializing. */
  wrappedShare: fc.double({ min: 0.5, max: 1, noNaN: true }),
  durationMs: fc.double({ min: 0, max: 5_000, noNaN: true }),
  adjacentGapMs: fc.double({ min: 0, max: 45, noNaN: true }),
  // What the worker's stamps hide (boot before the first) is at most 0.4 × 8 s.
  aheadGapMs: fc.double({ min: 4_500, max: 1e7, noNaN: true }),
  netFloorMs: fc.double({ min: 0.05, max: 80, noNaN: true }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  spreadMs: fc.double({ min: 0, max: 200, noNaN: true }),
  platformMs: fc.double({ min: 0, max: 400, noNaN: true }),
  workerClockMs: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  logClockMs: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  sees: fc.record({
    worker: fc.boolean(),
    workerType: fc.boolean(),
    log: fc.boolean(),
    logType: fc.boolean(),
    trip: fc.boolean(),
    rests: fc.boolean(),
    connect: fc.boolean(),
  }),
  target: fc.constantFrom('provisioned', 'unreadable', 'none'),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const centi = (ms: number): number => Math.round(ms * 100) / 100;

/** Rests of the rows settled above move by the same network as this row's: from platform + floor, by the spread. */
const settledOf = (w: World): SettledRests => {
  const base = w.netFloorMs + w.platformMs;
  return rests(base, base + w.spreadMs / 2, base + w.spreadMs);
};

function observed(w: World): StartFacts {
  const initMs = centi(w.initMs);
  const durationMs = centi(w.durationMs);
  const gapMs = w.wasCold ? w.adjacentGapMs : w.aheadGapMs;
  const initStartAt = 0;
  const initEndAt = initStartAt + w.initMs;
  const handlerAt = initEndAt + gapMs;
  const networkMs = w.netFloorMs + w.platformMs + w.jitter * w.spreadMs;
  const roundTripMs = networkMs + w.durationMs + (w.wasCold ? w.initMs + w.adjacentGapMs : 0);
  // On a target without provisioned concurrency an init ahead is Lambda's own doing: only a clock tells it.
  const type = w.wasCold || w.target === 'none' ? 'on-demand' : 'provisioned-concurrency';
  const clockNeeded = w.target === 'none' && !w.wasCold;
  return facts({
    report: report({ initMs, durationMs }),
    worker:
      w.sees.worker || clockNeeded
        ? {
            environmentId: 'e',
            initializationType: w.sees.workerType ? type : null,
            initStartedAt: w.workerClockMs + initStartAt + w.bootShare * w.initMs,
            initEndedAt: w.workerClockMs + initStartAt + w.wrappedShare * w.initMs,
            handlerStartedAt: w.workerClockMs + handlerAt,
            handlerEndedAt: w.workerClockMs + handlerAt + w.durationMs,
            logStream: 's',
          }
        : null,
    marks: w.sees.log
      ? [
          aMark({
            type: 'init-start',
            logStream: 's',
            atMs: Math.floor(w.logClockMs + initStartAt),
            initializationType: w.sees.logType ? type : null,
          }),
          aMark({ type: 'start', requestId: id, logStream: 's', atMs: Math.floor(w.logClockMs + handlerAt) }),
        ]
      : [],
    roundTripMs: w.sees.trip ? roundTripMs : null,
    provisioned: w.target === 'provisioned' ? true : w.target === 'none' ? false : null,
    netFloorMs: w.sees.connect ? w.netFloorMs : null,
  });
}

const opposite = { cold: 'preinitialized', preinitialized: 'cold' } as const;

describe('start kind: against the truth', () => {
  it('is right or unknown, never the other kind, whatever is seen', () => {
    fc.assert(
      fc.property(world, (w) => {
        const truth = w.wasCold ? 'cold' : 'preinitialized';
        const said = kindOf[decide(observed(w), w.sees.rests ? settledOf(w) : noRests)];
        expect(said).not.toBe(opposite[truth]);
        expect([truth, 'unknown']).toContain(said);
      }),
      { numRuns: 3_000 },
    );
  });

  it('does not flip with more evidence', () => {
    fc.assert(
      fc.property(world, (w) => {
        const all = {
          ...w,
          sees: {
            worker: true,
            workerType: true,
            log: true,
            logType: true,
            trip: true,
            rests: true,
            connect: true,
          },
        };
        const less = kindOf[decide(observed(w), w.sees.rests ? settledOf(w) : noRests)];
        const more = kindOf[decide(observed(all), settledOf(w))];
        if (less === 'cold' || less === 'preinitialized') expect(more).toBe(less);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never says warm without a REPORT, nor cold where the type is provisioned', () => {
    fc.assert(
      fc.property(world, fc.boolean(), (w, failed) => {
        const seen = { ...observed(w), previousFailed: failed };
        expect(kindOf[decide({ ...seen, report: null })]).toBe('unknown');
        const typed = { ...seen, initializationType: 'provisioned-concurrency', workerGapMs: 1 };
        expect(kindOf[decide(typed, settledOf(w))]).not.toBe('cold');
      }),
    );
  });
});
