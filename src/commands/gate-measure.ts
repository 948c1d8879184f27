import type { Io } from '../io/io.ts';
import { processFacts } from '../io/process-facts.ts';
import { openRunFile } from '../io/run-file-writer.ts';
import { requestsOfRun } from '../model/plan-size.ts';
import type { Run } from '../model/run-file.ts';
import { payloadFrom, refuseSharedEnvironments, refuseUnasked } from './before-sending.ts';
import { type Collected, collectRun } from './collect-run.ts';
import { planSides } from './compare-plan.ts';
import type { Context } from './context.ts';
import type { Interruptible } from './interruptible.ts';
import { measureInTurn } from './measure-in-turn.ts';
import { tellNotUndone } from './not-undone.ts';
import { coldWayOf } from './options/cold.ts';
import { compareLiveOptions, firstContactOf } from './options/compare.ts';
import { alphaOfGate, type GateOptions } from './options/gate.ts';
import { functionNameOf } from './options/target.ts';
import { headerOf, planOf } from './plan.ts';
import { startRunClock } from './run-clock.ts';

/** What one measurement of a gate gives. */
export interface Measured {
  /** The reference, measured in turn; null where it is not measured. */
  readonly old: Run | null;
  readonly now: Run;
  readonly sent: number;
}

interface Measuring extends Interruptible {
  readonly options: GateOptions;
  readonly context: Context;
  readonly io: Io;
  /** Where the run is saved; null: nowhere. */
  readonly save: string | null;
}

/** Rounds after the first contact: what is compared wants some, an assertion is about one fan-out. */
const laterRounds = ({ rounds, regression }: GateOptions): number =>
  rounds ?? (regression.length > 0 ? 6 : 0);

/** A first contact is taken wide for what is compared; an assertion means the concurrency that was given. */
const firstContact = (options: GateOptions): number =>
  options.assert.length > 0 ? (options.firstContact ?? options.concurrency) : firstContactOf(options);

const ended = (collected: Collected, io: Io): Run => {
  if (collected.error !== null) {
    tellNotUndone(collected.run, io);
    throw collected.error;
  }
  if (collected.saveError !== null) throw collected.saveError;
  return collected.run;
};

async function measureBoth({ options, context, io, save, signals, progress }: Measuring): Promise<Measured> {
  const asked = {
    ...compareLiveOptions.parse({}),
    ...options,
    alpha: alphaOfGate(options),
    vary: [],
    metric: [],
    functionName: options.functionName === undefined ? [] : [options.functionName],
    qualifier: [options.against ?? '$LATEST', options.qualifier],
    rounds: laterRounds(options),
    firstContact: firstContact(options),
    save: [],
    dryRun: undefined,
  };
  const sides = await planSides(asked, context, io, [null, save]);
  const sent = sides.reduce((sum, { plan }) => sum + requestsOfRun(plan), 0);
  refuseUnasked(sent, options, context);
  const { seed, profile } = options;
  const [old, now] = await measureInTurn(sides, { context, io, seed, profile, signals, progress });
  return { old: ended(old, io), now: ended(now, io), sent };
}

async function measureOne({ options, context, io, save, signals, progress }: Measuring): Promise<Measured> {
  const payload = await payloadFrom(options, io);
  const { functionName } = functionNameOf(options, io.env);
  const facts = await context.targets.facts({
    functionName,
    qualifier: options.qualifier,
    region: context.region,
  });
  refuseSharedEnvironments(facts);
  const sized = {
    ...options,
    firstContact: firstContact(options),
    rounds: laterRounds(options) + 1,
    warmUp: 0,
  };
  const plan = planOf(sized, facts, payload.bytes, io.random.uuid(), { cold: coldWayOf(options, facts) });
  const sent = requestsOfRun(plan);
  refuseUnasked(sent, options, context);
  const planned = headerOf(plan, facts, {
    holdMs: payload.holdMs,
    local: context.local,
    toolVersion: io.version,
    startedAt: new Date(io.clock.wallMs()).toISOString(),
    client: processFacts(),
    orchestrator: null,
  });
  const { profile } = options;
  const cold =
    plan.cold === undefined
      ? null
      : await (await import('./cold.ts')).openCold(plan.cold, {
          context,
          io,
          facts,
          plan,
          profile,
          journal: undefined,
        });
  const { clock, startedAt } = startRunClock(io.clock);
  const header = { ...planned, startedAt };
  const ports = { ...context.fanout(plan.target, clock), ...(cold === null ? {} : { cold }) };
  const collected = await collectRun(plan, header, ports, signals, {
    writer: save === null ? null : await openRunFile(save, header),
    progress,
    finishedAt: () => new Date(io.clock.wallMs()).toISOString(),
  });
  return { old: null, now: ended(collected, io), sent };
}

/** Measures what a gate judges: the target, and beside it the reference where that is another version. */
export const measureForGate = (measuring: Measuring): Promise<Measured> =>
  measuring.options.against === undefined ? measureOne(measuring) : measureBoth(measuring);
