import { conflict, invalidParameter, revisionMismatch, validation } from './api-error.ts';
import { functionArn, isVersionNumber } from './function-ref.ts';
import { movePrecondition, moveProvisioned } from './provisioned.ts';
import { type AliasRecord, type Control, type FunctionRecord, findAlias, findVersion } from './state.ts';

const aliasForm = /^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/;

export interface AliasChange {
  readonly functionVersion?: string | undefined;
  readonly description?: string | undefined;
  /** Empty: no longer weighted. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
}

/** @throws ApiError 400, 404 where a version is not there, 409 where the alias is */
export function createAlias(
  control: Control,
  record: FunctionRecord,
  name: string,
  functionVersion: string,
  { description, weights }: AliasChange,
): AliasRecord {
  if (!aliasForm.test(name)) {
    throw validation(
      `'${name}'`,
      'name',
      'Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)',
    );
  }
  checkVersion(control, record, functionVersion);
  if (record.aliases.has(name)) {
    throw conflict(`Alias already exists: ${functionArn(control, record.functionName, name)}`);
  }
  checkWeights(control, record, functionVersion, weights ?? {});
  const alias: AliasRecord = {
    name,
    functionVersion,
    description: description ?? '',
    weights: weights ?? {},
    revisionId: control.random.uuid(),
  };
  record.aliases.set(name, alias);
  return alias;
}

/** Changes an alias; where it has provisioned concurrency and points elsewhere now, that moves with it.
 * @throws ApiError 400, 404, 409, 412 */
export function updateAlias(
  control: Control,
  record: FunctionRecord,
  name: string,
  change: AliasChange,
  revisionId: string | undefined,
): AliasRecord {
  const before = findAlias(control, record.functionName, name);
  if (revisionId !== undefined && revisionId !== before.revisionId) throw revisionMismatch();
  const functionVersion = change.functionVersion ?? before.functionVersion;
  const weights = change.weights ?? before.weights;
  checkVersion(control, record, functionVersion);
  checkWeights(control, record, functionVersion, weights);
  const moves = functionVersion !== before.functionVersion;
  if (moves) movePrecondition(control, record, name, functionVersion);
  const after: AliasRecord = {
    name,
    functionVersion,
    description: change.description ?? before.description,
    weights,
    revisionId: control.random.uuid(),
  };
  record.aliases.set(name, after);
  if (moves) moveProvisioned(control, record, name, functionVersion);
  return after;
}

/** Deletes an alias with its provisioned concurrency; idempotent. */
export function deleteAlias(control: Control, record: FunctionRecord, name: string): void {
  if (!record.aliases.delete(name)) return;
  control.engine.deprovision(record.functionName, name);
}

/**
 * The version one request to an alias goes to, by the alias's weights.
 *
 * @param fraction - uniform in [0, 1)
 */
export function chooseVersion(alias: AliasRecord, fraction: number): string {
  let below = 0;
  for (const [version, weight] of Object.entries(alias.weights)) {
    below += weight;
    if (fraction < below) return version;
  }
  return alias.functionVersion;
}

function checkVersion(control: Control, record: FunctionRecord, version: string): void {
  if (version !== '$LATEST' && !isVersionNumber(version)) {
    throw validation(
      `'${version}'`,
      'functionVersion',
      'Member must satisfy regular expression pattern: (\\$LATEST(\\.PUBLISHED)?|[0-9]+)',
    );
  }
  findVersion(control, { functionName: record.functionName, qualifier: version });
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html */
function checkWeights(
  control: Control,
  record: FunctionRecord,
  functionVersion: string,
  weights: Readonly<Record<string, number>>,
): void {
  const entries = Object.entries(weights);
  if (entries.length > 1) {
    throw invalidParameter('Number of items in AdditionalVersionWeights cannot be greater than 1');
  }
  for (const [version, weight] of entries) {
    if (!(weight >= 0 && weight < 1)) {
      throw validation(
        `'{${version}=${weight}}'`,
        'routingConfig.additionalVersionWeights',
        'Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]',
      );
    }
    if (version === functionVersion) {
      throw invalidParameter(
        `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
      );
    }
    if (functionVersion === '$LATEST') {
      throw invalidParameter('$LATEST is not supported for an alias pointing to more than 1 version');
    }
    if (!isVersionNumber(version)) {
      throw validation(
        `'{${version}=${weight}}'`,
        'routingConfig.additionalVersionWeights',
        'Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+, Member must not be null]',
      );
    }
    findVersion(control, { functionName: record.functionName, qualifier: version });
  }
}
