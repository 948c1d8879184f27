import { estimateInWords } from '../analysis/cost.ts';
import { predict } from '../analysis/expectation.ts';
import { hiddenReports } from '../analysis/hidden-reports.ts';
import { madeCold, measuredTarget } from '../analysis/measured-target.ts';
import { needsOf } from '../analysis/policy.ts';
import { besideOrchestrators } from '../analysis/prediction.ts';
import type { Io } from '../io/io.ts';
import { markerName, twinPrefix } from '../model/account-names.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import type { CommandWithNeeds, FeatureName } from '../model/permissions.ts';
import { requestsOf, requestsOfRun } from '../model/plan-size.ts';
import type { HeaderLine } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';
import { dryRunView } from '../report/dry-run-view.ts';
import { viewPrintable } from '../report/printable.ts';
import type { OutputFile, OutputOptions } from './options/output.ts';
import { print } from './print.ts';

interface DryRunInput {
  readonly options: OutputOptions;
  readonly files: readonly OutputFile[];
  readonly io: Io;
  readonly facts: TargetFacts;
  readonly functionNameFrom: string;
  readonly plan: FanoutPlan;
  readonly header: HeaderLine;
  readonly onAws: boolean;
  /** Whose permissions are shown; default `bench`. */
  readonly command?: CommandWithNeeds;
  readonly notes?: readonly { readonly code: string; readonly message: string }[];
}

/** What a plan asks for beyond invoking. */
export const featuresOfPlan = ({ logs, cold, orchestrator }: FanoutPlan): readonly FeatureName[] => [
  ...(logs === 'never' ? [] : (['logs'] as const)),
  ...(logs === 'live' ? (['live'] as const) : []),
  ...(cold === 'marker' || cold === 'twins' ? [cold] : []),
  ...(orchestrator === undefined ? [] : (['orchestrator'] as const)),
];

/** What the run would change in the account, and what its number of rounds means. */
function notesOf({ cold, rounds, watchDeployment }: FanoutPlan, { functionName, version }: TargetFacts) {
  const told = {
    marker: `It would set the environment variable ${markerName} on ${functionName} ($LATEST) before each round, and take it away at the end.`,
    twins: `It would make ${rounds} temporary ${rounds === 1 ? 'function' : 'functions'} named ${twinPrefix}…, with code, configuration and role of ${functionName}:${version ?? '?'}, and delete each with its log group.`,
  };
  if (watchDeployment === true) {
    const message = `It would stop one round after provisioned concurrency is READY: ${rounds} rounds are the most.`;
    return [{ code: 'rounds-at-most', message }];
  }
  return cold === 'marker' || cold === 'twins'
    ? [{ code: 'would-change', message: `${told[cold]} Each change is written into a journal first.` }]
    : [];
}

/** `--dry-run`: shows whom the run would measure, what to expect, what it costs and needs; sends nothing. */
export async function printDryRun({ plan, header, facts, io, ...rest }: DryRunInput): Promise<void> {
  const invocations = requestsOfRun(plan);
  const firstContact = requestsOf(plan, 1);
  const { orchestrator } = header;
  const most = header.local ? 0 : firstContact;
  const { predicted } = predict(
    besideOrchestrators(measuredTarget(header), orchestrator),
    {
      requests: firstContact,
      atMs: 0,
      retained: { min: 0, max: madeCold(plan.cold) ? 0 : most },
      spanMs: 0,
    },
    { freshEnvironments: header.local, rates: null },
  );
  const hidden = hiddenReports(facts);
  const view = dryRunView({
    target: facts,
    functionNameFrom: rest.functionNameFrom,
    local: header.local,
    orchestrator: orchestrator ?? null,
    concurrency: plan.concurrency,
    firstContact,
    rounds: plan.rounds,
    warmUp: plan.warmUp,
    gapMs: plan.gapMs,
    timeoutMs: plan.timeoutMs,
    payloadBytes: plan.payload.byteLength,
    holdMs: header.plan.holdMs,
    expected: { ...predicted, verdict: 'not-predictable', likely: [] },
    cost: estimateInWords(facts, invocations, header.plan.holdMs, !rest.onAws),
    orchestratorCost:
      orchestrator === undefined || !rest.onAws
        ? null
        : estimateInWords(
            orchestrator.target,
            orchestrator.shards * (plan.rounds + plan.warmUp),
            null,
            false,
          ),
    permissions: needsOf({
      command: rest.command ?? 'bench',
      features: featuresOfPlan(plan),
      level: 'wanted',
    }),
    notes: [
      ...(hidden === null ? [] : [{ code: 'hidden-reports', message: hidden }]),
      ...notesOf(plan, facts),
      ...(rest.notes ?? []),
    ],
  });
  await print(viewPrintable('dry-run', view), rest.options, rest.files, io);
}
