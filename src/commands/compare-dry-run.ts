import { estimateInWords } from '../analysis/cost.ts';
import { needsOf } from '../analysis/policy.ts';
import type { Io } from '../io/io.ts';
import { requestsOf, requestsOfRun } from '../model/plan-size.ts';
import { needsTable } from '../report/policy.ts';
import { viewPrintable } from '../report/printable.ts';
import { functionFact, provisionedFact, targetFact } from '../report/target-facts.ts';
import { count, type Fact, ms } from '../report/view.ts';
import type { PlannedSide, Sides } from './compare-plan.ts';
import { featuresOfPlan } from './dry-run.ts';
import type { OutputFile, OutputOptions } from './options/output.ts';
import { print } from './print.ts';

interface DryRunOutput {
  readonly files: readonly OutputFile[];
  readonly io: Io;
  readonly onAws: boolean;
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

const sideFacts = ({ name, facts, header, plan }: PlannedSide, onAws: boolean): readonly (Fact | null)[] => {
  const side = name === 'old' ? 'Old' : 'New';
  const configured = functionFact(facts);
  return [
    { ...targetFact(facts, header.local, null), name: side },
    configured === null ? null : { ...configured, name: `${side} function` },
    { ...provisionedFact(facts), name: `${side} provisioned` },
    {
      name: `${side} cost`,
      value: [estimateInWords(facts, requestsOfRun(plan), header.plan.holdMs, !onAws)],
    },
  ];
};

/** `--dry-run` of `compare`, and of a gate that measures two: whom it would measure, what it would send, what that
 * costs and needs; sends nothing. */
export async function printCompareDryRun(
  command: 'compare' | 'gate',
  sides: Sides,
  options: Pick<OutputOptions, 'format' | 'open'>,
  { files, io, onAws, notes }: DryRunOutput,
): Promise<void> {
  const [{ plan }] = sides;
  const sends: Fact = {
    name: 'Would send',
    value: [
      count(2 * requestsOfRun(plan)),
      ' invocations: to either side ',
      count(requestsOf(plan, 1)),
      ' at first contact, then ',
      count(plan.rounds - 1),
      ' rounds of ',
      count(plan.concurrency),
      ', in turn, with a gap of ',
      ms(plan.gapMs),
    ],
  };
  const facts = [...sides.flatMap((side) => sideFacts(side, onAws)), sends].filter((fact) => fact !== null);
  const permissions = needsOf({
    command,
    features: [...new Set(sides.flatMap(({ plan: of }) => featuresOfPlan(of)))],
    level: 'wanted',
  });
  const view = {
    title: command === 'compare' ? 'Dry run of a comparison' : 'Dry run of a gate',
    headline: 'Dry run: nothing was sent.',
    facts,
    tables: [needsTable(permissions)],
    notes,
    checks: [],
  } as const;
  await print(viewPrintable('dry-run', view), options, files, io);
}
