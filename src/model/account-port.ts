import type { AccountChange } from './account-change.ts';
import type { Target } from './target.ts';

/** `$LATEST` of a function, no update of which is going on. */
export interface LatestState {
  readonly revisionId: string;
  /** Value of the marker variable; null: it is not set. */
  readonly marker: string | null;
}

/** A temporary function to be made. */
export interface TwinPlan {
  readonly functionName: string;
  readonly runId: string;
  readonly logGroup: string;
  /** ISO 8601. */
  readonly madeAt: string;
}

/** A temporary function that serves. */
export interface Twin {
  readonly target: Target;
  /** In what it differs from what it was made from, in words; empty: in nothing that is known. */
  readonly differences: readonly string[];
}

/** Code and configuration of one version, read once, from which twins are made. */
export interface TwinSource {
  /** Without a qualifier. */
  readonly functionArn: string;
  readonly version: string;
  /** Resolves when the twin is Active and its code is known to be the same.
   * @throws UsageError, UnreachableError; the function may have been made all the same */
  readonly make: (plan: TwinPlan, signal: AbortSignal) => Promise<Twin>;
}

/** Something of an earlier run that is still in the account. */
export interface Leftover {
  readonly change: AccountChange;
  /** ISO 8601; null: not known. */
  readonly madeAt: string | null;
}

/** What the tool changes in an account, each call one small step. Function names are ARNs without a qualifier, so that
 * credentials of another account are refused and find nothing there. Every call throws UsageError or UnreachableError. */
export interface AccountPort {
  /** Waits for the end of an update that is going on. @returns null: there is no such function */
  readonly latest: (functionArn: string, signal: AbortSignal) => Promise<LatestState | null>;
  /** Sets the marker variable (null: takes it away) and leaves all others as they are; resolves when the update is
   * Successful and is seen.
   * @param revisionId - of what is changed; where the function has another one, nothing is changed
   * @throws UnreachableError where somebody else has changed it */
  readonly mark: (
    functionArn: string,
    value: string | null,
    revisionId: string,
    signal: AbortSignal,
  ) => Promise<LatestState>;
  readonly twinSource: (target: Target, signal: AbortSignal) => Promise<TwinSource>;
  /** The run that made a temporary function. @returns `gone`: there is no such function; null: it says none */
  readonly madeBy: (functionArn: string) => Promise<{ readonly runId: string | null } | 'gone'>;
  /** One that is not there is no error. */
  readonly deleteFunction: (functionArn: string, signal: AbortSignal) => Promise<void>;
  /** One that is not there is no error. */
  readonly deleteLogGroup: (logGroup: string) => Promise<void>;
  /** What runs have left in the account and region, found by names, tags and markers. */
  readonly leftovers: () => Promise<readonly Leftover[]>;
}
