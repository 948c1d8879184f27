import { describe, expect, it } from 'vitest';
import { aboutText, liveRun, soFar } from '../../src/commands/live-run.ts';
import type { FanoutPlan, FanoutProgress } from '../../src/model/fanout.ts';
import { aRun, cold, times, warm } from '../analysis/run-builder.ts';
import { aRound, aRunAnalysis } from '../support/analysis-builder.ts';

const plan: FanoutPlan = {
  runId: 'run-1',
  target: { functionName: 'worker_lambda', qualifier: '$LATEST', region: 'us-east-1' },
  concurrency: 3,
  rounds: 5,
  warmUp: 0,
  gapMs: 2_000,
  timeoutMs: 13_000,
  payload: new Uint8Array(),
  logs: 'auto',
  logsTimeoutMs: 1_000,
  logGroup: '/aws/lambda/worker_lambda',
  logFormat: 'Text',
};
const at = (round: number, phase: FanoutProgress['phase']): FanoutProgress => ({
  kind: 'progress',
  round,
  phase,
  done: 1,
  total: 3,
});

const requestIdOf = (seq: number): string => `8f5c2d1e-0000-4000-8000-${String(seq).padStart(12, '0')}`;
const replied = (seq: number, initText: string) => ({
  requestId: requestIdOf(seq),
  tail: [
    `REPORT RequestId: ${requestIdOf(seq)}\tDuration: 250.00 ms\tBilled Duration: 350 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t${initText}`,
  ],
});
/** Three requests in each of two rounds: the first three wait for an init. */
const told = [
  ...times(3, (seq) => cold(`env-${seq}`, { line: replied(seq, 'Init Duration: 100.00 ms\t') })),
  ...times(3, (seq) => warm(`env-${seq}`, { round: 2, line: replied(seq + 3, '') })),
];

const scene = (changes: Partial<FanoutPlan> = {}, { isSeen = true, rows = told } = {}) => {
  let nowMs = 0;
  let asked = 0;
  const { run } = aRun(rows);
  const live = liveRun(
    { ...plan, ...changes },
    {
      nowMs: () => nowMs,
      isSeen: () => isSeen,
      finished: () => {
        asked += 1;
        return run;
      },
    },
  );
  return {
    asked: () => asked,
    look: async (ms: number, event: FanoutProgress) => {
      nowMs = ms;
      return (await live(event)).split('\n');
    },
  };
};

describe('the lines of a run that goes on', () => {
  it('before a round is over there is only the step', async () => {
    const { look, asked } = scene();
    expect(await look(0, at(1, 'connecting'))).toEqual(['round 1 of 5: opening connections (1 of 3)']);
    expect(asked()).toBe(0);
  });

  it('in a gap: cold so far, last skew, time left by the mean round', async () => {
    const { look } = scene();
    // Two rounds took six seconds, so the three that are left take nine.
    expect(await look(6_000, at(3, 'gap'))).toEqual([
      'round 3 of 5: waiting for the moment of its release',
      expect.stringMatching(/^after round 2: 3 of 6 waited for an init, last skew 0\.1 ms, coverage 100 %$/),
      'about 9 seconds left',
    ]);
  });

  it('what was known stays while the next round is prepared', async () => {
    const { look, asked } = scene();
    await look(6_000, at(3, 'gap'));
    expect((await look(7_000, at(3, 'staging')))[1]).toMatch(/^after round 2: 3 of 6/);
    expect(asked()).toBe(1);
  });

  it.each([
    { name: 'nobody sees it', changes: {}, isSeen: false, rows: told },
    { name: 'the gap is too short', changes: { gapMs: 999 }, isSeen: true, rows: told },
    { name: 'there are too many rows', changes: {}, isSeen: true, rows: times(20_001, () => cold('env-0')) },
  ])('the figures are left out where $name, the time left is not', async ({ changes, isSeen, rows }) => {
    const { look } = scene(changes, { isSeen, rows });
    expect(await look(6_000, at(3, 'gap'))).toEqual([
      'round 3 of 5: waiting for the moment of its release',
      'about 9 seconds left',
    ]);
  });

  it('a deployment that is watched says no time: its end is not known', async () => {
    const { look } = scene({ watchDeployment: true });
    expect((await look(6_000, at(3, 'gap'))).join()).not.toContain('left');
  });

  it('after the last round no time is left', async () => {
    const { look } = scene();
    await look(12_000, at(5, 'gap'));
    expect((await look(15_000, at(5, 'logs'))).join()).not.toContain('left');
  });
});

it('warm-up rounds are not among what was seen', () => {
  expect(soFar(aRunAnalysis({ rows: [], summary: { rounds: [aRound({ warmUp: true })] } }))).toBeNull();
});

it.each([
  [0, 'about 0 seconds left'],
  [1, 'about 1 second left'],
  [99_000, 'about 99 seconds left'],
  [100_000, 'about 2 minutes left'],
  [3_600_000, 'about 60 minutes left'],
])('%i ms: %s', (ms, words) => expect(aboutText(ms)).toBe(words));
