import { UsageError } from '../model/errors.ts';
import { type Metric, metrics } from '../model/metrics.ts';
import { nearest } from './nearest.ts';

/** The metric of that name.
 * @param where - who asked for it, for the message: `--metric`
 * @throws UsageError that names the nearest one */
export function metricNamed(name: string, where: string): Metric {
  const metric = metrics.get(name);
  if (metric !== undefined) return metric;
  const close = nearest(name, metrics.keys());
  const list =
    'cold.count, cold.ratio, coverage, init.p95, round_trip.p99 and others are in docs/statistics.md.';
  throw new UsageError(
    `${where}: no metric "${name}"`,
    close === null ? list : `Did you mean ${close}? ${list}`,
  );
}
