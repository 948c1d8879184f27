import { type OrchestrateRequest, orchestratorContract, orchestratorRefusal } from '../model/orchestrator.ts';

/** What the orchestrator throws before it has sent anything; Lambda gives name and message on. */
export class OrchestratorRefused extends Error {
  override readonly name = orchestratorRefusal;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTime = (value: unknown): value is number => Number.isFinite(value) && (value as number) > 0;

const checks = {
  runId: (value) => typeof value === 'string',
  round: isCount,
  shard: (value) => isCount(value) && value > 0,
  functionName: isText,
  qualifier: isText,
  count: isCount,
  payload: (value) => typeof value === 'string',
  timeoutMs: isTime,
  releaseAtWallMs: (value) => value === null || isTime(value),
} satisfies Record<Exclude<keyof OrchestrateRequest, 'contract'>, (value: unknown) => boolean>;

/**
 * What an event asks for: the same as `orchestrateRequestSchema` says, by hand (see `worker-reply-of.ts`).
 *
 * @throws OrchestratorRefused where the event is none of the contract's, of another version of it, or broken
 */
export function readRequest(event: unknown): OrchestrateRequest {
  const asked = isFields(event) && isFields(event.lambdaFanout) ? event.lambdaFanout.orchestrate : undefined;
  if (!isFields(asked))
    throw new OrchestratorRefused(
      'This is the orchestrator of lambda-fanout: it is started by `lambda-fanout bench --orchestrator`, with lambdaFanout.orchestrate in its event.',
    );
  if (asked.contract !== orchestratorContract)
    throw new OrchestratorRefused(
      `This orchestrator speaks version ${orchestratorContract} of the contract, and was asked in version ${JSON.stringify(asked.contract)}: deploy the one that comes with the lambda-fanout you use.`,
    );
  const broken = Object.entries(checks).find(([name, isGood]) => !isGood(asked[name]));
  if (broken !== undefined)
    throw new OrchestratorRefused(
      `lambdaFanout.orchestrate.${broken[0]} is not as the contract says: ${String(JSON.stringify(asked[broken[0]])).slice(0, 100)}`,
    );
  return asked as unknown as OrchestrateRequest;
}
