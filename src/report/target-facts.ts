import type { ColdWay } from '../model/cold.ts';
import type { HeaderLine } from '../model/run-file.ts';
import type { Provisioned, TargetFacts } from '../model/target.ts';
import { count, type Fact, mb, ms, type Phrase, ratio } from './view.ts';

const versionPhrase = (target: TargetFacts): Phrase => {
  const shares = Object.entries(target.weights);
  if (target.version === null) return target.qualifier === '$LATEST' ? [] : [' → version not known'];
  if (shares.length === 0) return target.version === target.qualifier ? [] : [` → version ${target.version}`];
  const rest = 1 - shares.reduce((sum, [, share]) => sum + share, 0);
  return [
    ` → version ${target.version} (`,
    ratio(rest),
    ')',
    ...shares.flatMap(([version, share]) => [`, version ${version} (`, ratio(share), ')']),
  ];
};

/** Whom the run measured, with the version behind an alias.
 * @param namedBy - who named the function (an option, an environment variable, the default); null: not told */
export const targetFact = (target: TargetFacts, local: boolean, namedBy: string | null): Fact => ({
  name: 'Target',
  value: [
    `${target.functionName}:${target.qualifier}`,
    ...versionPhrase(target),
    local ? ', on the embedded service' : `, ${target.region}`,
    ...(namedBy === null ? [] : [` (named by ${namedBy})`]),
  ],
});

/** That nothing was measured, where that is so; else null. */
export const modelledFact = ({ modelled }: TargetFacts): Fact | null =>
  modelled === null
    ? null
    : { name: 'Modelled', value: [`${modelled}: times are drawn from published figures, no function runs`] };

/** Runtime, memory and timeout, as far as they could be read; null where none could. */
export const functionFact = (target: TargetFacts): Fact | null => {
  const parts: Phrase[] = [];
  if (target.runtime !== null) parts.push([target.runtime]);
  if (target.architecture !== null) parts.push([target.architecture]);
  if (target.memorySizeMb !== null) parts.push([mb(target.memorySizeMb)]);
  if (target.timeoutMs !== null) parts.push(['timeout ', ms(target.timeoutMs)]);
  if (target.snapStart === true) parts.push(['SnapStart']);
  if (parts.length === 0) return null;
  return { name: 'Function', value: parts.flatMap((part, index) => (index === 0 ? part : [', ', ...part])) };
};

const provisionedPhrase = (provisioned: Provisioned): Phrase => [
  count(provisioned.available),
  ' of ',
  count(provisioned.requested),
  ' available',
  ...(provisioned.allocated === provisioned.available
    ? []
    : [' (', count(provisioned.allocated), ' allocated)']),
  `, ${provisioned.status}`,
  ...(provisioned.statusReason === null ? [] : [`: ${provisioned.statusReason}`]),
];

const unreadReason = (target: TargetFacts, fact: string): string | null =>
  target.unread.find((each) => each.fact.toLowerCase().includes(fact))?.reason ?? null;

/** Provisioned concurrency of the qualifier, with its status; says so where there is none or it could not be read. */
export const provisionedFact = (target: TargetFacts): Fact => {
  const name = 'Provisioned';
  if (target.provisioned !== null) return { name, value: provisionedPhrase(target.provisioned) };
  const unread = unreadReason(target, 'provisioned');
  if (unread !== null) return { name, value: [`not known: ${unread}`] };
  return {
    name,
    value: [target.qualifier === '$LATEST' ? 'none: $LATEST cannot have any' : 'none on this qualifier'],
  };
};

/** Reserved and account concurrency where a limit is known. */
export const limitsFact = (target: TargetFacts): Fact | null => {
  const parts: Phrase[] = [];
  if (target.reservedConcurrency !== null)
    parts.push([count(target.reservedConcurrency), ' reserved for the function']);
  if (target.accountConcurrency !== null) parts.push([count(target.accountConcurrency), ' in the account']);
  if (target.unreservedConcurrency !== null)
    parts.push([count(target.unreservedConcurrency), ' of them unreserved']);
  if (parts.length === 0) return null;
  return { name: 'Limits', value: parts.flatMap((part, index) => (index === 0 ? part : [', ', ...part])) };
};

const coldWords = {
  marker: ['a marker variable on $LATEST, changed before each round, retires its environments'],
  twins: ['each round invokes a temporary twin of its own, on demand'],
} satisfies Partial<Record<ColdWay, Phrase>>;

/** What made more than the first round first contact; null: nothing did. */
export const coldFact = ({ plan, target }: Pick<HeaderLine, 'plan' | 'target'>): Fact | null => {
  if (plan.cold === undefined) return null;
  if (plan.cold === 'cool')
    return { name: 'Made cold', value: ['by waiting ', ms(plan.gapMs), ' between rounds'] };
  const of =
    plan.cold === 'twins' && target.version !== null ? [`, made from version ${target.version}`] : [];
  return { name: 'Made cold', value: [...coldWords[plan.cold], ...of] };
};
