/** Whom a run invokes. */
export interface Target {
  /** Name, partial or full ARN. */
  readonly functionName: string;
  /** `$LATEST`, a version or an alias. */
  readonly qualifier: string;
  readonly region: string;
}

export const provisioningStatuses = ['IN_PROGRESS', 'READY', 'FAILED'] as const;
export type ProvisioningStatus = (typeof provisioningStatuses)[number];

/** Provisioned concurrency of the target's version or alias. */
export interface Provisioned {
  readonly requested: number;
  readonly allocated: number;
  readonly available: number;
  readonly status: ProvisioningStatus;
  readonly statusReason: string | null;
}

/** Where and how a function logs. */
export interface LoggingFacts {
  /** The name alone. */
  readonly functionName: string;
  /** The version that the qualifier resolves to; null: the credentials may not look. */
  readonly version: string | null;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON' | null;
  readonly systemLogLevel: string | null;
  readonly managedInstances: boolean | null;
  /** Why the configuration could not be read, so that the group is the one that Lambda makes by default; null: it was. */
  readonly unread: string | null;
}

/** What is known of a target before it is invoked. A fact that could not be read is null and named in `unread`:
 * credentials that may only invoke are enough to measure. */
export interface TargetFacts extends Target {
  readonly functionArn: string | null;
  /** The version the qualifier resolves to; where an alias is weighted, the primary one. */
  readonly version: string | null;
  /** Further versions of a weighted alias with their share, 0 to 1. */
  readonly weights: Readonly<Record<string, number>>;
  readonly memorySizeMb: number | null;
  readonly architecture: string | null;
  readonly runtime: string | null;
  readonly timeoutMs: number | null;
  readonly codeSha256: string | null;
  readonly logGroup: string | null;
  readonly logFormat: 'Text' | 'JSON' | null;
  readonly systemLogLevel: string | null;
  readonly snapStart: boolean | null;
  /** Many requests share an environment there: a start kind has no meaning. */
  readonly managedInstances: boolean | null;
  /** Null: none is configured, or it could not be read (then `unread` says so). */
  readonly provisioned: Provisioned | null;
  readonly reservedConcurrency: number | null;
  readonly accountConcurrency: number | null;
  readonly unreservedConcurrency: number | null;
  /** The model that the embedded service draws its times from, in words; null: environments are real. */
  readonly modelled: string | null;
  /** Facts that could not be read, with the reason in words. */
  readonly unread: readonly { readonly fact: string; readonly reason: string }[];
}
