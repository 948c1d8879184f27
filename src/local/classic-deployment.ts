import { UsageError } from '../model/errors.ts';
import { type LocalFunction, localFunctionSchema } from './config-schema.ts';
import type { FunctionModel } from './modelled/function-model.ts';

/** State that the default deployment's provisioned concurrency is put into: all of it serves, none of it does, or
 * an older allocation of `serving` does while `requested` are being allocated. */
export type LocalProvisioning =
  | 'ready'
  | 'pending'
  | { readonly serving: number; readonly requested: number };

/** Names of the classic set-up. */
export const classicFunctionName = 'worker_lambda';
export const classicAlias = 'worker_lambda_alias';
export const classicProvisioned = 10;
const classicMemorySizeMb = 256;

/**
 * `--local-provisioning`: `ready`, `pending`, or `XofY` with X at most Y (`5of10`).
 *
 * @throws UsageError on anything else
 */
export function parseLocalProvisioning(text: string): LocalProvisioning {
  if (text === 'ready' || text === 'pending') return text;
  const match = /^(\d{1,5})of(\d{1,5})$/.exec(text);
  const serving = Number(match?.[1]);
  const requested = Number(match?.[2]);
  if (match === null || serving > requested || requested < 1) {
    throw new UsageError(
      `--local-provisioning ${text}: not a state of provisioned concurrency`,
      'Use ready, pending, or XofY with X at most Y, such as 5of10.',
    );
  }
  return { serving, requested };
}

/**
 * The classic set-up: `worker_lambda`, version 1 published, alias `worker_lambda_alias`, provisioned concurrency 10.
 *
 * @param options.handler - `file.export` in `workerFolder`; default: the fixture worker's `index.handler`
 * @param options.provisioned - environments, 0 for none; default 10, or the Y of `XofY`
 * @param options.code - absolute path of the folder with the code, or the model that stands in its place
 * @throws UsageError where `provisioned` contradicts `provisioning`
 */
export function classicDeployment(options: {
  readonly handler?: string | undefined;
  readonly memorySizeMb?: number | undefined;
  readonly provisioned?: number | undefined;
  readonly provisioning: LocalProvisioning;
  readonly code: { readonly folder: string } | { readonly model: Omit<FunctionModel, 'init'> };
}): LocalFunction {
  const { provisioning } = options;
  const ofState = typeof provisioning === 'string' ? undefined : provisioning.requested;
  if (ofState !== undefined && options.provisioned !== undefined && ofState !== options.provisioned) {
    throw new UsageError(
      `--provisioned ${options.provisioned} contradicts --local-provisioning ${typeof provisioning === 'string' ? provisioning : `${provisioning.serving}of${provisioning.requested}`}`,
      'Give one of the two, or the same number in both.',
    );
  }
  const requested = options.provisioned ?? ofState ?? classicProvisioned;
  const course = typeof provisioning === 'string' ? provisioning : { serving: provisioning.serving };
  return localFunctionSchema.parse({
    functionName: classicFunctionName,
    handler: options.handler ?? 'index.handler',
    ...options.code,
    ...('model' in options.code ? {} : { memorySizeMb: options.memorySizeMb ?? classicMemorySizeMb }),
    timeoutMs: 60_000,
    aliases: [
      { name: classicAlias, version: '1', ...(requested > 0 ? { provisioned: { requested, course } } : {}) },
    ],
  });
}
