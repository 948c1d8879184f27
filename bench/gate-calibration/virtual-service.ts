import { fanOut } from '../../src/fanout/fan-out.ts';
import { unsentReply } from '../../src/fanout/row.ts';
import type { FunctionVersion } from '../../src/local/engine.ts';
import type { FunctionModel } from '../../src/local/modelled/function-model.ts';
import type { Dispatch, Reply, Settled } from '../../src/model/dispatch.ts';
import type { FanoutPlan } from '../../src/model/fanout.ts';
import { platformLines } from '../../src/model/platform-lines.ts';
import type { Clock } from '../../src/model/ports.ts';
import type { HeaderLine, InvocationLine, Run } from '../../src/model/run-file.ts';
import { runFileSchemaVersion } from '../../src/model/run-file-version.ts';
import { workerReplyOf } from '../../src/model/worker-reply-of.ts';
import { modelledVersion, virtualEngine } from '../../test/support/modelled-engine.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { aTarget } from '../cli/run-file.ts';

const region = 'us-east-1';

/** As a new account. */
const limits = { account: 1_000, reservedOf: () => null, reservedTotal: () => 0 };

/** The embedded service without its HTTP: modelled environments that are retained, in virtual time. */
export function virtualService(seed: string) {
  const random = seededRandom(seed);
  const { clock, engine } = virtualEngine({ random, limits });
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

const versionOf = (functionName: string, model: FunctionModel): FunctionVersion =>
  modelledVersion({ functionName, version: '$LATEST', logGroup: `/aws/lambda/${functionName}`, model });

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
  startedAt: '2026-01-02T00:00:00.000Z',
  target: {
    ...aTarget,
    ...target,
    version: target.qualifier,
    memorySizeMb: 1_024,
    architecture: 'arm64',
    timeoutMs: 60_000,
    modelled: 'gate calibration',
  },
  plan: {
    ...{ concurrency, rounds, gapMs, timeoutMs, warmUp: 0, logs: 'never', holdMs: null },
    payload: { sha256: '', bytes: 2 },
  },
  client: { node: '', platform: '', cpus: 1 },
  local: true,
});
