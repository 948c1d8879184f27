import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { realClock } from '../../src/io/clock.ts';
import { realRandom } from '../../src/io/random.ts';
import { localConfig } from '../../src/local/config.ts';
import {
  type RequestLine,
  type Service,
  type ServiceOptions,
  startService,
} from '../../src/local/service.ts';
import { createDoubleEngine, type DoubleEngine } from './double-engine.ts';

/** The service under test, and the real clients on it. */
export interface ServiceBench extends Service {
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly lines: RequestLine[];
  /** A folder with an index.mjs. */
  readonly folder: string;
  readonly end: () => Promise<void>;
}

export interface DoubleService extends ServiceBench {
  readonly engine: DoubleEngine;
}

type Keys = NonNullable<Parameters<typeof localConfig>[0]>;

/** With the engine that is handed in. */
export async function startReal(
  createEngine: ServiceOptions['createEngine'],
  keys: (folder: string) => Keys,
  handlerText: string,
  fraction: () => number = realRandom.fraction,
): Promise<ServiceBench> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'lambda-fanout-test-'));
  const lines: RequestLine[] = [];
  const remove = (): void => rmSync(dataFolder, { recursive: true, force: true });
  writeFileSync(join(dataFolder, 'index.mjs'), handlerText);
  const service = await startService({
    config: localConfig({ port: 0, ...keys(dataFolder) }),
    clock: realClock,
    random: { ...realRandom, fraction },
    nodeVersion: 'v22.1.0',
    arch: 'x64',
    dataFolder,
    createEngine,
    onRequest: (line) => lines.push(line),
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  const client = {
    endpoint: service.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(client);
  const logs = new CloudWatchLogsClient({ ...client, disableHostPrefix: true });
  const end = async (): Promise<void> => {
    lambda.destroy();
    logs.destroy();
    await service.close();
    remove();
  };
  return { ...service, lambda, logs, lines, folder: dataFolder, end };
}

/** With a test double in place of the engine. */
export async function startDouble(
  keys: Keys = {},
  options: { ingestionDelayMs?: number; fraction?: () => number } = {},
): Promise<DoubleService> {
  const engine = createDoubleEngine(realClock, options);
  const text = 'export const handler = async (event) => event;\n';
  const bench = await startReal(
    () => engine,
    () => keys,
    text,
    options.fraction,
  );
  return { ...bench, engine };
}
