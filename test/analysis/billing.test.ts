import { describe, expect, it } from 'vitest';
import { billingForm } from '../../src/analysis/billing.ts';
import type { Report } from '../../src/model/report.ts';

const report = (fields: Partial<Report>): Report => ({
  requestId: 'x',
  durationMs: 0,
  billedMs: null,
  memorySizeMb: null,
  maxMemoryUsedMb: null,
  initMs: null,
  restoreMs: null,
  billedRestoreMs: null,
  status: null,
  errorType: null,
  xrayTraceId: null,
  phase: null,
  ...fields,
});

describe('billingForm of lines that AWS or its users published', () => {
  it.each([
    { durationMs: 344356.22, initMs: 399.33, billedMs: 344756, form: 'init-billed' },
    { durationMs: 2.37, initMs: 423.98, billedMs: 427, form: 'init-billed' },
    { durationMs: 600000, initMs: 516.31, billedMs: 600517, form: 'init-billed' },
    { durationMs: 1233.96, initMs: 463.512, billedMs: 1698, form: 'init-billed' },
    { durationMs: 198.79, initMs: 132.79, billedMs: 332, form: 'init-billed' },
    { durationMs: 395.99, initMs: 265.72, billedMs: 662, form: 'init-billed' },
    { durationMs: 2338.66, restoreMs: 510, billedRestoreMs: 182, billedMs: 2521, form: 'restore-billed' },
    { durationMs: 149.53, restoreMs: 400, billedRestoreMs: 163, billedMs: 313, form: 'restore-billed' },
    { durationMs: 162.81, initMs: 646.33, billedMs: 163, form: 'duration-only' },
    { durationMs: 1072.145, billedMs: 1073, form: 'duration-only' },
    { durationMs: 300000, billedMs: 300000, form: 'duration-only' },
    { durationMs: 37.62, billedMs: 100, form: 'hundred-ms-steps' },
    { durationMs: 1201.12, initMs: 287.33, billedMs: 1300, form: 'hundred-ms-steps' },
    { durationMs: 237.17, initMs: 48.26, billedMs: 300, form: 'hundred-ms-steps' },
    { durationMs: 3003.16, initMs: 127.02, billedMs: 3000, form: 'capped-at-timeout' },
    { durationMs: 3004.92, billedMs: 3000, form: 'capped-at-timeout' },
    { durationMs: 122066.85, billedMs: 120000, form: 'capped-at-timeout' },
    { durationMs: 469.4, restoreMs: 474.16, billedRestoreMs: 75, billedMs: 500, form: 'hundred-ms-steps' },
    { durationMs: 3, initMs: 110.1, billedMs: 150, form: 'other' },
    { durationMs: 3, initMs: 110.1, billedMs: 2, form: 'other' },
    { durationMs: 3, initMs: 110.1, billedMs: null, form: null },
  ])('$durationMs + $initMs + $billedRestoreMs → $billedMs: $form', ({ form, ...fields }) => {
    expect(billingForm(report(fields))).toBe(form);
  });
});

describe('billingForm at the edge of what is printed', () => {
  it.each([
    {
      why: '100.10 + 0.90 is 101 exactly, whatever binary fractions make of it',
      durationMs: 100.1,
      initMs: 0.9,
      billedMs: 101,
      form: 'init-billed',
    },
    {
      why: '12.004 is printed as 12.00 and billed as 13',
      durationMs: 12,
      billedMs: 13,
      form: 'duration-only',
    },
    { why: 'a hundredth more cannot have been printed so', durationMs: 11.99, billedMs: 13, form: 'other' },
    { why: 'a call of no length', durationMs: 0, billedMs: 1, form: 'duration-only' },
    {
      why: 'an init of no length still counts as billed',
      durationMs: 5.5,
      initMs: 0,
      billedMs: 6,
      form: 'init-billed',
    },
  ])('$why', ({ form, why: _, ...fields }) => {
    expect(billingForm(report(fields))).toBe(form);
  });
});
