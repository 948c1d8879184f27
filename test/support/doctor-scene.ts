import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** An orchestrator without a fault: one client, one attempt, all together, to an alias. */
export const goodOrchestrator = `import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const client = new LambdaClient({ maxAttempts: 1 });
const { WORKER_FUNCTION_NAME, WORKER_ALIAS } = process.env;

const invoke = () =>
  client.send(
    new InvokeCommand({ FunctionName: WORKER_FUNCTION_NAME, Qualifier: WORKER_ALIAS, LogType: 'Tail', Payload: '{}' }),
  );

export const handler = async () => {
  await Promise.all(Array.from({ length: 10 }, invoke));
};
`;

export const goodVariables = { WORKER_FUNCTION_NAME: 'worker_lambda', WORKER_ALIAS: 'worker_lambda_alias' };

type Keys = Record<string, unknown>;

/** What one case changes of the scene. */
export interface SceneChange {
  readonly service?: Keys;
  readonly worker?: Keys;
  readonly alias?: Keys;
  readonly orchestrator?: Keys;
  /** Text of the orchestrator's index.mjs. */
  readonly code?: string;
  readonly faults?: readonly unknown[];
}

/** Writes the code of a worker and an orchestrator into a folder.
 * @returns a local.json without a fault, but for what is changed */
export async function doctorScene(folder: string, change: SceneChange = {}): Promise<Keys> {
  const [worker, orchestrator] = [join(folder, 'worker'), join(folder, 'orchestrator')];
  await Promise.all([mkdir(worker), mkdir(orchestrator)]);
  await writeFile(join(worker, 'index.mjs'), 'export const handler = async (event) => event;\n');
  await writeFile(join(orchestrator, 'index.mjs'), change.code ?? goodOrchestrator);
  return {
    ...change.service,
    faults: change.faults ?? [],
    functions: [
      {
        functionName: 'worker_lambda',
        folder: worker,
        runtime: 'nodejs24.x',
        timeoutMs: 10_000,
        aliases: [{ name: 'worker_lambda_alias', provisioned: { requested: 10 }, ...change.alias }],
        ...change.worker,
      },
      {
        functionName: 'orchestrator_lambda',
        folder: orchestrator,
        runtime: 'nodejs24.x',
        timeoutMs: 30_000,
        environment: goodVariables,
        ...change.orchestrator,
      },
    ],
  };
}
