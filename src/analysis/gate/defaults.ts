/** Where a reference comes from: another version measured in turn, a saved run, a pool of runs. */
export type ReferenceKind = 'version' | 'run' | 'baseline';

/**
 * A p-value of at most this counts, where the user gives none. Confirmations of a version that is measured in turn are
 * nearly independent, and each takes most false alarms out. Those against a baseline share the weather of one day, so
 * the first look has to be as sure as the whole gate.
 *
 * @see docs/decisions/0019-gate.md
 */
export const alphaOf = (reference: ReferenceKind): number => (reference === 'baseline' ? 0.002 : 0.01);

/** Confirmations before a regression fails. */
export const defaultConfirmations = 2;
