import { messageOf, UsageError } from '../../model/errors.ts';
import type { LocalAlias, LocalFunction } from '../config-schema.ts';
import type { FunctionModel } from '../modelled/function-model.ts';
import { modelMemorySizeMb, presets } from '../modelled/presets.ts';
import { createAlias } from './aliases.ts';
import { localFolder } from './code.ts';
import { createFunction, publishVersion, settle } from './functions.ts';
import { codeOfModel } from './model-code.ts';
import { startProvisioning } from './provisioned.ts';
import type { Control, FunctionRecord } from './state.ts';

/** Role of functions that were deployed without one; nothing is checked against it. */
export const localRole = (accountId: string): string => `arn:aws:iam::${accountId}:role/lambda-fanout-local`;

const pollMs = 10;

/** Lambda's default. */
const defaultMemorySizeMb = 128;

const modelOf = ({ model }: LocalFunction): FunctionModel | null =>
  model === undefined ? null : { preset: model.preset, seed: model.seed, init: model.init ?? null };

/** What a model decides of a function, or else its deployment and this machine do. */
const settingsOf = (deployed: LocalFunction, control: Control, runtime: string) => {
  const model = modelOf(deployed);
  const preset = model === null ? null : presets[model.preset];
  return {
    model,
    runtime: preset?.runtime ?? deployed.runtime ?? runtime,
    architecture: preset?.architecture ?? control.architecture,
    memorySizeMb: deployed.memorySizeMb ?? (preset === null ? defaultMemorySizeMb : modelMemorySizeMb),
  };
};

/**
 * Deploys a function of local.json. The limits of the control plane on provisioned concurrency are not applied: a
 * rehearsal may start from states the API would refuse.
 *
 * @param runtime - where the function names none
 * @param closed - aborts when the service is closed, which ends the waiting
 * @returns once everything is deployed: a promise of its provisioned concurrency, settled when each allocation that
 *   shall become ready is READY or FAILED
 * @throws UsageError where the folder or a version is not there
 */
export async function deployFunction(
  control: Control,
  deployed: LocalFunction,
  runtime: string,
  closed: AbortSignal,
): Promise<{ readonly ready: Promise<void> }> {
  try {
    const decided = settingsOf(deployed, control, runtime);
    const code =
      decided.model === null ? await localFolder(deployed.folder ?? '') : await codeOfModel(decided.model);
    const { functionName, publish, aliases, reservedConcurrency, folder, ...settings } = deployed;
    const record = createFunction(
      control,
      functionName,
      {
        ...settings,
        ...decided,
        logGroup: `/aws/lambda/${functionName}`,
        description: '',
        role: localRole(control.accountId),
      },
      code,
    );
    settle(control, record);
    record.reservedConcurrency = reservedConcurrency ?? null;
    if (publish) publishVersion(control, record);
    const allocations = aliases.map((alias) => deployAlias(control, record, alias, closed));
    return { ready: Promise.all(allocations).then(() => undefined) };
  } catch (error) {
    if (!(error instanceof Error && 'statusCode' in error)) throw error;
    throw new UsageError(
      `cannot deploy ${deployed.functionName}: ${messageOf(error)}`,
      'Check folder, versions and aliases of this function in local.json (docs/local.md).',
      error,
    );
  }
}

async function settled(
  control: Control,
  functionName: string,
  qualifier: string,
  closed: AbortSignal,
): Promise<void> {
  while (!closed.aborted && control.engine.provisioned(functionName, qualifier)?.status === 'IN_PROGRESS') {
    await control.clock.sleep(pollMs, closed);
  }
}

function deployAlias(
  control: Control,
  record: FunctionRecord,
  deployed: LocalAlias,
  closed: AbortSignal,
): Promise<void> {
  const { name, version: number, weights, provisioned } = deployed;
  createAlias(control, record, name, number, { weights });
  const version = record.versions.get(number);
  if (provisioned === undefined) return Promise.resolve();
  if (version === undefined) {
    throw new UsageError(
      `cannot deploy ${record.functionName}: provisioned concurrency on ${name}, which points to ${number}`,
      'Let the alias point to a published version.',
    );
  }
  const start = (requested: number, course: 'complete' | 'pending' | { readonly overMs: number }): void => {
    // What stood before the start need not be waited for; processes have to be started all the same.
    const asked = course === 'complete' && version.spec.model !== null ? 'at-once' : course;
    startProvisioning(control, version, name, requested, asked);
  };
  const { requested, course } = provisioned;
  const { serving, readyAfterMs } = typeof course === 'string' ? { serving: 0 } : course;
  const whole = readyAfterMs === undefined ? 'pending' : { overMs: readyAfterMs };
  if (course === 'ready' || serving === requested) {
    start(requested, 'complete');
    return settled(control, record.functionName, name, closed);
  }
  if (serving === 0) {
    start(requested, whole);
    return Promise.resolve();
  }
  // Lambda lets nobody use part of a new allocation: the part that serves is an older one, complete.
  start(serving, 'complete');
  return settled(control, record.functionName, name, closed).then(() => {
    if (!closed.aborted && control.engine.provisioned(record.functionName, name)?.status === 'READY')
      start(requested, whole);
  });
}
