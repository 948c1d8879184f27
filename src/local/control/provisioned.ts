import type { ProvisionedState, ProvisioningCourse } from '../engine.ts';
import { ApiError, conflict, functionNotFound, invalidParameter } from './api-error.ts';
import { provisionedTotal, refuseBeyondAccount, unreserved } from './concurrency.ts';
import { functionArn, isVersionNumber } from './function-ref.ts';
import { type Control, type FunctionRecord, findAlias, type VersionRecord } from './state.ts';

/** Messages as Lambda gives them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html */
const unpublished = 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.';
const aliasOnProvisioned =
  "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version";

/** The published version that a version number or alias stands for.
 * @throws ApiError 400 where that is `$LATEST`, 404 */
function publishedVersion(control: Control, functionName: string, qualifier: string): VersionRecord {
  const number = isVersionNumber(qualifier)
    ? qualifier
    : findAlias(control, functionName, qualifier).functionVersion;
  if (number === '$LATEST') throw invalidParameter(unpublished);
  const version = control.functions.get(functionName)?.versions.get(number);
  if (version === undefined) throw functionNotFound(functionArn(control, functionName, qualifier));
  return version;
}

/** @throws ApiError 409 where the version is provisioned under another qualifier */
function refuseSecond(control: Control, functionName: string, qualifier: string, version: string): void {
  const record = control.functions.get(functionName);
  const has = (other: string): boolean => control.engine.provisioned(functionName, other) !== null;
  const aliases = [...(record?.aliases.values() ?? [])];
  const byAlias = aliases.some(
    (alias) => alias.name !== qualifier && alias.functionVersion === version && has(alias.name),
  );
  if (isVersionNumber(qualifier)) {
    if (byAlias) throw conflict('Version is pointed by a Provisioned Concurrency alias');
  } else if (byAlias || has(version)) {
    throw conflict(aliasOnProvisioned);
  }
}

/**
 * Sets provisioned concurrency on a version or alias.
 *
 * @throws ApiError 400 for `$LATEST`, more than reserved or than the account has, 404, 409
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PutProvisionedConcurrencyConfig.html
 */
export function putProvisioned(
  control: Control,
  functionName: string,
  qualifier: string,
  requested: number,
): ProvisionedState {
  if (qualifier === '$LATEST') throw invalidParameter(unpublished);
  const version = publishedVersion(control, functionName, qualifier);
  const record = control.functions.get(functionName);
  if (Object.keys(record?.aliases.get(qualifier)?.weights ?? {}).length > 0) {
    throw invalidParameter(
      'Provisioned Concurrency settings cannot be changed while the alias has a routing configuration.',
    );
  }
  const others = provisionedTotal(control, functionName, qualifier);
  const reserved = record?.reservedConcurrency ?? null;
  if (reserved !== null && others + requested > reserved) {
    throw invalidParameter(
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    );
  }
  if (reserved === null) {
    const own = control.engine.provisioned(functionName, qualifier)?.requested ?? 0;
    refuseBeyondAccount(control, 'ConcurrentExecutions', requested, unreserved(control) + own);
  }
  refuseSecond(control, functionName, qualifier, version.spec.version);
  return startProvisioning(control, version, qualifier, requested, 'complete');
}

/** Hands an allocation to the engine, unless a fault makes it fail; the state it is in at once. */
export function startProvisioning(
  control: Control,
  version: VersionRecord,
  qualifier: string,
  requested: number,
  course: ProvisioningCourse,
): ProvisionedState {
  const { functionName } = version.spec;
  const failWith = control.provisioningFault(functionName, qualifier);
  control.engine.provision(version.spec, qualifier, requested, failWith === null ? course : { failWith });
  return findProvisioned(control, functionName, qualifier);
}

/** @throws ApiError 400 for `$LATEST`, 404 where the qualifier or its configuration is not there */
export function getProvisioned(control: Control, functionName: string, qualifier: string): ProvisionedState {
  if (qualifier === '$LATEST') {
    throw invalidParameter('The function resource provided must be an alias or a published version.');
  }
  publishedOrAlias(control, functionName, qualifier);
  return findProvisioned(control, functionName, qualifier);
}

/** Idempotent. @throws ApiError 400 for `$LATEST`, 404 where the qualifier is not there */
export function deleteProvisioned(control: Control, functionName: string, qualifier: string): void {
  if (qualifier === '$LATEST') {
    throw invalidParameter('The function resource provided must be an alias or a published version.');
  }
  publishedOrAlias(control, functionName, qualifier);
  control.engine.deprovision(functionName, qualifier);
}

/** @throws ApiError where an alias with provisioned concurrency cannot point to this version */
export function movePrecondition(
  control: Control,
  record: FunctionRecord,
  alias: string,
  toVersion: string,
): void {
  if (control.engine.provisioned(record.functionName, alias) === null) return;
  if (toVersion === '$LATEST') throw invalidParameter(unpublished);
  refuseSecond(control, record.functionName, alias, toVersion);
}

/** Takes an alias's provisioned concurrency off the version it left and allocates it on the new one. */
export function moveProvisioned(
  control: Control,
  record: FunctionRecord,
  alias: string,
  toVersion: string,
): void {
  const before = control.engine.provisioned(record.functionName, alias);
  const version = record.versions.get(toVersion);
  if (before === null || version === undefined) return;
  control.engine.deprovision(record.functionName, alias);
  startProvisioning(control, version, alias, before.requested, 'complete');
}

function publishedOrAlias(control: Control, functionName: string, qualifier: string): void {
  if (!isVersionNumber(qualifier)) findAlias(control, functionName, qualifier);
  else publishedVersion(control, functionName, qualifier);
}

function findProvisioned(control: Control, functionName: string, qualifier: string): ProvisionedState {
  const state = control.engine.provisioned(functionName, qualifier);
  if (state !== null) return state;
  throw new ApiError(
    404,
    'ProvisionedConcurrencyConfigNotFoundException',
    'No Provisioned Concurrency Config found for this function',
  );
}
