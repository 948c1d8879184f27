import type { Io } from '../io/io.ts';
import { processFacts } from '../io/process-facts.ts';
import { UsageError } from '../model/errors.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import type { HeaderLine } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';
import { payloadFrom, refuseSharedEnvironments } from './before-sending.ts';
import type { Context } from './context.ts';
import { coldWayOf } from './options/cold.ts';
import { type CompareLiveOptions, firstContactOf } from './options/compare.ts';
import { functionNameOf } from './options/target.ts';
import { headerOf, planOf } from './plan.ts';

/** One side, before anything is sent. */
export interface PlannedSide {
  readonly name: 'old' | 'new';
  readonly facts: TargetFacts;
  readonly plan: FanoutPlan;
  readonly header: HeaderLine;
  /** Where its run is saved; null: nowhere. */
  readonly save: string | null;
}
/** The old side and the new. */
export type Sides = readonly [old: PlannedSide, now: PlannedSide];

/** Function and qualifier of both sides; what is given once holds for both.
 * @throws UsageError where nothing is given twice */
export function targetsOf(options: CompareLiveOptions, io: Io) {
  const { functionName: names, qualifier: qualifiers } = options;
  if (names.length < 2 && qualifiers.length < 2) {
    throw new UsageError(
      'compare needs two sides',
      "Give two saved runs, or --qualifier twice (for instance --qualifier '$LATEST' --qualifier live), or --function-name twice.",
    );
  }
  return ([0, 1] as const).map((at) => {
    const functionName = names[at] ?? names[0];
    const qualifier = qualifiers[at] ?? qualifiers[0] ?? '$LATEST';
    return {
      functionName: functionNameOf({ ...options, functionName, qualifier }, io.env).functionName,
      qualifier,
    };
  });
}

/** Where both runs are saved; null: nowhere.
 * @throws UsageError */
export function savesOf({ save }: CompareLiveOptions): readonly (string | null)[] {
  if (save.length === 0) return [null, null];
  if (save.length === 2 && save[0] !== save[1]) return save;
  throw new UsageError(
    save.length === 2
      ? 'both runs would be saved to one file'
      : 'compare saves both runs, each to a file of its own',
    'Give --save twice: for the run of the old side, then for that of the new.',
  );
}

/** Both sides, from the options and what is known of their targets.
 * @throws UsageError, UnreachableError */
export async function planSides(
  options: CompareLiveOptions,
  context: Context,
  io: Io,
  saves: readonly (string | null)[],
): Promise<Sides> {
  const payload = await payloadFrom(options, io);
  const sized = {
    ...options,
    firstContact: firstContactOf(options),
    rounds: options.rounds + 1,
    warmUp: 0,
  };
  const planned: PlannedSide[] = [];
  for (const [at, target] of targetsOf(options, io).entries()) {
    const facts = await context.targets.facts({ ...target, region: context.region });
    refuseSharedEnvironments(facts);
    const plan = planOf(sized, facts, payload.bytes, io.random.uuid(), { cold: coldWayOf(options, facts) });
    const header = headerOf(plan, facts, {
      holdMs: payload.holdMs,
      local: context.local,
      toolVersion: io.version,
      startedAt: new Date(io.clock.wallMs()).toISOString(),
      client: processFacts(),
      orchestrator: null,
    });
    planned.push({ name: at === 0 ? 'old' : 'new', facts, plan, header, save: saves[at] ?? null });
  }
  const [old, now] = planned;
  if (old === undefined || now === undefined) throw new Error('two sides were planned');
  refuseOneMarker(old, now);
  return [old, now];
}

/** One function has one `$LATEST`: what marks it for one side would mark it for the other.
 * @throws UsageError */
function refuseOneMarker(old: PlannedSide, now: PlannedSide): void {
  const bothMark = old.plan.cold === 'marker' && now.plan.cold === 'marker';
  if (!bothMark || old.facts.functionName !== now.facts.functionName) return;
  throw new UsageError(
    `both sides are $LATEST of ${old.facts.functionName}, and --force-cold changes a variable of it before each round`,
    'Give --twins instead, or compare versions.',
  );
}
