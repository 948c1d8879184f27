import type { ReportTimes } from '../model/report.ts';

/** How a Billed Duration comes about: the whole list, with the sentence a person reads. */
export const billingForms = {
  'init-billed': 'duration and init together, rounded up to the next millisecond (since August 2025)',
  'restore-billed': 'duration and billed restore together, rounded up to the next millisecond',
  'duration-only': 'the duration alone, rounded up to the next millisecond',
  'hundred-ms-steps': 'rounded up to the next 100 ms (before December 2020)',
  'capped-at-timeout': 'less than the duration, in whole seconds: the function timeout caps it',
  other: 'none of the known forms',
} as const;
export type BillingForm = keyof typeof billingForms;

/** Text prints two decimals: each printed figure may be this much off, in microseconds. */
const printedErrorUs = 5;

const micro = (ms: number): number => Math.round(ms * 1_000);

/** Ceiling of a sum of printed figures, not the sum of ceilings. */
const isCeiling = (billedMs: number, stepMs: number, durationMs: number, otherMs: number | null): boolean => {
  const sum = micro(durationMs) + micro(otherMs ?? 0);
  const slack = (otherMs === null ? 1 : 2) * printedErrorUs;
  const step = stepMs * 1_000;
  const billed = micro(billedMs);
  return billed >= Math.ceil((sum - slack) / step) * step && billed <= Math.ceil((sum + slack) / step) * step;
};

/** Is this the duration alone, rounded up to the next millisecond? False where one of them is NaN. */
export const isDurationRounded = (billedMs: number, durationMs: number): boolean =>
  isCeiling(billedMs, 1, durationMs, null);

/**
 * The form that a REPORT's Billed Duration has; null where it carries none. `duration-only` beside an Init Duration
 * is what managed runtimes printed before init was billed for all.
 *
 * @see https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
 * @see https://docs.aws.amazon.com/lambda/latest/dg/snapstart-monitoring.html
 */
export function billingForm(report: ReportTimes): BillingForm | null {
  const { billedMs, durationMs, initMs, billedRestoreMs } = report;
  if (billedMs === null) return null;
  if (billedRestoreMs !== null && isCeiling(billedMs, 1, durationMs, billedRestoreMs))
    return 'restore-billed';
  if (initMs !== null && isCeiling(billedMs, 1, durationMs, initMs)) return 'init-billed';
  if (isDurationRounded(billedMs, durationMs)) return 'duration-only';
  if (isCeiling(billedMs, 100, durationMs, null)) return 'hundred-ms-steps';
  if (initMs !== null && isCeiling(billedMs, 100, durationMs, initMs)) return 'hundred-ms-steps';
  if (billedMs < durationMs && billedMs > 0 && billedMs % 1_000 === 0) return 'capped-at-timeout';
  return 'other';
}
