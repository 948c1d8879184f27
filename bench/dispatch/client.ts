/** One measurement in a process of its own, because a run of the CLI is one too: nothing is compiled yet. Takes its
 * task as JSON in its first argument, prints its result as JSON. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AwsDispatch } from '../../src/aws/invoke.ts';
import { fanOut } from '../../src/fanout/fan-out.ts';
import { realClock } from '../../src/io/clock.ts';
import { realEventLoop } from '../../src/io/event-loop-delay.ts';
import type { Invocation } from '../../src/model/invocation.ts';
import type { Resolution } from '../../src/model/resolution.ts';

/** How requests are sent: as this tool does; a new client for each; one client as the SDK makes it; one client with as
 * many sockets as requests. */
export type Way = 'gated' | 'client-per-call' | 'one-client' | 'one-client-n-sockets';

export interface Task {
  readonly way: Way;
  readonly url: string;
  readonly count: number;
  /** Certificate to trust, PEM; null: plain HTTP. */
  readonly ca: string | null;
}

export interface Measured {
  /** First to last write; null where the way does not show it. */
  readonly skewMs: number | null;
  readonly connectingMs: number | null;
  readonly stagingMs: number | null;
  readonly peakRssMiB: number;
  /** First byte at this client − sent by the server, of each reply, on one clock. */
  readonly stampErrorsMs: readonly number[];
  /** What the tool itself says of each: how much earlier it may have come than stamped. */
  readonly uncertaintiesMs: readonly number[];
  readonly resolution: Resolution | null;
  readonly ok: number;
}

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const target = { functionName: 'worker_lambda', qualifier: 'worker_lambda_alias', region: 'us-east-1' };
const payload = new TextEncoder().encode('{"lambdaFanout":{"holdMs":200}}');

/** CLOCK_MONOTONIC − `performance.now()`: the same for the life of the process, and known as exactly as both can be
 * read at one moment. */
const monotonicOffsetMs = Array.from({ length: 1_000 }, () => {
  const before = performance.now();
  const monotonicMs = Number(process.hrtime.bigint()) / 1e6;
  const after = performance.now();
  return { withinMs: after - before, offsetMs: monotonicMs - (before + after) / 2 };
}).reduce((best, one) => (one.withinMs < best.withinMs ? one : best)).offsetMs;

async function gated(task: Task): Promise<Measured> {
  const tls = task.ca === null ? {} : { ca: task.ca };
  const dispatch = new AwsDispatch(
    { ...target, endpointUrl: task.url, credentials },
    target,
    { clock: realClock, eventLoop: realEventLoop },
    tls,
  );
  const rows: Invocation[] = [];
  let resolution: Resolution | null = null;
  const beganMs = new Map<string, number>();
  const plan = {
    runId: 'bench',
    target,
    concurrency: task.count,
    rounds: 1,
    warmUp: 0,
    gapMs: 0,
    timeoutMs: 30_000,
    payload,
    logs: 'never' as const,
    logsTimeoutMs: 0,
    logGroup: '',
    logFormat: null,
  };
  const reports = { find: async function* () {} };
  const never = new AbortController().signal;
  const events = fanOut(
    plan,
    { dispatch, reports, clock: realClock, eventLoop: realEventLoop },
    { stop: never, quit: never },
  );
  for await (const event of events) {
    if (event.kind === 'resolution') resolution = event.resolution;
    else if (event.kind === 'invocation') rows.push(event.invocation);
    else if (event.kind === 'progress' && !beganMs.has(event.phase))
      beganMs.set(event.phase, performance.now());
  }
  const writtenMs = rows.flatMap((row) => row.writtenMs ?? []);
  const [connecting = 0, staging = 0] = [beganMs.get('connecting'), beganMs.get('staging')];
  return {
    skewMs: Math.max(...writtenMs) - Math.min(...writtenMs),
    connectingMs: staging - connecting,
    stagingMs: Math.min(...rows.flatMap((row) => row.plannedMs ?? [])) - staging,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
    stampErrorsMs: rows.flatMap(({ firstByteMs, requestId }) =>
      firstByteMs === null ? [] : firstByteMs + monotonicOffsetMs - Number(requestId),
    ),
    uncertaintiesMs: rows.flatMap((row) => row.stampUncertaintyMs ?? []),
    resolution,
    ok: rows.filter(({ outcome }) => outcome === 'ok').length,
  };
}

async function naive({ way, url, count }: Task): Promise<Measured> {
  const handler = way === 'one-client-n-sockets' ? { httpAgent: { maxSockets: count } } : {};
  const make = () =>
    new LambdaClient({
      region: target.region,
      endpoint: url,
      credentials,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(handler),
    });
  const shared = way === 'client-per-call' ? null : make();
  const { functionName: FunctionName, qualifier: Qualifier } = target;
  const stampErrorsMs: number[] = [];
  const settled = await Promise.allSettled(
    Array.from({ length: count }, async () => {
      const command = new InvokeCommand({ FunctionName, Qualifier, LogType: 'Tail', Payload: payload });
      const output = await (shared ?? make()).send(command);
      stampErrorsMs.push(performance.now() + monotonicOffsetMs - Number(output.$metadata.requestId));
    }),
  );
  return {
    skewMs: null,
    connectingMs: null,
    stagingMs: null,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
    stampErrorsMs,
    uncertaintiesMs: [],
    resolution: null,
    ok: settled.filter(({ status }) => status === 'fulfilled').length,
  };
}

const task = JSON.parse(process.argv[2] ?? '') as Task;
const measured = await (task.way === 'gated' ? gated(task) : naive(task));
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
