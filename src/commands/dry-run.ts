import { estimateInWords } from '../analysis/cost.ts';
import { predict } from '../analysis/expectation.ts';
import type { Io } from '../io/io.ts';
import type { FanoutPlan } from '../model/fanout.ts';
import type { HeaderLine } from '../model/run-file.ts';
import type { TargetFacts } from '../model/target.ts';
import { dryRunView } from '../report/dry-run-view.ts';
import { viewPrintable } from '../report/printable.ts';
import type { OutputFile, OutputOptions } from './options/output.ts';
import { print } from './print.ts';

/** What a run needs, and what each is for.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
const permissions = [
  { action: 'lambda:InvokeFunction', why: 'to send the invocations; on the function and on the qualifier' },
  { action: 'lambda:GetFunctionConfiguration', why: 'memory, timeout, runtime, log group' },
  { action: 'lambda:GetAlias', why: 'the version behind an alias, and its weights' },
  { action: 'lambda:GetProvisionedConcurrencyConfig', why: 'how many cold starts to expect' },
  { action: 'lambda:GetFunctionConcurrency', why: 'reserved concurrency, for expected throttles' },
  { action: 'lambda:GetAccountSettings', why: "the account's concurrency, for expected throttles" },
  { action: 'logs:FilterLogEvents', why: 'REPORT lines that a reply did not bring; only with --logs auto' },
];

interface DryRunInput {
  readonly options: OutputOptions;
  readonly files: readonly OutputFile[];
  readonly io: Io;
  readonly facts: TargetFacts;
  readonly functionNameFrom: string;
  readonly plan: FanoutPlan;
  readonly header: HeaderLine;
  readonly onAws: boolean;
}

/** `--dry-run`: shows whom the run would measure, what to expect, what it costs and needs; sends nothing. */
export async function printDryRun({ plan, header, facts, io, ...rest }: DryRunInput): Promise<void> {
  const invocations = plan.concurrency * (plan.rounds + plan.warmUp);
  const most = header.local ? 0 : plan.concurrency;
  const { predicted } = predict(
    facts,
    { requests: plan.concurrency, atMs: 0, retained: { min: 0, max: most }, spanMs: 0 },
    { freshEnvironments: header.local, rates: null },
  );
  const view = dryRunView({
    target: facts,
    functionNameFrom: rest.functionNameFrom,
    local: header.local,
    concurrency: plan.concurrency,
    rounds: plan.rounds,
    warmUp: plan.warmUp,
    gapMs: plan.gapMs,
    timeoutMs: plan.timeoutMs,
    payloadBytes: plan.payload.byteLength,
    holdMs: header.plan.holdMs,
    expected: { ...predicted, verdict: 'not-predictable', likely: [] },
    cost: estimateInWords(facts, invocations, header.plan.holdMs, !rest.onAws),
    permissions,
    notes: [],
  });
  await print(viewPrintable('dry-run', view), rest.options, rest.files, io);
}
