import { UsageError } from '../model/errors.ts';
import { type LocalFunction, localFunctionSchema } from './config-schema.ts';
import type { FunctionModel } from './modelled/function-model.ts';

/** State that the default deployment's provisioned concurrency is put into: all of it serves, none of it does, or
 * an older allocation of `serving` does while `requested` (null: as many as are deployed) are being allocated. */
export type LocalProvisioning =
  | 'ready'
  | 'pending'
  | {
      readonly serving: number;
      readonly requested: number | null;
      /** It is READY then, not before; not there: never. */
      readonly readyAfterMs?: number;
    };

/** Names of the classic set-up. */
export const classicFunctionName = 'worker_lambda';
export const classicOrchestratorName = 'orchestrator_lambda';
export const classicAlias = 'worker_lambda_alias';
export const classicProvisioned = 10;
const classicMemorySizeMb = 256;
/** From here on Lambda gives a whole core, which a release together with others needs.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const classicOrchestratorMemorySizeMb = 1_769;

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };
const mostReadyAfterMs = 3_600_000;
const form = /^(?:pending|(\d{1,5})of(\d{1,5}))(?::(\d{1,8}(?:\.\d{1,3})?)(ms|s|m))?$/;

/**
 * `--local-provisioning`: `ready`, `pending`, or `XofY` with X at most Y (`5of10`); the latter two with the time after
 * which they are ready (`pending:6s`, `5of10:6s`), else they are pending for good.
 *
 * @throws UsageError on anything else
 */
export function parseLocalProvisioning(text: string): LocalProvisioning {
  if (text === 'ready' || text === 'pending') return text;
  const match = form.exec(text);
  const [, x, y, after, unit] = match ?? [];
  const serving = x === undefined ? 0 : Number(x);
  const requested = y === undefined ? null : Number(y);
  const readyAfterMs = after === undefined ? null : Number(after) * (unitsMs[unit ?? ''] ?? Number.NaN);
  const odd = requested !== null && (serving > requested || requested < 1);
  if (match === null || odd || (readyAfterMs ?? 0) > mostReadyAfterMs) {
    throw new UsageError(
      `--local-provisioning ${text}: not a state of provisioned concurrency`,
      'Use ready, pending, or XofY with X at most Y, such as 5of10; with a time, such as pending:6s, it is READY after that.',
    );
  }
  return { serving, requested, ...(readyAfterMs === null ? {} : { readyAfterMs }) };
}

const courseOf = (provisioning: LocalProvisioning) => {
  if (typeof provisioning === 'string') return provisioning;
  const { requested: _, ...course } = provisioning;
  return course;
};

/**
 * The worker of the classic set-up: `worker_lambda`, version 1 published, alias `worker_lambda_alias`, provisioned
 * concurrency 10.
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
  const { serving, requested: ofState } =
    typeof provisioning === 'string' ? { serving: 0, requested: null } : provisioning;
  if (ofState !== null && options.provisioned !== undefined && ofState !== options.provisioned) {
    throw new UsageError(
      `--provisioned ${options.provisioned} contradicts --local-provisioning ${serving}of${ofState}`,
      'Give one of the two, or the same number in both.',
    );
  }
  const requested = options.provisioned ?? ofState ?? classicProvisioned;
  return localFunctionSchema.parse({
    functionName: classicFunctionName,
    handler: options.handler ?? 'index.handler',
    ...options.code,
    ...('model' in options.code ? {} : { memorySizeMb: options.memorySizeMb ?? classicMemorySizeMb }),
    timeoutMs: 60_000,
    aliases: [
      {
        name: classicAlias,
        version: '1',
        ...(requested > 0 ? { provisioned: { requested, course: courseOf(provisioning) } } : {}),
      },
    ],
  });
}

/** The orchestrator of the classic set-up.
 * @param folder - absolute path of its code */
export const classicOrchestrator = (folder: string): LocalFunction =>
  localFunctionSchema.parse({
    functionName: classicOrchestratorName,
    folder,
    memorySizeMb: classicOrchestratorMemorySizeMb,
    timeoutMs: 120_000,
  });
