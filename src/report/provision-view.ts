import type { Provisioned, TargetFacts } from '../model/target.ts';
import { functionFact, limitsFact, modelledFact, provisionedFact, targetFact } from './target-facts.ts';
import { column, count, leftColumn, type Note, text, type View } from './view.ts';

/** The provisioned concurrency of a target, and what it costs. */
export interface ProvisionResult {
  /** What was done, or is the case, in one sentence. */
  readonly headline: string;
  readonly target: TargetFacts;
  readonly functionNameFrom: string;
  readonly local: boolean;
  /** In words. */
  readonly cost: string;
  /** Every provisioned concurrency of the function. */
  readonly all: readonly { readonly qualifier: string; readonly provisioned: Provisioned }[];
  readonly notes: readonly Note[];
}

const statusTone = { READY: 'good', IN_PROGRESS: 'caution', FAILED: 'bad' } as const;

/** The result of `provision`. */
export function provisionView(result: ProvisionResult): View {
  const { target, all } = result;
  const reasons = all.some(({ provisioned }) => provisioned.statusReason !== null);
  const facts = [
    targetFact(target, result.local, result.functionNameFrom),
    functionFact(target),
    modelledFact(target),
    provisionedFact(target),
    limitsFact(target),
    { name: 'Cost', value: [result.cost] },
    ...target.unread.map(({ fact, reason }) => ({ name: 'Not read', value: [`${fact}: ${reason}`] })),
  ];
  return {
    title: `Provisioned concurrency of ${target.functionName}:${target.qualifier}`,
    headline: result.headline,
    facts: facts.filter((fact) => fact !== null),
    tables:
      all.length === 0
        ? []
        : [
            {
              id: 'provisioned',
              title: '',
              name: 'Provisioned concurrency of the function',
              columns: [
                leftColumn('qualifier'),
                column('requested'),
                column('allocated'),
                column('available'),
                leftColumn('status'),
                ...(reasons ? [{ ...leftColumn('reason'), wraps: true as const }] : []),
              ],
              rows: all.map(({ qualifier, provisioned }) => [
                text(qualifier),
                count(provisioned.requested),
                count(provisioned.allocated),
                count(provisioned.available),
                text(provisioned.status, statusTone[provisioned.status]),
                ...(reasons ? [text(provisioned.statusReason)] : []),
              ]),
              note: '',
            },
          ],
    notes: result.notes,
    checks: [],
  };
}
