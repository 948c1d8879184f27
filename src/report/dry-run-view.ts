import type { Expectation } from '../analysis/result.ts';
import type { Need } from '../model/permissions.ts';
import { requestsOfRun } from '../model/plan-size.ts';
import type { TargetFacts } from '../model/target.ts';
import { needsTable } from './policy.ts';
import { functionFact, limitsFact, modelledFact, provisionedFact, targetFact } from './target-facts.ts';
import { count, type Fact, ms, range, type View } from './view.ts';

/** What a run would do; nothing was sent. */
export interface DryRun {
  readonly target: TargetFacts;
  /** Who named the function (`--function-name`, an environment variable, the default); null: not told. */
  readonly functionNameFrom: string | null;
  readonly local: boolean;
  /** Who would send the requests; null: this process. */
  readonly orchestrator: { readonly target: TargetFacts; readonly shards: number } | null;
  readonly concurrency: number;
  /** Requests of the first round. */
  readonly firstContact: number;
  readonly rounds: number;
  readonly warmUp: number;
  readonly gapMs: number;
  readonly timeoutMs: number;
  readonly payloadBytes: number;
  /** What the worker is asked to hold; null: the payload does not say. */
  readonly holdMs: number | null;
  /** Of the first round. */
  readonly expected: Expectation;
  /** In words; null: not known. */
  readonly cost: string | null;
  /** The same for the orchestrators' own invocations; null: there are none, or not known. */
  readonly orchestratorCost: string | null;
  readonly permissions: readonly Need[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

/** As many at first contact as later, or not. */
const roundsOf = ({ rounds, warmUp, concurrency, firstContact, gapMs }: DryRun): Fact['value'] => {
  if (rounds + warmUp === 1) return [count(firstContact), ' at the same moment'];
  const gap = [' with a gap of ', ms(gapMs)];
  return firstContact === concurrency
    ? [count(concurrency), ' at the same moment, in ', count(rounds), ' rounds', ...gap]
    : [
        ...[count(firstContact), ' at the same moment, then ', count(concurrency), ', in '],
        ...[count(rounds + warmUp - 1), ' further rounds', ...gap],
      ];
};

const sendsFact = (plan: DryRun): Fact => ({
  name: 'Would send',
  value: [
    count(requestsOfRun(plan)),
    ' invocations: ',
    ...roundsOf(plan),
    ...(plan.warmUp === 0 ? [] : [', after ', count(plan.warmUp), ' warm-up rounds']),
    ...(plan.orchestrator === null
      ? []
      : [
          ', through ',
          ...(plan.orchestrator.shards > 1 ? [count(plan.orchestrator.shards), ' of '] : []),
          `${plan.orchestrator.target.functionName}:${plan.orchestrator.target.qualifier}`,
        ]),
  ],
});

const requestFact = (plan: DryRun): Fact => ({
  name: 'Each request',
  value: [
    count(plan.payloadBytes),
    ' bytes of payload, ',
    ...(plan.holdMs === null ? [] : ['held ', ms(plan.holdMs), ', ']),
    'given up after ',
    ms(plan.timeoutMs),
  ],
});

const expectedFact = ({ expected }: DryRun): Fact => ({
  name: 'Expected',
  value: [
    ...(expected.waitedForInit === null
      ? ['not predictable: ']
      : [
          range(expected.waitedForInit.min, expected.waitedForInit.max, 'count'),
          ' to wait for an init in the first round: ',
        ]),
    expected.because,
    ...(expected.throttled === null || expected.throttled.max === 0
      ? []
      : ['; ', range(expected.throttled.min, expected.throttled.max, 'count'), ' to be throttled']),
  ],
});

/** `--dry-run`: whom it would measure, what it would send, what is expected, and what it needs. */
export function dryRunView(plan: DryRun): View {
  const { target } = plan;
  const facts = [
    targetFact(target, plan.local, plan.functionNameFrom),
    functionFact(target),
    modelledFact(target),
    provisionedFact(target),
    limitsFact(target),
    sendsFact(plan),
    requestFact(plan),
    expectedFact(plan),
    { name: 'Cost', value: [plan.cost ?? 'not known'] },
    ...(plan.orchestratorCost === null
      ? []
      : [{ name: 'and to orchestrate', value: [plan.orchestratorCost] }]),
    ...(plan.orchestrator?.target.unread ?? []).map(({ fact, reason }) => ({
      name: 'Not read',
      value: [`${fact} of the orchestrator: ${reason}`],
    })),
    ...target.unread.map(({ fact, reason }) => ({ name: 'Not read', value: [`${fact}: ${reason}`] })),
  ];
  return {
    title: `Dry run of ${target.functionName}:${target.qualifier}`,
    headline: 'Dry run: nothing was sent.',
    facts: facts.filter((fact) => fact !== null),
    tables: plan.permissions.length === 0 ? [] : [needsTable(plan.permissions)],
    notes: plan.notes,
    checks: [],
  };
}
