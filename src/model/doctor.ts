import type { DeployedCode } from './deployed-code.ts';
import type { OperationName } from './operations.ts';
import type { Provisioned, Target, TargetFacts } from './target.ts';

/** How grave a finding is. `error`: what was asked for cannot come out right, or the tool cannot measure it.
 * `warning`: it may not. `note`: worth knowing, or not checked. `ok`: checked and in order. */
export const severities = ['error', 'warning', 'note', 'ok'] as const;
export type Severity = (typeof severities)[number];

/** One alias of a function. */
export interface AliasFacts {
  readonly name: string;
  readonly version: string;
  readonly weights: Readonly<Record<string, number>>;
}

/** One published version. */
export interface VersionFacts {
  readonly version: string;
  readonly codeSha256: string | null;
}

/** Provisioned concurrency of one alias or version. */
export interface ProvisionedOn extends Provisioned {
  readonly qualifier: string;
}

/** What became of an attempt to use a permission. */
export type Tried =
  | { readonly result: 'allowed' }
  /** `says` names the action and the statement that grants it. */
  | { readonly result: 'denied'; readonly says: string }
  /** It failed for another reason. */
  | { readonly result: 'failed'; readonly says: string };

/** A permission that was tried, and on which function. */
export type TriedPermission = Tried & {
  readonly operation: OperationName;
  readonly functionName: string;
};

/** What doctor reads of one function beyond the facts of a target. Null: it could not be read. */
export interface FunctionFacts {
  readonly target: TargetFacts;
  readonly aliases: readonly AliasFacts[] | null;
  /** In the order they were published. */
  readonly versions: readonly VersionFacts[] | null;
  /** Of `$LATEST`. */
  readonly latestCodeSha256: string | null;
  /** All of the function. */
  readonly provisioned: readonly ProvisionedOn[] | null;
  readonly variables: Readonly<Record<string, string>> | null;
  /** `PublishedVersions`, `None` */
  readonly snapStartApplyOn: string | null;
  readonly layers: number | null;
  /** The log group: `there`; `missing`; null: not known. */
  readonly logGroup: 'there' | 'missing' | null;
}

/** Everything that doctor judges by. */
export interface DoctorFacts {
  readonly worker: FunctionFacts;
  readonly orchestrator: (FunctionFacts & { readonly code: DeployedCode }) | null;
  readonly tried: readonly TriedPermission[];
}

/** The files that the operating system lets this process open; null: not known. */
export type OpenFileLimit = number | null;

/** What doctor asks AWS. */
export interface DoctorPort {
  /** @throws as {@link TargetPort.facts} does, for the worker and for the orchestrator */
  readonly facts: (worker: Target, orchestrator: Target | null) => Promise<DoctorFacts>;
  readonly close: () => void;
}
