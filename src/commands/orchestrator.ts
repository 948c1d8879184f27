import type { OrchestratorPlan } from '../model/orchestration.ts';
import type { TargetFacts } from '../model/target.ts';
import type { Context } from './context.ts';
import type { BenchOptions } from './options/bench.ts';
import { patientTimeoutMs } from './plan.ts';

/** Who sends the requests of a run, and what is known of it. */
export interface Orchestrator {
  readonly plan: OrchestratorPlan;
  readonly facts: TargetFacts;
}

/**
 * The orchestrator that the options name; null: this process sends the requests itself.
 * @throws UsageError where it is not there, UnreachableError
 */
export async function orchestratorOf(options: BenchOptions, context: Context): Promise<Orchestrator | null> {
  if (options.orchestrator === undefined) return null;
  const facts = await context.targets.facts({
    functionName: options.orchestrator,
    qualifier: options.orchestratorQualifier,
    region: context.region,
  });
  const { functionName, qualifier, region, logGroup, timeoutMs } = facts;
  return {
    facts,
    plan: {
      target: { functionName, qualifier, region },
      shards: options.orchestrators,
      logGroup: logGroup ?? `/aws/lambda/${functionName}`,
      timeoutMs: patientTimeoutMs(timeoutMs),
      leadMs: options.orchestratorLead ?? null,
    },
  };
}
