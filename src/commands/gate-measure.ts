import type { Io } from '../io/io.ts';
import { processFacts } from '../io/process-facts.ts';
import { openRunFile } from '../io/run-file-writer.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import { requestsOfRun } from '../model/plan-size.ts';
import type { HeaderLine, Run } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';
import { payloadFrom, refuseSharedEnvironments, refuseUnasked } from './before-sending.ts';
import { type Collected, collectRun } from './collect-run.ts';
import { planSides, type Sides } from './compare-plan.ts';
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

interface Planning {
  readonly options: GateOptions;
  readonly context: Context;
  readonly io: Io;
  /** Where the run is saved; null: nowhere. */
  readonly save: string | null;
}

interface Measuring extends Planning, Interruptible {}

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

/** What one measurement of a gate would be: the target beside the version it is compared with, or alone. */
export type GatePlan = { readonly sent: number } & (
  | { readonly kind: 'both'; readonly sides: Sides }
  | {
      readonly kind: 'one';
      readonly plan: FanoutPlan;
      readonly header: HeaderLine;
      readonly facts: TargetFacts;
      readonly functionNameFrom: string;
    }
);

async function planBoth({ options, context, io, save }: Planning): Promise<GatePlan> {
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
  return { kind: 'both', sides, sent: sides.reduce((sum, { plan }) => sum + requestsOfRun(plan), 0) };
}

async function planOne({ options, context, io }: Planning): Promise<GatePlan> {
  const payload = await payloadFrom(options, io);
  const { functionName, from: functionNameFrom } = functionNameOf(options, io.env);
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
  const header = headerOf(plan, facts, {
    holdMs: payload.holdMs,
    local: context.local,
    toolVersion: io.version,
    startedAt: new Date(io.clock.wallMs()).toISOString(),
    client: processFacts(),
    orchestrator: null,
  });
  return { kind: 'one', plan, header, facts, functionNameFrom, sent: requestsOfRun(plan) };
}

/** Plans what a gate measures: the target, and beside it the reference where that is another version. */
export const planGate = (planning: Planning): Promise<GatePlan> =>
  planning.options.against === undefined ? planOne(planning) : planBoth(planning);

/** Measures what was planned.
 * @throws FanoutError */
export async function measureForGate(measuring: Measuring): Promise<Measured> {
  const { options, context, io, save, signals, progress } = measuring;
  const planned = await planGate(measuring);
  const { sent } = planned;
  refuseUnasked(sent, options, context);
  const { seed, profile } = options;
  if (planned.kind === 'both') {
    const [old, now] = await measureInTurn(planned.sides, { context, io, seed, profile, signals, progress });
    return { old: ended(old, io), now: ended(now, io), sent };
  }
  const { plan, facts } = planned;
  const cold =
    plan.cold === undefined
      ? null
      : await (await import('./cold.ts')).openCold(plan.cold, {
          ...{ context, io, facts, plan, profile },
          journal: undefined,
        });
  const { clock, startedAt } = startRunClock(io.clock);
  const header = { ...planned.header, startedAt };
  const ports = { ...context.fanout(plan.target, clock), ...(cold === null ? {} : { cold }) };
  const collected = await collectRun(plan, header, ports, signals, {
    writer: save === null ? null : await openRunFile(save, header),
    progress,
    finishedAt: () => new Date(io.clock.wallMs()).toISOString(),
  });
  return { old: null, now: ended(collected, io), sent };
}
