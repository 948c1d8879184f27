import type { RowFacts } from '../model/invocation.ts';
import { requestsPerSecondPerProvisioned } from '../model/placement.ts';
import type { TargetFacts } from '../model/target.ts';
import type { Predicted } from './expectation.ts';
import { reachedEnvironment } from './reach.ts';
import type { Expectation } from './result.ts';
import { environmentsSeen } from './round-facts.ts';
import { counted, listText } from './wording.ts';

/** What a round showed of what was predicted. */
interface Observed {
  readonly waited: number;
  /** Reached an environment, and may have waited too. */
  readonly unclear: number;
  readonly throttled: number;
}

function observe(rows: readonly RowFacts[]): Observed {
  let waited = 0;
  let unclear = 0;
  let throttled = 0;
  for (const row of rows) {
    if (row.startKind === 'cold' || row.startKind === 'restored') waited += 1;
    if (row.startKind === 'unknown' && reachedEnvironment(row)) unclear += 1;
    if (row.outcome === 'throttled') throttled += 1;
  }
  return { waited, unclear, throttled };
}

/** Puts what a round showed beside what was predicted, with the likely reasons where they differ. */
export function compareWithObserved(
  predicted: Predicted,
  rows: readonly RowFacts[],
  target: TargetFacts,
): Expectation {
  const { waitedForInit: want, throttled } = predicted;
  const saw = observe(rows);
  if (want === null || throttled === null || rows.length === 0)
    return { ...predicted, verdict: 'not-predictable', likely: [] };
  const more = saw.waited > want.max;
  const fewer = saw.waited + saw.unclear < want.min;
  const otherThrottles = saw.throttled < throttled.min || saw.throttled > throttled.max;
  if (more || fewer || otherThrottles) {
    const likely = [
      ...(more ? reasonsForMore(rows, target) : []),
      ...(fewer ? reasonsForFewer(rows, saw) : []),
      ...(otherThrottles ? reasonsForThrottles(saw.throttled > throttled.max) : []),
    ];
    return { ...predicted, verdict: 'differs', likely };
  }
  if (saw.waited < want.min || saw.waited + saw.unclear > want.max) {
    const because = `${predicted.because}; the start kind of ${counted(saw.unclear, 'request')} is unknown, so the two cannot be compared`;
    return { ...predicted, because, verdict: 'not-predictable', likely: [] };
  }
  return { ...predicted, verdict: 'as-expected', likely: [] };
}

function reasonsForMore(rows: readonly RowFacts[], target: TargetFacts): readonly string[] {
  const reasons: string[] = [];
  const others = new Set<string>();
  for (const { executedVersion } of rows)
    if (executedVersion !== null && target.version !== null && executedVersion !== target.version)
      others.add(executedVersion);
  if (others.size > 0)
    reasons.push(
      `version ${listText([...others])} was executed, not ${target.version}: the alias was moved, or is weighted`,
    );
  const serving = target.provisioned?.available ?? 0;
  if (serving > 0) {
    const reached = rows.filter(reachedEnvironment).length;
    if (reached > serving * requestsPerSecondPerProvisioned)
      reasons.push(
        `${serving} provisioned environments take ${serving * requestsPerSecondPerProvisioned} requests a second, the rest spills over`,
      );
    reasons.push(
      'other traffic held some of the provisioned environments, or they stopped being READY',
      'a provisioned environment was being replaced: Lambda recycles them every few hours and after a failure',
    );
  } else reasons.push('environments of earlier rounds were retired, or held by other traffic');
  return reasons;
}

function reasonsForFewer(rows: readonly RowFacts[], saw: Observed): readonly string[] {
  const reasons: string[] = [];
  const { distinct, knownOf } = environmentsSeen(rows);
  if (distinct < knownOf)
    reasons.push(
      `requests shared environments (${knownOf} by ${distinct}): the handler ends before the last request is placed`,
    );
  if (saw.throttled > 0) reasons.push(`${counted(saw.throttled, 'request was', 'requests were')} throttled`);
  const suppressed = rows.filter(({ evidence }) => evidence === 'init-maybe-suppressed').length;
  if (suppressed > 0)
    reasons.push(
      `${counted(suppressed, 'request', 'requests')} may hide a repeated init inside Duration, which no Init Duration shows`,
    );
  const ahead = rows.filter(
    ({ startKind, initType }) => startKind === 'preinitialized' && initType !== 'provisioned-concurrency',
  ).length;
  if (ahead > 0)
    reasons.push(`Lambda had initialized ${counted(ahead, 'environment')} ahead of the requests`);
  if (rows.some(({ startKind }) => startKind === 'warm'))
    reasons.push('environments were retained from earlier traffic');
  if (reasons.length === 0)
    reasons.push('provisioned concurrency became READY, or grew, after its state was read');
  return reasons;
}

const reasonsForThrottles = (more: boolean): readonly string[] =>
  more
    ? [
        'other functions or other traffic used up part of the concurrency',
        'the function scales more slowly than its published rate',
      ]
    : ['requests were placed one after the other, so that fewer ran at once'];
