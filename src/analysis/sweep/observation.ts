import type { RowFacts } from '../../model/invocation.ts';
import { figuresOf } from '../figures.ts';
import { countWhere } from '../kind-summary.ts';
import type { RunAnalysis } from '../result.ts';
import { sampleOf } from '../sample.ts';

/** What one round of a sweep showed. */
export interface Observation {
  readonly concurrency: number;
  /** Requests that waited for an init or a restore. */
  readonly cold: number;
  /** Requests that an on-demand environment served which had served before: retained from an earlier round, or from
   * before the sweep. On a target with provisioned concurrency they spilled over too. */
  readonly retained: number;
  /** Requests whose start kind is not known, or that no environment served. */
  readonly unknown: number;
  readonly throttled: number;
  readonly achievedConcurrency: number;
  readonly environments: number | null;
  readonly initP95Ms: number | null;
  readonly roundTripP95Ms: number | null;
}

const waited = ({ startKind }: RowFacts): boolean => startKind === 'cold' || startKind === 'restored';

/** What a round showed.
 * @param known - environments that earlier rounds of the sweep saw being made on demand; those of this one are added */
export function observe(analysis: RunAnalysis, concurrency: number, known: Set<string>): Observation {
  const { rows, summary } = analysis;
  const isOnDemand = ({ initType, environmentId }: RowFacts): boolean =>
    initType === 'on-demand' || (environmentId !== null && known.has(environmentId));
  const retained = countWhere(rows, (row) => row.startKind === 'warm' && isOnDemand(row));
  for (const row of rows) if (waited(row) && row.environmentId !== null) known.add(row.environmentId);
  const [round] = summary.rounds;
  const p95Of = (valueIn: (row: RowFacts) => number | null): number | null =>
    figuresOf(sampleOf([...rows].map(valueIn))).p95;
  return {
    concurrency,
    cold: countWhere(rows, waited),
    retained,
    unknown: concurrency - countWhere(rows, ({ startKind }) => startKind !== 'unknown'),
    throttled: countWhere(rows, ({ outcome }) => outcome === 'throttled'),
    achievedConcurrency: round?.achievedConcurrency ?? 0,
    environments: round?.environments ?? null,
    initP95Ms: p95Of(({ initInPathMs }) => (initInPathMs === 0 ? null : initInPathMs)),
    roundTripP95Ms: p95Of(({ roundTripMs }) => roundTripMs),
  };
}
