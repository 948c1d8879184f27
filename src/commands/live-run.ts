import type { RunAnalysis } from '../analysis/result.ts';
import { counted, msText, percentText } from '../analysis/wording.ts';
import type { FanoutPlan, FanoutProgress } from '../model/fanout.ts';
import type { Run } from '../model/run-file.ts';

const phases = {
  listening: 'opening a Live Tail session',
  connecting: 'opening connections',
  staging: 'signing requests',
  'in-flight': 'waiting for replies',
  gap: 'waiting for the moment of its release',
  logs: 'looking for REPORT lines in CloudWatch Logs',
  cold: 'making it cold',
  undoing: 'undoing what was changed',
} satisfies Record<FanoutProgress['phase'], string>;

/** Phases that are not counted in requests. */
const uncounted: ReadonlySet<FanoutProgress['phase']> = new Set(['listening', 'gap', 'cold', 'undoing']);

const stepText = ({ round, phase, done, total }: FanoutProgress, rounds: number): string =>
  `${rounds > 1 ? `round ${round} of ${rounds}: ` : ''}${phases[phase]}${uncounted.has(phase) ? '' : ` (${done} of ${total})`}`;

/** Beyond that many rows judging takes longer than a gap should: what was known of earlier rounds stays. */
const judgedRowsAtMost = 20_000;
/** Judging may take that share of the time, so that gaps keep their length. */
const judgingShare = 0.05;
/** A shorter gap has no time for it. */
const judgedGapMsAtLeast = 1_000;

/** What the measured rounds showed: cold so far, the skew of the last one, coverage. Null: nothing that can be told.
 * @param where - begins the sentence; not there: the last round */
export function soFar({ summary }: RunAnalysis, where?: string): string | null {
  const last = summary.rounds.filter(({ warmUp }) => !warmUp).at(-1);
  if (last === undefined || summary.classified === 0) return null;
  const { dispatchSkewMs } = last;
  const { ratio } = summary.coverage;
  return [
    `${where ?? `after round ${last.round}`}: ${summary.waitedForInit} of ${summary.classified} waited for an init`,
    ...(dispatchSkewMs === null ? [] : [`last skew ${msText(dispatchSkewMs)}`]),
    ...(ratio === null ? [] : [`coverage ${percentText(ratio)}`]),
  ].join(', ');
}

/** A duration that is a guess, in words. */
export function aboutText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 100
    ? `about ${counted(seconds, 'second')} left`
    : `about ${counted(Math.round(seconds / 60), 'minute')} left`;
}

/**
 * The lines that tell how far a run is, one text a look: the step, then what its finished rounds showed, then the time
 * that is left by the mean time of a round. Rounds are judged in gaps only, when there is time for it and somebody is
 * going to see it.
 *
 * @param ports.nowMs - the run's clock
 * @param ports.isSeen - whether a text that is made now will be seen
 * @param ports.finished - what was collected up to now
 */
export function liveRun(
  plan: FanoutPlan,
  ports: { readonly nowMs: () => number; readonly isSeen: () => boolean; readonly finished: () => Run },
): (event: FanoutProgress) => Promise<string> {
  const { nowMs, isSeen, finished } = ports;
  const rounds = plan.warmUp + plan.rounds;
  const startedMs = nowMs();
  let shown: string | null = null;
  let left: string | null = null;
  let judgeAfterMs = startedMs;

  const judge = async (): Promise<void> => {
    const run = finished();
    if (nowMs() < judgeAfterMs || plan.gapMs < judgedGapMsAtLeast || !isSeen()) return;
    if (run.invocations.length > judgedRowsAtMost) return;
    // Loaded in a gap, not before: the first request should not wait for it.
    const { judgeRun } = await import('./judge-run.ts');
    const beginMs = nowMs();
    shown = soFar(judgeRun(run));
    const doneMs = nowMs();
    judgeAfterMs = doneMs + (doneMs - beginMs) / judgingShare;
  };

  return async (event) => {
    if (event.phase === 'gap' && event.round > 1) {
      const done = event.round - 1;
      // A deployment that is watched ends its run: the rounds of the plan are only the most there may be.
      const remains = plan.watchDeployment !== true;
      left = remains ? aboutText(((nowMs() - startedMs) / done) * (rounds - done)) : null;
      await judge();
    } else if (event.round >= rounds && event.phase === 'logs') left = null;
    return [stepText(event, rounds), shown, left].filter((line) => line !== null).join('\n');
  };
}
