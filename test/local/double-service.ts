import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { realClock } from '../../src/io/clock.ts';
import { realRandom } from '../../src/io/random.ts';
import { localConfig } from '../../src/local/config.ts';
import { type RequestLine, type Service, startService } from '../../src/local/service.ts';
import { createDoubleEngine, type DoubleEngine } from './double-engine.ts';

export interface DoubleService extends Service {
  readonly engine: DoubleEngine;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly lines: RequestLine[];
  /** A folder with an index.mjs. */
  readonly folder: string;
  readonly end: () => Promise<void>;
}

/** The service with a test double in place of the engine, and the real clients on it. */
export async function startDouble(
  keys: Parameters<typeof localConfig>[0] = {},
  options: { ingestionDelayMs?: number; fraction?: () => number } = {},
): Promise<DoubleService> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'lambda-fanout-test-'));
  const lines: RequestLine[] = [];
  writeFileSync(join(dataFolder, 'index.mjs'), 'export const handler = async (event) => event;\n');
  const engine = createDoubleEngine(realClock, options);
  const service = await startService({
    config: localConfig({ port: 0, ...keys }),
    clock: realClock,
    random: { ...realRandom, fraction: options.fraction ?? realRandom.fraction },
    nodeVersion: 'v22.1.0',
    arch: 'x64',
    dataFolder,
    createEngine: () => engine,
    onRequest: (line) => lines.push(line),
  });
  const client = {
    endpoint: service.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  };
  const lambda = new LambdaClient(client);
  const logs = new CloudWatchLogsClient({ ...client, disableHostPrefix: true });
  return {
    ...service,
    engine,
    lambda,
    logs,
    lines,
    folder: dataFolder,
    end: async () => {
      lambda.destroy();
      logs.destroy();
      await service.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
