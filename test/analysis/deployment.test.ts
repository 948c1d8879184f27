import { describe, expect, it } from 'vitest';
import { analyseRun, exitCodeOf } from '../../src/analysis/analyse.ts';
import type { DeploymentLine } from '../../src/model/run-file.ts';
import type { Provisioned } from '../../src/model/target.ts';
import { runView } from '../../src/report/run-view.ts';
import {
  ahead,
  aRun,
  cold,
  provisioned,
  type Told,
  throttled,
  times,
  warm,
  warmAhead,
} from './run-builder.ts';

const look = (round: number, state: Partial<Provisioned> | null): DeploymentLine => ({
  kind: 'deployment',
  round,
  atMs: 10_000 * round - 100,
  provisioned: state === null ? null : provisioned(state),
});
const pending = (allocated: number): Partial<Provisioned> => ({
  allocated,
  available: 0,
  status: 'IN_PROGRESS',
});
const ready = {};

function watched(told: readonly Told[], looks: readonly DeploymentLine[], interrupted = false) {
  const { run, joined } = aRun(
    told,
    { plan: { watchDeployment: true, rounds: 1_000 }, target: { provisioned: provisioned(pending(0)) } },
    { interrupted },
  );
  return analyseRun({ ...run, deployment: looks }, joined, [], { freshEnvironments: true });
}

const on = (round: number) => ({ round });
const newOnes = (round: number, n: number) => times(n, (at) => cold(`od-${at}`, on(round)));
const retained = (round: number, n: number) => times(n, (at) => warm(`od-${at}`, on(round)));
const first = (round: number, n: number) => times(n, (at) => ahead(`pc-${at}`, on(round)));
const again = (round: number, n: number) => times(n, (at) => warmAhead(`pc-${at}`, on(round)));

/** The story: ten at once just after a deployment, until ten provisioned environments are READY. */
const story = [...newOnes(1, 10), ...retained(2, 10), ...first(3, 10), ...again(4, 10)];
const storyLooks = [look(1, pending(0)), look(2, pending(6)), look(3, pending(9)), look(4, ready)];

describe('a watched deployment', () => {
  it('answers with the first round that provisioned environments served whole', () => {
    const { summary, warnings } = watched(story, storyLooks);
    expect(warnings.map(({ code }) => code)).not.toContain('later-rounds');
    // Rounds of the builder are released ten seconds apart, the third 30 s after the start.
    expect(summary.headline).toBe(
      'Round 3, 30.0 s after the start, was the first that provisioned environments of worker_lambda:worker_lambda_alias served whole; before it 10 of 20 requests waited for an init.',
    );
    expect(summary.deployment).toMatchObject({ firstWhole: 3, settledBefore: 4 });
    expect(
      summary.deployment?.rounds.map(({ provisioned: pc, retained: kept, new: made, atMs }) => [
        pc,
        kept,
        made,
        atMs,
      ]),
    ).toEqual([
      [0, 0, 10, 10_000],
      [0, 10, 0, 20_000],
      [10, 0, 0, 30_000],
      [10, 0, 0, 40_000],
    ]);
  });

  it('expects of each round what was seen before it', () => {
    const { summary } = watched(story, storyLooks);
    expect(summary.rounds.map(({ expected }) => [expected.waitedForInit, expected.verdict])).toEqual([
      [{ min: 10, max: 10 }, 'as-expected'],
      [{ min: 0, max: 0 }, 'as-expected'],
      [{ min: 0, max: 0 }, 'as-expected'],
      [{ min: 0, max: 0 }, 'as-expected'],
    ]);
  });

  it.each<{
    name: string;
    told: readonly Told[];
    looks: readonly DeploymentLine[];
    says: RegExp;
    exit: number;
  }>([
    {
      name: 'READY from the start',
      told: first(1, 10),
      looks: [look(1, ready)],
      says: /^Round 1, 10\.0 s after the start, was served wholly by .*: nobody waited for the deployment\.$/,
      exit: 0,
    },
    {
      name: 'more requests than environments',
      told: [...newOnes(1, 11), ...first(2, 10), warm('od-0', on(2))],
      looks: [look(1, pending(0)), look(2, ready)],
      says: /^No round .*: it was READY before round 2, with 10 environments for 11 requests at once\.$/,
      exit: 3,
    },
    {
      name: 'READY, and one went on demand all the same',
      told: [...newOnes(1, 10), ...first(2, 9), warm('od-0', on(2))],
      looks: [look(1, pending(0)), look(2, ready)],
      says: /it was READY before round 2, and of the 10 requests then 9 were surely served by them\.$/,
      exit: 3,
    },
    {
      name: 'FAILED',
      told: [...newOnes(1, 10), ...retained(2, 10)],
      looks: [
        look(1, pending(0)),
        look(2, { ...pending(0), status: 'FAILED', statusReason: 'FUNCTION_ERROR_INIT_FAILURE' }),
      ],
      says: /: the allocation FAILED \(FUNCTION_ERROR_INIT_FAILURE\)\.$/,
      exit: 1,
    },
    {
      name: 'taken away meanwhile',
      told: [...newOnes(1, 10), ...retained(2, 10)],
      looks: [look(1, pending(0)), look(2, null)],
      says: /: the provisioned concurrency was taken away meanwhile\.$/,
      exit: 3,
    },
    {
      name: 'still IN_PROGRESS at the end',
      told: [...newOnes(1, 10), ...retained(2, 10)],
      looks: [look(1, pending(0)), look(2, pending(4))],
      says: /: it was still IN_PROGRESS before round 2, 20\.0 s after the start \(4 of 10 allocated\)\.$/,
      exit: 3,
    },
  ])('$name', ({ told, looks, says, exit }) => {
    const analysis = watched(told, looks);
    expect(analysis.summary.headline).toMatch(says);
    expect(exitCodeOf(analysis, { strict: false })).toBe(exit);
  });

  it('tells environments that say nothing of themselves by what was seen of them before', () => {
    const silent = (environment: string, round: number, more: Told = {}): Told => ({
      environment,
      round,
      ...more,
    });
    const { summary } = watched(
      [
        // An init in the path, by physics; an init that cannot have been part of the round trip.
        silent('a', 1, { init: 900, roundTrip: 1_160 }),
        silent('b', 1, { init: 900, roundTrip: 254 }),
        silent('a', 2),
        silent('b', 2),
        silent('c', 2),
        throttled('ConcurrentInvocationLimitExceeded', on(2)),
      ],
      [look(1, pending(0)), look(2, ready)],
    );
    const [one, two] = summary.deployment?.rounds ?? [];
    expect(one).toMatchObject({ provisioned: 1, unknown: 0, new: 1 });
    expect(two).toMatchObject({ provisioned: 1, retained: 1, unknown: 1, notServed: 1 });
  });

  it('is shown as a table in place of that of rounds, with rare columns only where they are', () => {
    const analysis = watched(story, storyLooks);
    const { tables } = runView(analysis);
    expect(tables.map(({ id }) => id)).toEqual(['deployment', 'kinds', 'why']);
    expect(tables[0]?.columns.map(({ name }) => name)).toEqual([
      'round',
      'after',
      'status before',
      'allocated',
      'provisioned',
      'retained',
      'new',
    ]);
    const odd = watched([...newOnes(1, 9), throttled('x', on(1))], [look(1, pending(0))]);
    expect(runView(odd).tables[0]?.columns.at(-1)?.name).toBe('nobody');
  });

  it('that was not watched leaves everything as it is', () => {
    const { run, joined } = aRun(newOnes(1, 2));
    const analysis = analyseRun(run, joined, [], { freshEnvironments: true });
    expect(analysis.summary).not.toHaveProperty('deployment');
    expect(analysis.summary.headline).toMatch(/^2 of 2 waited/);
  });
});
