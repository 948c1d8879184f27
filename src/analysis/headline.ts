import type { RowFacts, Rows } from '../model/invocation.ts';
import type { Outcome } from '../model/outcome.ts';
import { throttleReasons } from '../model/outcome.ts';
import type { StartKind } from '../model/start-kind.ts';
import type { TargetFacts } from '../model/target.ts';
import { type DeploymentSummary, deploymentHeadline } from './deployment.ts';
import { hasProvisioned } from './has-provisioned.ts';
import { countBy, countKinds, countWhere } from './kind-summary.ts';
import { reachedEnvironment } from './reach.ts';
import { listText, percentText } from './wording.ts';

/**
 * The verdict in one sentence: how many waited, and what served the others.
 *
 * @param rows - measured rows (or those of `logs`)
 * @param target - null: not known (`logs`)
 * @param deployment - null: none was watched; else it is the answer
 */
export function headlineOf(
  rows: Rows,
  target: TargetFacts | null,
  deployment: DeploymentSummary | null = null,
): string {
  const modelled = target?.modelled ?? null;
  const verdict =
    deployment === null || target === null ? verdictOf(rows, target) : deploymentHeadline(deployment, target);
  return `${modelled === null ? '' : `Modelled (${modelled}): `}${verdict}`;
}

function verdictOf(rows: Rows, target: TargetFacts | null): string {
  if (rows.length === 0) return 'No request was measured.';
  const counts = countKinds(rows);
  const { cold, restored } = counts;
  const waited = cold + restored;
  const classified = rows.length - counts.unknown;
  // Who has a start kind was served.
  const unclear = countWhere(rows, served) - classified;
  const clauses = [
    ...stories(rows, target, counts),
    ...(unclear === 0 ? [] : notPlaced(rows)),
    ...notServed(rows),
  ];
  if (classified === 0)
    return `Nothing can be said of ${rows.length === 1 ? 'the 1 request' : `the ${rows.length} requests`}: ${listText(clauses)}.`;
  const share = `${percentText(waited / classified)}${classified < rows.length ? ` of ${classified} whose start is known` : ''}`;
  const atLeast = unclear > 0 ? 'At least ' : '';
  const forWhat =
    restored === 0 ? 'an init' : cold === 0 ? 'a snapshot restore' : 'an init or a snapshot restore';
  return `${atLeast}${waited} of ${rows.length} waited for ${forWhat} (${share}): ${listText(clauses)}.`;
}

/** An environment served it, as far as known. */
const served = (row: RowFacts): boolean => reachedEnvironment(row) || row.report !== null;

const were = (n: number): string => (n === 1 ? 'was' : 'were');

/** `10 were served by …`, and what became of those that waited. */
function stories(
  rows: Rows,
  target: TargetFacts | null,
  { cold, restored, ...counts }: Readonly<Record<StartKind, number>>,
): readonly string[] {
  const warmByType = countBy(rows, ({ startKind, initType }) => (startKind === 'warm' ? initType : null));
  const warmAhead = warmByType['provisioned-concurrency'] ?? 0;
  const ahead = counts.preinitialized + warmAhead;
  const warm = counts.warm - warmAhead;
  const provisioned = target === null ? null : hasProvisioned(target);
  // On a target with provisioned concurrency a warm row without a type may be either.
  const retained = provisioned === true ? (warmByType['on-demand'] ?? 0) : warm;
  const either = warm - retained;
  const clauses: string[] = [];
  const servedBy = (n: number, by: (one: boolean) => string) => {
    if (n === 0) return;
    const verb = clauses.length === 0 ? ` ${were(n)} served` : '';
    const all = n === rows.length && n > 1 ? 'all ' : '';
    clauses.push(`${all}${n}${verb} by ${by(n === 1)}`);
  };
  servedBy(ahead, (one) => (one ? 'an environment initialized ahead' : 'environments initialized ahead'));
  servedBy(retained, (one) =>
    one ? 'a retained environment that had served before' : 'retained environments that had served before',
  );
  servedBy(either, (one) =>
    one ? 'an environment that had served before' : 'environments that had served before',
  );
  if (cold > 0) clauses.push(coldStory(rows.length, cold, target, ahead + either > 0));
  if (restored > 0) clauses.push(`${restored} ${were(restored)} restored from a snapshot`);
  return clauses;
}

function coldStory(rows: number, cold: number, target: TargetFacts | null, servedAhead: boolean): string {
  const newEnvironment = cold === 1 ? 'a new environment' : 'new environments';
  if (servedAhead && target !== null && hasProvisioned(target) === true)
    return `${cold} spilled over to ${newEnvironment}`;
  const each = cold === rows && cold > 1 ? 'each got a new environment' : `${cold} got ${newEnvironment}`;
  return `${each}${whyNoneAhead(target)}`;
}

function whyNoneAhead(target: TargetFacts | null): string {
  if (target === null) return '';
  if (target.qualifier === '$LATEST') return ', as provisioned concurrency never serves $LATEST';
  const provisioned = target.provisioned;
  if (provisioned === null || provisioned.requested === 0 || provisioned.status === 'READY') return '';
  return `, as the provisioned concurrency of ${provisioned.requested} ${provisioned.status === 'FAILED' ? 'had FAILED' : `was ${provisioned.status}, not READY`}`;
}

/** Rows that reached an environment whose start is unknown. */
function notPlaced(rows: Rows): readonly string[] {
  const unplaced = countWhere(rows, (row) => served(row) && row.evidence === 'init-unplaced');
  const managed = countWhere(rows, (row) => served(row) && row.evidence === 'managed-instances');
  const noReport = countWhere(rows, (row) => served(row) && row.evidence === 'no-report');
  return [
    ...(unplaced > 0 ? [`${unplaced} had an init that cannot be placed`] : []),
    ...(managed > 0 ? [`${managed} ran on Lambda Managed Instances`] : []),
    ...(noReport > 0 ? [`${noReport} ${noReport === 1 ? 'has' : 'have'} no REPORT`] : []),
  ];
}

const unserved: Readonly<Partial<Record<Outcome, string>>> = {
  'api-error': 'refused by the API',
  unsent: 'not sent',
};

const meaningOf = new Map<string, string>(Object.entries(throttleReasons));

/** Rows that no environment served. */
function notServed(rows: Rows): readonly string[] {
  const outcomes = countBy(rows, ({ outcome }) => outcome);
  const reasons = Object.keys(countBy(rows, ({ throttleReason }) => throttleReason));
  const throttled = outcomes.throttled ?? 0;
  const words = reasons.map((reason) => meaningOf.get(reason) ?? reason);
  return [
    ...(throttled > 0
      ? [`${throttled} ${were(throttled)} throttled${words.length === 0 ? '' : ` (${words.join('; ')})`}`]
      : []),
    ...Object.entries(unserved).flatMap(([outcome, told]) => {
      const n = outcomes[outcome] ?? 0;
      return n === 0 ? [] : [`${n} ${were(n)} ${told}`];
    }),
  ];
}
