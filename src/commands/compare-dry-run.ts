import { estimateInWords } from '../analysis/cost.ts';
import { needsOf } from '../analysis/policy.ts';
import type { Io } from '../io/io.ts';
import { grants } from '../model/permissions.ts';
import { requestsOf, requestsOfRun } from '../model/plan-size.ts';
import { viewPrintable } from '../report/printable.ts';
import { functionFact, provisionedFact, targetFact } from '../report/target-facts.ts';
import { count, type Fact, ms, text } from '../report/view.ts';
import type { PlannedSide } from './compare-plan.ts';
import { featuresOfPlan } from './dry-run.ts';
import type { CompareLiveOptions } from './options/compare.ts';
import type { OutputFile } from './options/output.ts';
import { print } from './print.ts';

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

/** `compare --dry-run`: whom it would measure, what it would send, what that costs and needs; sends nothing. */
export async function printCompareDryRun(
  sides: readonly [PlannedSide, PlannedSide],
  options: CompareLiveOptions,
  { files, io, onAws }: { readonly files: readonly OutputFile[]; readonly io: Io; readonly onAws: boolean },
): Promise<void> {
  const [{ plan }] = sides;
  const sends: Fact = {
    name: 'Would send',
    value: [
      count(2 * requestsOfRun(plan)),
      ' invocations: to either side ',
      count(requestsOf(plan, 1)),
      ' at first contact, then ',
      count(options.rounds),
      ' rounds of ',
      count(plan.concurrency),
      ', in turn, with a gap of ',
      ms(plan.gapMs),
    ],
  };
  const facts = [...sides.flatMap((side) => sideFacts(side, onAws)), sends].filter((fact) => fact !== null);
  const permissions = needsOf({
    command: 'compare',
    features: [...new Set(sides.flatMap(({ plan: of }) => featuresOfPlan(of)))],
    level: 'wanted',
  });
  const view = {
    title: 'Dry run of a comparison',
    headline: 'Dry run: nothing was sent.',
    facts,
    tables: [
      {
        id: 'permissions',
        title: '',
        name: 'Permissions',
        columns: [
          { group: '', name: 'permission', align: 'left', priority: 0 },
          { group: '', name: 'for', align: 'left', priority: 0, wraps: true },
        ],
        rows: permissions.map(({ operation, why }) => [text(grants[operation].action), text(why)]),
        note: '',
      },
    ],
    notes: [],
    checks: [],
  } as const;
  await print(viewPrintable('dry-run', view), options, files, io);
}
