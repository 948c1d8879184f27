import type { ConcurrencyLimits } from '../engine.ts';
import { invalidParameter } from './api-error.ts';
import type { Control, FunctionRecord } from './state.ts';

/** Part of the account's concurrency that cannot be reserved: 100, on accounts below the standard quota 10.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
export const minimumUnreserved = (accountConcurrency: number): number =>
  accountConcurrency < 1_000 ? 10 : 100;

/** What the engine asks at each placement. */
export const concurrencyLimits = (
  control: Pick<Control, 'accountConcurrency' | 'functions'>,
): ConcurrencyLimits => ({
  account: control.accountConcurrency,
  reservedOf: (functionName) => control.functions.get(functionName)?.reservedConcurrency ?? null,
  reservedTotal: () => {
    let total = 0;
    for (const { reservedConcurrency } of control.functions.values()) total += reservedConcurrency ?? 0;
    return total;
  },
});

/** Provisioned concurrency asked for on a function, one qualifier left out. */
export const provisionedTotal = (control: Control, functionName: string, except?: string): number =>
  control.engine
    .allProvisioned(functionName)
    .filter(({ qualifier }) => qualifier !== except)
    .reduce((sum, { requested }) => sum + requested, 0);

/** What reservations and, on functions without one, provisioned concurrency leave of the account's concurrency. */
export function unreserved(control: Control): number {
  let taken = 0;
  for (const record of control.functions.values()) {
    taken += record.reservedConcurrency ?? provisionedTotal(control, record.functionName);
  }
  return control.accountConcurrency - taken;
}

/** Reserves concurrency for a function: its floor and its cap.
 * @throws ApiError 400 where the account or the function's provisioned concurrency does not allow it */
export function reserveConcurrency(control: Control, record: FunctionRecord, reserved: number): void {
  const provisioned = provisionedTotal(control, record.functionName);
  if (reserved < provisioned) {
    throw invalidParameter(
      `ReservedConcurrentExecutions  ${reserved} should not be lower than function's total provisioned concurrency [${provisioned}].`,
    );
  }
  const available = unreserved(control) + (record.reservedConcurrency ?? provisioned);
  refuseBeyondAccount(control, 'ReservedConcurrentExecutions', reserved, available);
  record.reservedConcurrency = reserved;
}

/** @throws ApiError 400 where `wanted` is more than `available`, or leaves less than the account's minimum */
export function refuseBeyondAccount(
  control: Control,
  what: 'ReservedConcurrentExecutions' | 'ConcurrentExecutions',
  wanted: number,
  available: number,
): void {
  if (wanted > available) {
    throw invalidParameter(
      `Specified ${what} for function is greater than account's unreserved concurrency [${available}].`,
    );
  }
  const minimum = minimumUnreserved(control.accountConcurrency);
  if (available - wanted < minimum) {
    throw invalidParameter(
      `Specified ${what} for function decreases account's UnreservedConcurrentExecution below its minimum value of [${minimum}].`,
    );
  }
}
