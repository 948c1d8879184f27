import type { Clock, Random } from '../../model/ports.ts';
import type { Engine, FunctionVersion } from '../engine.ts';
import { aliasNotFound, conflict, functionNotFound } from './api-error.ts';
import type { Archive } from './archive.ts';
import { type FunctionRef, functionArn, isVersionNumber, type Place } from './function-ref.ts';

/** One version of a function with what only the API shows of it. */
export interface VersionRecord {
  readonly spec: FunctionVersion;
  /** What the API shows; changes with state, while `spec.revisionId` changes only with code and configuration. */
  readonly revisionId: string;
  readonly description: string;
  readonly role: string;
  /** SHA-256, base64. */
  readonly codeSha256: string;
  readonly codeSizeBytes: number;
  /** The deployment package, as GetFunction offers it. */
  readonly archive: Archive;
  readonly lastModified: string;
  readonly state: 'Pending' | 'Active';
  /** Null while the function is being created. */
  readonly lastUpdateStatus: 'Successful' | 'InProgress' | null;
}

export interface AliasRecord {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  /** Further versions with their share, 0 to 1; empty: the alias is not weighted. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

export interface FunctionRecord {
  readonly functionName: string;
  readonly tags: Readonly<Record<string, string>>;
  /** What the API shows of `$LATEST`; while an update runs, `serving` is still the one before. */
  latest: VersionRecord;
  /** What a request to `$LATEST` gets. */
  serving: VersionRecord;
  readonly versions: Map<string, VersionRecord>;
  readonly aliases: Map<string, AliasRecord>;
  reservedConcurrency: number | null;
  nextVersion: number;
  /** `spec.revisionId` of `$LATEST` when the newest version was published from it. */
  publishedFrom: string | null;
}

/** The control plane's whole state and its ports. */
export interface Control extends Place {
  /** Where this service is reached. */
  readonly url: string;
  readonly accountConcurrency: number;
  /** How long an update stays `InProgress`; 0: only its own reply says so. */
  readonly updateDelayMs: number;
  /** Uploaded code is unpacked into folders below this one. */
  readonly codeFolder: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly clock: Clock;
  readonly random: Random;
  readonly engine: Engine;
  readonly functions: Map<string, FunctionRecord>;
  /** Why an allocation of provisioned concurrency shall fail; null: it goes on. */
  readonly provisioningFault: (functionName: string, qualifier: string) => string | null;
}

/** ISO 8601 as Lambda writes it: `2026-11-23T10:00:00.000+0000`. */
export const lambdaTime = (wallMs: number): string => new Date(wallMs).toISOString().replace('Z', '+0000');

/** @throws ApiError 404; the message names the ARN with the qualifier that was asked for */
export function findFunction(control: Control, ref: FunctionRef): FunctionRecord {
  const found = control.functions.get(ref.functionName);
  if (found === undefined) throw functionNotFound(functionArn(control, ref.functionName, ref.qualifier));
  return found;
}

/** The version a qualifier names; of a weighted alias the primary one.
 * @throws ApiError 404 */
export function findVersion(control: Control, ref: FunctionRef): VersionRecord {
  const found = findFunction(control, ref);
  if (ref.qualifier === null || ref.qualifier === '$LATEST') return found.latest;
  const number = isVersionNumber(ref.qualifier)
    ? ref.qualifier
    : found.aliases.get(ref.qualifier)?.functionVersion;
  const version = number === '$LATEST' ? found.latest : found.versions.get(number ?? '');
  if (version === undefined) throw functionNotFound(functionArn(control, ref.functionName, ref.qualifier));
  return version;
}

/** @throws ApiError 404 with the message of the alias and concurrency operations */
export function findAlias(control: Control, functionName: string, name: string): AliasRecord {
  const alias = findFunction(control, { functionName, qualifier: null }).aliases.get(name);
  if (alias === undefined) throw aliasNotFound(functionArn(control, functionName, name));
  return alias;
}

/** @throws ApiError 409 while the function is being created or updated */
export function refuseWhileChanging(record: FunctionRecord): void {
  const { state, lastUpdateStatus, spec } = record.latest;
  if (state === 'Pending') {
    throw conflict(
      `The operation cannot be performed at this time. The function is currently in the following state: Pending`,
    );
  }
  if (lastUpdateStatus === 'InProgress') {
    throw conflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${spec.functionArn}`,
    );
  }
}
