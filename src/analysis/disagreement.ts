import type { Report } from '../model/report.ts';
import { listText } from './wording.ts';

/** A REPORT of text format has two decimals, one of JSON format three. */
const roundedMs = 0.005 + 1e-9;

const compared = {
  duration: { of: (report) => report.durationMs, unit: 'ms' },
  'billed duration': { of: (report) => report.billedMs, unit: 'ms' },
  'init duration': { of: (report) => report.initMs, unit: 'ms' },
  'restore duration': { of: (report) => report.restoreMs, unit: 'ms' },
  'memory size': { of: (report) => report.memorySizeMb, unit: 'MB' },
  'max memory used': { of: (report) => report.maxMemoryUsedMb, unit: 'MB' },
} satisfies Record<string, { of: (report: Report) => number | null; unit: string }>;

/** What the reply's REPORT says otherwise than the one in CloudWatch Logs, in words; null where they agree, or where
 * one of them is not there. */
export function disagreementOf(tail: Report | null, logs: Report | null): string | null {
  if (tail === null || logs === null) return null;
  const found = Object.entries(compared).flatMap(([name, { of, unit }]) => {
    const [there, here] = [of(tail), of(logs)];
    const same = there === null || here === null ? there === here : Math.abs(there - here) <= roundedMs;
    const text = (value: number | null): string => (value === null ? 'none' : `${value} ${unit}`);
    return same ? [] : [`${name} ${text(there)} in the reply, ${text(here)} in the logs`];
  });
  return found.length === 0 ? null : listText(found);
}
