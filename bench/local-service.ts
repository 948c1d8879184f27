import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Benchmark, BenchmarkResult } from './figure.ts';
import { requestsPerSecond } from './local-service/http-load.ts';
import { initsOfBurst } from './local-service/invoke.ts';
import { environmentsPssMiB } from './local-service/memory.ts';
import { bareServer, embeddedService, type Server } from './local-service/servers.ts';

const group = 'local service';

/** As many sockets as a function gets environments at once, nearly, and of several functions: it is the service that is
 * measured, not the model's waits. */
const load = { sockets: 900, requests: 5_000, repetitions: 5 };
const shortLoad = { sockets: 32, requests: 320, repetitions: 1 };
const functionNames = ['modelled-0', 'modelled-1', 'modelled-2'];

const invokePath = (functionName: string): string => `/2015-03-31/functions/${functionName}/invocations`;
const body = '{"lambdaFanout":{"holdMs":0}}';
/** As the AWS SDK sends them; both servers get the same requests. */
const headers = {
  'content-type': 'application/octet-stream',
  'user-agent': 'aws-sdk-js/3.1164.0 ua/2.1 os/linux lang/js md/nodejs#20.20.2 api/lambda#3.1164.0 m/E,e',
  'x-amz-user-agent': 'aws-sdk-js/3.1164.0',
  'x-amz-log-type': 'Tail',
  'x-amz-invocation-type': 'RequestResponse',
  'amz-sdk-invocation-id': '0f1d0a4e-52a6-4b1a-9a5e-7a9d3c3d6a01',
  'amz-sdk-request': 'attempt=1; max=1',
  'x-amz-date': '20261123T200000Z',
  'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/lambda/aws4_request, SignedHeaders=amz-sdk-invocation-id;amz-sdk-request;content-length;content-type;host;x-amz-content-sha256;x-amz-date;x-amz-invocation-type;x-amz-log-type;x-amz-user-agent, Signature=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

/** The embedded service with the functions, none provisioned. */
async function modelledService(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-bench-'));
  try {
    const config = join(folder, 'local.json');
    const functions = functionNames.map((functionName) => ({
      functionName,
      model: { preset: 'node22-x86' },
    }));
    await writeFile(config, JSON.stringify({ functions }));
    return await embeddedService(['--config', config, '--account-concurrency', '10000']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Modelled environments, Tail and Logs on, in turns with a bare server. */
async function throughput(short: boolean): Promise<BenchmarkResult> {
  const { sockets, requests, repetitions } = short ? shortLoad : load;
  const bare = await bareServer();
  const service = await modelledService();
  try {
    const run = async ({ port }: Server): Promise<number> => {
      const each = functionNames.map((name) =>
        requestsPerSecond({ port, sockets, requests, path: invokePath(name), body, headers }),
      );
      return (await Promise.all(each)).reduce((sum, one) => sum + one, 0);
    };
    const bareRun = () => run(bare);
    const serviceRun = () => run(service);
    // First the cold starts and the compiler, which are not what is asked.
    await bareRun();
    await serviceRun();
    const values: number[] = [];
    const anchors: number[] = [];
    for (let turn = 0; turn < repetitions; turn += 1) {
      anchors.push(await bareRun());
      values.push(await serviceRun());
    }
    return {
      kind: 'measured',
      figures: [
        {
          group,
          name: `Invoke, modelled, Tail and Logs on, ${(functionNames.length * sockets).toLocaleString('en')} sockets`,
          unit: 'req/s',
          values,
          anchor: { name: 'bare node:http, 1 KiB', values: anchors },
          goal: { of: 'ratio', atLeast: 0.4 },
        },
      ],
    };
  } finally {
    await Promise.all([bare.stop(), service.stop()]);
  }
}

/** Burns 50 ms of processor time in its init; then the fixture's hold. */
const busyHandler = `
const until = process.cpuUsage().user + process.cpuUsage().system + 50_000;
while (process.cpuUsage().user + process.cpuUsage().system < until);
export const handler = async (event) => {
  await new Promise((resolve) => setTimeout(resolve, event.lambdaFanout.holdMs));
  return {};
};
`;

/** Median Init Duration of a burst of cold starts. @param count - environments that start at once */
async function coldInits(handler: string, count: number): Promise<readonly number[]> {
  const service = await embeddedService(['--handler', handler, '--provisioned', '0']);
  try {
    return await initsOfBurst(service.port, '$LATEST', count, 1_500);
  } finally {
    await service.stop();
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Eleven cold starts at once against one alone: how far the machine's own load gets into the figure. */
async function truthfulInits(short: boolean): Promise<BenchmarkResult> {
  const folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-bench-'));
  try {
    await writeFile(join(folder, 'index.mjs'), busyHandler);
    const handler = join(folder, 'index.handler');
    const values: number[] = [];
    const anchors: number[] = [];
    for (let turn = 0; turn < (short ? 1 : 5); turn += 1) {
      anchors.push(median(await coldInits(handler, 1)));
      values.push(median(await coldInits(handler, short ? 2 : 11)));
    }
    return {
      kind: 'measured',
      figures: [
        {
          group,
          name: `Init Duration of ${short ? 2 : 11} cold starts at once, 50 ms of work each (median)`,
          unit: 'ms',
          values,
          anchor: { name: 'one cold start alone', values: anchors },
          goal: null,
        },
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a hundred environments hold of this machine's memory. */
async function memory(short: boolean): Promise<BenchmarkResult> {
  const environments = short ? 3 : 100;
  const name = `${environments} environments (processes), PSS`;
  const service = await embeddedService(['--provisioned', String(environments)]);
  try {
    const found = await environmentsPssMiB(`127.0.0.1:${service.port}`);
    if (found === null || found.count < environments) {
      return {
        kind: 'not-run',
        group,
        name,
        because: 'this system does not tell PSS (/proc/PID/smaps_rollup)',
      };
    }
    return {
      kind: 'measured',
      figures: [
        { group, name, unit: 'MiB', values: [found.mib], anchor: null, goal: { of: 'value', atMost: 1_024 } },
      ],
    };
  } finally {
    await service.stop();
  }
}

/** The embedded service. Needs a built `dist/`, and is run from the checkout. */
export const localService: Benchmark = {
  name: 'local-service',
  run: async ({ short }) => [await throughput(short), await truthfulInits(short), await memory(short)],
};
