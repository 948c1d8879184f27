import type { FunctionVersion } from '../engine.ts';
import { conflict, functionNotFound, invalidParameter, revisionMismatch } from './api-error.ts';
import type { Code } from './code.ts';
import { type FunctionRef, functionArn, isVersionNumber } from './function-ref.ts';
import {
  type Control,
  type FunctionRecord,
  findFunction,
  lambdaTime,
  refuseWhileChanging,
  type VersionRecord,
} from './state.ts';

/** What a caller decides of a function, apart from its code. */
export type FunctionSettings = Pick<
  FunctionVersion,
  | 'handler'
  | 'runtime'
  | 'architecture'
  | 'memorySizeMb'
  | 'timeoutMs'
  | 'environment'
  | 'logGroup'
  | 'logFormat'
  | 'applicationLogLevel'
  | 'systemLogLevel'
  | 'model'
> &
  Pick<VersionRecord, 'description' | 'role'>;

/**
 * Makes a function; it is `Pending` until {@link settle} is called.
 *
 * @throws ApiError 409 where one of this name is there
 */
export function createFunction(
  control: Control,
  functionName: string,
  { description, role, ...settings }: FunctionSettings,
  { taskRoot, codeSha256, codeSizeBytes, archive }: Code,
  tags: Readonly<Record<string, string>> = {},
): FunctionRecord {
  if (control.functions.has(functionName)) throw conflict(`Function already exist: ${functionName}`);
  const latest: VersionRecord = {
    spec: {
      ...settings,
      functionName,
      functionArn: functionArn(control, functionName),
      version: '$LATEST',
      revisionId: control.random.uuid(),
      taskRoot,
    },
    revisionId: control.random.uuid(),
    description,
    role,
    codeSha256,
    codeSizeBytes,
    archive,
    lastModified: lambdaTime(control.clock.wallMs()),
    state: 'Pending',
    lastUpdateStatus: null,
  };
  const record: FunctionRecord = {
    functionName,
    tags,
    latest,
    serving: latest,
    versions: new Map(),
    aliases: new Map(),
    reservedConcurrency: null,
    nextVersion: 1,
    publishedFrom: null,
  };
  control.functions.set(functionName, record);
  return record;
}

/** Ends a creation or an update now: `$LATEST` serves with what was asked for, its old environments are retired. */
export function settle(control: Control, record: FunctionRecord): void {
  if (control.functions.get(record.functionName) !== record) return;
  const changed = record.serving.spec.revisionId !== record.latest.spec.revisionId;
  record.latest = {
    ...record.latest,
    revisionId: control.random.uuid(),
    state: 'Active',
    lastUpdateStatus: 'Successful',
  };
  record.serving = record.latest;
  if (changed) control.engine.retire(record.functionName, '$LATEST');
}

/** Settles after the delay of the configuration; without one, once the caller has the reply that says `InProgress`. */
export function settleLater(control: Control, record: FunctionRecord): void {
  if (control.updateDelayMs === 0) settle(control, record);
  else control.clock.after(control.updateDelayMs, () => settle(control, record));
}

/** @throws ApiError 412 where a revision is given and is not the latest */
export function checkRevision(record: FunctionRecord, revisionId: string | undefined): void {
  if (revisionId !== undefined && revisionId !== record.latest.revisionId) throw revisionMismatch();
}

/** Gives `$LATEST` other settings or other code; the update is `InProgress` until {@link settle}. */
export function changeLatest(
  control: Control,
  record: FunctionRecord,
  change: Partial<FunctionSettings> & Partial<Code>,
): VersionRecord {
  const { description, role, codeSha256, codeSizeBytes, archive, ...specChange } = change;
  const { latest } = record;
  record.latest = {
    spec: { ...latest.spec, ...specChange, revisionId: control.random.uuid() },
    revisionId: control.random.uuid(),
    description: description ?? latest.description,
    role: role ?? latest.role,
    codeSha256: codeSha256 ?? latest.codeSha256,
    codeSizeBytes: codeSizeBytes ?? latest.codeSizeBytes,
    archive: archive ?? latest.archive,
    lastModified: lambdaTime(control.clock.wallMs()),
    state: latest.state,
    lastUpdateStatus: 'InProgress',
  };
  return record.latest;
}

/**
 * Deletes a function, or one published version of it.
 *
 * @throws ApiError 400 for `$LATEST` and aliases, 404, 409 while an alias points to the version
 */
export function deleteFunction(control: Control, ref: FunctionRef): void {
  const record = findFunction(control, ref);
  const { functionName, qualifier } = ref;
  if (qualifier === null) {
    for (const { qualifier: provisioned } of control.engine.allProvisioned(functionName)) {
      control.engine.deprovision(functionName, provisioned);
    }
    control.functions.delete(functionName);
    control.engine.retire(functionName, null);
    return;
  }
  if (qualifier === '$LATEST') {
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  }
  if (!isVersionNumber(qualifier)) throw invalidParameter('Deletion of aliases is not currently supported.');
  if (!record.versions.has(qualifier)) throw functionNotFound(functionArn(control, functionName, qualifier));
  const pointing = [...record.aliases.values()]
    .filter((alias) => alias.functionVersion === qualifier || Object.hasOwn(alias.weights, qualifier))
    .map(({ name }) => name);
  if (pointing.length > 0) {
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${pointing.join(', ')}]`,
    );
  }
  control.engine.deprovision(functionName, qualifier);
  record.versions.delete(qualifier);
  control.engine.retire(functionName, qualifier);
}

/**
 * Publishes `$LATEST` as the next version; where nothing changed since the last one, that one is given again.
 *
 * @throws ApiError 400 where a code hash is given and differs, 409 while an update runs, 412 on an old revision
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 */
export function publishVersion(
  control: Control,
  record: FunctionRecord,
  expected: {
    readonly codeSha256?: string | undefined;
    readonly revisionId?: string | undefined;
    readonly description?: string | undefined;
  } = {},
): VersionRecord {
  checkRevision(record, expected.revisionId);
  refuseWhileChanging(record);
  const { latest } = record;
  if (expected.codeSha256 !== undefined && expected.codeSha256 !== latest.codeSha256) {
    throw invalidParameter(
      `CodeSHA256 (${expected.codeSha256}) is different from current CodeSHA256 in $LATEST (${latest.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  return publishLatest(control, record, expected.description);
}

/** Publishes `$LATEST` as it was last asked for, whether or not its update is done yet. */
export function publishLatest(control: Control, record: FunctionRecord, description?: string): VersionRecord {
  const { latest } = record;
  const newest = record.versions.get(String(record.nextVersion - 1));
  if (newest !== undefined && record.publishedFrom === latest.spec.revisionId) return newest;
  const version = String(record.nextVersion);
  const published: VersionRecord = {
    ...latest,
    spec: { ...latest.spec, version, revisionId: control.random.uuid() },
    revisionId: control.random.uuid(),
    description: description ?? latest.description,
    state: 'Active',
    lastUpdateStatus: 'Successful',
  };
  record.versions.set(version, published);
  record.nextVersion += 1;
  record.publishedFrom = latest.spec.revisionId;
  return published;
}
