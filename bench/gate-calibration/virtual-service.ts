import { fanOut } from '../../src/fanout/fan-out.ts';
import { unsentReply } from '../../src/fanout/row.ts';
import type { FunctionVersion } from '../../src/local/engine.ts';
import type { FunctionModel } from '../../src/local/modelled/function-model.ts';
import { createModelledEngine } from '../../src/local/run-engine.ts';
import { createVirtualClock } from '../../src/local/virtual-clock.ts';
import type { Dispatch, Reply, Settled } from '../../src/model/dispatch.ts';
import type { FanoutPlan } from '../../src/model/fanout.ts';
import { platformLines } from '../../src/model/platform-lines.ts';
import type { Clock, Random } from '../../src/model/ports.ts';
import type { HeaderLine, InvocationLine, Run } from '../../src/model/run-file.ts';
import { runFileSchemaVersion } from '../../src/model/run-file-version.ts';
import { seededFractions } from '../../src/model/seeded-fractions.ts';
import { workerReplyOf } from '../../src/model/worker-reply-of.ts';

/** Names that are the same for the same seed. */
function seededRandom(seed: string): Random {
  const fraction = seededFractions(seed);
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits)
      text += Math.floor(fraction() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  };
  return {
    fraction,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}

const region = 'us-east-1';
const startedWallMs = Date.UTC(2026, 0, 2);

const versionOf = (functionName: string, model: FunctionModel): FunctionVersion => ({
  functionName,
  functionArn: `arn:aws:lambda:${region}:000000000000:function:${functionName}`,
  version: '$LATEST',
  revisionId: '1',
  handler: 'index.handler',
  runtime: 'nodejs22.x',
  architecture: 'arm64',
  memorySizeMb: 1_024,
  timeoutMs: 60_000,
  environment: {},
  taskRoot: '',
  logGroup: `/aws/lambda/${functionName}`,
  logFormat: 'Text',
  applicationLogLevel: 'INFO',
  systemLogLevel: 'INFO',
  model,
});

/** The embedded service without its HTTP: modelled environments that are retained, in virtual time. */
export function virtualService(seed: string) {
  const clock = createVirtualClock(startedWallMs);
  const random = seededRandom(seed);
  const engine = createModelledEngine({
    clock,
    random,
    region,
    limits: { account: 1_000, reservedOf: () => null, reservedTotal: () => 0 },
    retentionMs: 300_000,
    provisioning: { delayMs: 0, perSecond: 100 },
    initOnFirstProvisionedRequest: true,
    ingestionDelayMs: () => 0,
    onNote: () => {},
    onEvent: () => {},
  });

  const invoke = async (version: FunctionVersion, payload: Uint8Array, writtenMs: number): Promise<Reply> => {
    const requestId = random.uuid();
    const replied = await engine.invoke({
      version,
      invokedArn: version.functionArn,
      requestId,
      payload,
      clientContext: null,
      traceId: '',
    });
    const doneMs = clock.nowMs();
    const stamped: Reply = { ...unsentReply(''), requestId, writtenMs, firstByteMs: doneMs, doneMs };
    if (replied.kind === 'throttled')
      return { ...stamped, outcome: 'throttled', statusCode: 429, throttleReason: replied.reason };
    return {
      ...stamped,
      outcome: 'ok',
      reason: null,
      statusCode: 200,
      executedVersion: version.version,
      tail: platformLines(Buffer.from(replied.log).toString('base64')),
      worker: workerReplyOf(JSON.parse(Buffer.from(replied.payload).toString())),
    };
  };

  /** Sends a plan to a function that nobody invoked before: a twin. Its run, as a run file holds it. */
  const measure = (name: string, model: FunctionModel, asked: Pick<FanoutPlan, 'concurrency' | 'rounds'>) =>
    clock.run(collected(planOf(name, asked), dispatchTo(versionOf(name, model), clock, invoke), clock));
  return { measure };
}

const planOf = (functionName: string, asked: Pick<FanoutPlan, 'concurrency' | 'rounds'>): FanoutPlan => ({
  ...asked,
  runId: functionName,
  target: { functionName, qualifier: '$LATEST', region },
  warmUp: 0,
  gapMs: 2_000,
  timeoutMs: 60_000,
  payload: Buffer.from('{}'),
  logs: 'never',
  logsTimeoutMs: 0,
  logGroup: `/aws/lambda/${functionName}`,
  logFormat: 'Text',
});

/** Releases all at one moment of virtual time, without sockets. */
function dispatchTo(
  version: FunctionVersion,
  clock: Clock,
  invoke: (version: FunctionVersion, payload: Uint8Array, writtenMs: number) => Promise<Reply>,
): Dispatch {
  let staged: ((writtenMs: number) => void)[] = [];
  return {
    connect: async () => {},
    stage: ({ payload }) =>
      new Promise<Settled>((resolve) => {
        staged.push((writtenMs) => {
          void invoke(version, payload, writtenMs).then((reply) => resolve({ reply, refusal: null }));
        });
      }),
    staged: async () => {},
    release: () => {
      const nowMs = clock.nowMs();
      for (const send of staged.splice(0)) send(nowMs);
      return nowMs;
    },
    giveUp: () => {
      staged = [];
    },
    stampError: () => null,
    close: () => {},
  };
}

async function collected(plan: FanoutPlan, dispatch: Dispatch, clock: Clock): Promise<Run> {
  const never = new AbortController().signal;
  const ports = {
    dispatch,
    clock,
    eventLoop: { idleMs: () => 0, watchDelay: () => () => null },
    reports: { find: async function* () {} },
  };
  const invocations: InvocationLine[] = [];
  for await (const event of fanOut(plan, ports, { stop: never, quit: never }))
    if (event.kind === 'invocation') {
      const { invocation } = event;
      const tail = invocation.tail === null ? null : [...invocation.tail];
      invocations.push({ kind: 'invocation', ...invocation, tail });
    }
  return {
    header: headerOf(plan),
    invocations,
    orchestrations: [],
    reports: [],
    deployment: [],
    end: { kind: 'end', finishedAt: new Date(clock.wallMs()).toISOString(), interrupted: false, notes: [] },
  };
}

const headerOf = ({ runId, target, concurrency, rounds, gapMs, timeoutMs }: FanoutPlan): HeaderLine => ({
  kind: 'header',
  schema: runFileSchemaVersion,
  tool: { name: 'lambda-fanout', version: '0' },
  runId,
  startedAt: new Date(startedWallMs).toISOString(),
  target: {
    ...target,
    functionArn: null,
    version: target.qualifier,
    weights: {},
    memorySizeMb: 1_024,
    architecture: 'arm64',
    runtime: 'nodejs22.x',
    timeoutMs: 60_000,
    codeSha256: null,
    logGroup: null,
    logFormat: 'Text',
    systemLogLevel: null,
    snapStart: false,
    managedInstances: false,
    provisioned: null,
    reservedConcurrency: null,
    accountConcurrency: 1_000,
    unreservedConcurrency: 1_000,
    modelled: 'gate calibration',
    unread: [],
  },
  plan: {
    ...{ concurrency, rounds, gapMs, timeoutMs, warmUp: 0, logs: 'never', holdMs: null },
    payload: { sha256: '', bytes: 2 },
  },
  client: { node: '', platform: '', cpus: 1 },
  local: true,
});
