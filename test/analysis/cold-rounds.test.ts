import { describe, expect, it } from 'vitest';
import { analyseRun, exitCodeOf } from '../../src/analysis/analyse.ts';
import { roundsByContact } from '../../src/analysis/first-contact.ts';
import type { ColdWay } from '../../src/model/cold.ts';
import { runView } from '../../src/report/run-view.ts';
import { aHeader } from '../support/analysis-builder.ts';
import { aRun, cold, provisioned, type Told, times, warm } from './run-builder.ts';

const twinLine = (round: number) => ({
  functionName: `lambda-fanout-twin-0011223344556677-${round}`,
  qualifier: '$LATEST',
  executedVersion: '$LATEST',
});

function analysed(told: readonly Told[], way: ColdWay | undefined, header: Parameters<typeof aRun>[1] = {}) {
  const plan = { ...(way === undefined ? {} : { cold: way }), ...header.plan };
  const { run, joined } = aRun(told, { ...header, plan, local: false });
  return analyseRun(run, joined, [], { freshEnvironments: false });
}

const codes = ({ warnings }: ReturnType<typeof analysed>): string[] => warnings.map(({ code }) => code);
const coldRounds = (rounds: number, each = 3, line?: (round: number) => Told['line']): Told[] =>
  times(rounds, (at) =>
    times(each, (index) =>
      cold(`r${at}-${index}`, { round: at + 1, ...(line === undefined ? {} : { line: line(at + 1) ?? {} }) }),
    ),
  ).flat();
const onLatest = () => ({ qualifier: '$LATEST', executedVersion: '$LATEST' });
const latest = { target: { qualifier: '$LATEST', version: '$LATEST', provisioned: null } };

describe('rounds that were made cold', () => {
  it('by a marker: each is expected to be first contact, and nothing speaks of retained environments', () => {
    const analysis = analysed(coldRounds(3, 3, onLatest), 'marker', latest);
    expect(analysis.summary.rounds.map(({ expected }) => expected)).toMatchObject(
      times(3, () => ({ waitedForInit: { min: 3, max: 3 }, verdict: 'as-expected' })),
    );
    expect(codes(analysis)).toEqual([]);
    expect(codes(analysed(coldRounds(3), undefined, latest))).toContain('later-rounds');
  });

  it('by twins: they have no provisioned concurrency, and their own version is no surprise', () => {
    const header = { target: { provisioned: provisioned(), version: '7', weights: { '8': 0.5 } } };
    const analysis = analysed(coldRounds(2, 3, twinLine), 'twins', header);
    expect(analysis.summary.headline).toBe('6 of 6 waited for an init (100 %): each got a new environment.');
    expect(analysis.summary.rounds.map(({ expected }) => expected.verdict)).toEqual([
      'as-expected',
      'as-expected',
    ]);
    expect(analysis.summary.rounds[0]?.expected.because).toMatch(/^a twin has no provisioned concurrency/);
    expect(codes(analysis)).toEqual([]);
    expect(analysis.header?.target).toMatchObject({ version: '7', provisioned: { status: 'READY' } });
    const facts = runView(analysis).facts.map(({ name }) => name);
    expect(facts).toContain('Made cold');
  });

  it('an init that fits is waited for where the environment is a twin’s, which physics alone would not say of its original', () => {
    const silent = times(3, (at): Told => ({ environment: `e${at}`, init: 900, roundTrip: 1_160 }));
    const header = { target: { provisioned: provisioned() } };
    expect(analysed(silent, 'twins', header).summary.waitedForInit).toBe(3);
    expect(analysed(silent, undefined, header).summary.waitedForInit).toBe(0);
  });

  it.each<{ way: ColdWay; told: readonly Told[]; says: string | null }>([
    { way: 'marker', told: coldRounds(4), says: null },
    {
      way: 'marker',
      told: [
        ...coldRounds(1),
        cold('r1-0', { round: 2 }),
        warm('r0-0', { round: 2 }),
        warm('old', { round: 2 }),
      ],
      says: "2 of 3 requests of round 2 met environments that had served before: that was no first contact, and its cold starts are fewer than a new deployment's.",
    },
    {
      way: 'cool',
      told: [warm('before'), cold('a'), cold('b', { round: 2 }), warm('a', { round: 2 })],
      says: '1 of 2 requests of round 1 and 1 of 2 requests of round 2 met',
    },
    // A reset environment repeats its init; it is not new for all that.
    { way: 'marker', told: [cold('a'), cold('a', { round: 2 })], says: '1 of 1 requests of round 2 met' },
  ])('$way: says where a round met old environments: $says', ({ way, told, says }) => {
    const found = analysed(told, way, latest).warnings.find(({ code }) => code === 'old-environments');
    if (says === null) expect(found).toBeUndefined();
    else expect(found?.message).toContain(says);
  });

  it('every round is a first contact for a comparison, and none is left out of the interval', () => {
    const { rows, summary, header } = analysed(coldRounds(6), 'twins');
    if (header === null) throw new Error('a run has a header');
    expect(roundsByContact({ rows, header }).first.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(roundsByContact({ rows, header: aHeader() }).first.map(({ round }) => round)).toEqual([1]);
    expect(summary.coldRatioInterval?.method).toMatch(/^of rounds 1–6,/);
  });
});

describe('what is left', () => {
  const told = times(2, (at) => cold(`e${at}`));
  it('makes the exit code 3, except of an old run', () => {
    const { run, joined } = aRun(
      told,
      {},
      { notes: [{ code: 'not-undone', message: 'the twin x is still there' }] },
    );
    const analysis = analyseRun(run, joined, [], { freshEnvironments: true });
    expect(exitCodeOf(analysis, { strict: false })).toBe(3);
    expect(exitCodeOf(analysis, { strict: false, replay: true })).toBe(0);
  });
});

describe('provisioned concurrency that is not READY', () => {
  it.each([
    { state: provisioned(), says: null },
    {
      state: provisioned({ status: 'IN_PROGRESS', allocated: 3, available: 0 }),
      says: /IN_PROGRESS when the run began, not READY \(3 of 10 allocated\): --wait-ready waits for it/,
    },
    {
      state: provisioned({ status: 'FAILED', available: 0, statusReason: 'FUNCTION_ERROR_INIT_FAILURE' }),
      says: /FAILED before the run \(FUNCTION_ERROR_INIT_FAILURE\): The function's init fails/,
    },
  ])('$state.status', ({ state, says }) => {
    const told = times(2, (at) => cold(`e${at}`));
    const found = analysed(told, undefined, { target: { provisioned: state } }).warnings.find(
      ({ code }) => code === 'not-ready',
    );
    if (says === null) expect(found).toBeUndefined();
    else expect(found?.message).toMatch(says);
    expect(codes(analysed(told, 'twins', { target: { provisioned: state } }))).not.toContain('not-ready');
  });
});
