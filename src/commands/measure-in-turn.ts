import { abba, takeTurns } from '../fanout/turns.ts';
import type { Io } from '../io/io.ts';
import { openRunFile } from '../io/run-file-writer.ts';
import type { ColdMaker } from '../model/cold.ts';
import { seededFractions } from '../model/seeded-fractions.ts';
import { type Collected, collectRun } from './collect-run.ts';
import type { PlannedSide, Sides } from './compare-plan.ts';
import type { Context } from './context.ts';
import type { Interruptible } from './interruptible.ts';
import { startRunClock } from './run-clock.ts';

interface Measuring extends Interruptible {
  readonly context: Context;
  readonly io: Io;
  /** Decides who begins. */
  readonly seed: string;
  /** Of the AWS configuration, for the journal of what is changed. */
  readonly profile: string | undefined;
}

/**
 * Measures two targets of as many rounds, round by round in turn (ABBA), each run saved as it goes. Rows that were
 * measured before an error are kept. A side that is refused ends the other too: there is nothing to compare it with.
 */
export async function measureInTurn(
  [old, now]: Sides,
  { context, io, seed, profile, signals, progress }: Measuring,
): Promise<readonly [old: Collected, now: Collected]> {
  const coldOf = async ({ facts, plan }: PlannedSide): Promise<ColdMaker | null> =>
    plan.cold === undefined
      ? null
      : (await import('./cold.ts')).openCold(plan.cold, {
          context,
          io,
          facts,
          plan,
          profile,
          journal: undefined,
        });
  const colds = [await coldOf(old), await coldOf(now)] as const;
  const { clock, startedAt } = startRunClock(io.clock);
  const first = seededFractions(`order ${seed}`)() < 0.5 ? 0 : 1;
  // After all rounds each has a turn for what is left to do.
  const order = [...abba(old.plan.warmUp + old.plan.rounds, first), 0, 1];
  const turns = takeTurns(order, clock, old.plan.gapMs);
  const refused = new AbortController();
  const either = {
    stop: AbortSignal.any([signals.stop, refused.signal]),
    quit: AbortSignal.any([signals.quit, refused.signal]),
  };
  const headerOf = ({ header }: PlannedSide) => ({ ...header, startedAt });
  const writerOf = (side: PlannedSide) =>
    side.save === null ? null : openRunFile(side.save, headerOf(side));
  const writers = [await writerOf(old), await writerOf(now)] as const;
  const measure = async (side: PlannedSide, at: 0 | 1): Promise<Collected> => {
    const [turn, cold, writer] = [turns[at], colds[at], writers[at]];
    const ports = {
      ...context.fanout(side.plan.target, clock),
      ...(turn === undefined ? {} : { turn }),
      ...(cold === null ? {} : { cold }),
    };
    const collected = await collectRun(side.plan, headerOf(side), ports, either, {
      writer,
      progress: { ...progress, show: (text) => progress.show(`${side.name} side, ${text}`) },
      finishedAt: () => new Date(io.clock.wallMs()).toISOString(),
    });
    if (collected.error !== null) refused.abort();
    return collected;
  };
  return Promise.all([measure(old, 0), measure(now, 1)]);
}
