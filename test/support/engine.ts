import { cpSync, mkdtempSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realClock } from '../../src/io/clock.ts';
import { realRandom } from '../../src/io/random.ts';
import type { Engine, EngineReply, EngineRequest, FunctionVersion } from '../../src/local/engine.ts';
import { createEngine, type EngineEvent, type EngineOptions } from '../../src/local/run-engine.ts';
import { builtBootstrap } from './bootstrap.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Deployed away from the project, whose package.json and packages a function on Lambda does not see either. */
export const shapes = mkdtempSync(join(tmpdir(), 'lambda-fanout-shapes-'));
cpSync(join(root, 'fixtures/handlers/shapes'), shapes, { recursive: true });

export const signalProcess = (pid: number, signal: 'SIGKILL' | 'SIGTERM' | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};

export interface EngineBench {
  readonly engine: Engine;
  readonly events: EngineEvent[];
  readonly notes: string[];
  readonly stateDir: string;
}

/** Engines on real processes for one test file; `endAll` belongs into `afterAll`. */
export function engineBenches() {
  const bootstrap = builtBootstrap();
  const open: EngineBench[] = [];
  const start = async (options: Partial<EngineOptions> = {}): Promise<EngineBench> => {
    const stateDir = await mkdtemp(join(tmpdir(), 'lambda-fanout-state-'));
    const events: EngineEvent[] = [];
    const notes: string[] = [];
    const engine = createEngine({
      clock: realClock,
      random: realRandom,
      limits: { account: 1_000, reservedOf: () => null, reservedTotal: () => 0 },
      region: 'us-east-1',
      endpointUrl: () => 'http://127.0.0.1:9',
      stateDir,
      nodePath: process.execPath,
      bootstrapPath: (await bootstrap).path,
      sdkFrom: join(root, 'package.json'),
      inheritedEnvironment: { PATH: process.env.PATH ?? '' },
      signalProcess,
      concurrentInits: availableParallelism(),
      retentionMs: 300_000,
      provisioning: { delayMs: 0, perSecond: 1_000 },
      initOnFirstProvisionedRequest: true,
      ingestionDelayMs: () => 0,
      onNote: (message) => notes.push(message),
      onEvent: (event) => events.push(event),
      ...options,
    });
    const bench = { engine, events, notes, stateDir };
    open.push(bench);
    return bench;
  };
  const endAll = async (): Promise<void> => {
    for (const { engine, stateDir } of open) {
      await engine.close();
      await rm(stateDir, { recursive: true, force: true });
    }
    await (await bootstrap).remove();
    await rm(shapes, { recursive: true, force: true });
  };
  return { start, endAll };
}

let made = 0;

/** `$LATEST` of a function of its own. */
export function versionOf(
  shape: string,
  handler: string,
  more: Partial<FunctionVersion> = {},
): FunctionVersion {
  made += 1;
  const functionName = `shape-${made}`;
  return {
    functionName,
    functionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    version: '$LATEST',
    revisionId: realRandom.uuid(),
    handler,
    runtime: 'nodejs22.x',
    architecture: 'x86_64',
    memorySizeMb: 256,
    timeoutMs: 10_000,
    environment: {},
    taskRoot: join(shapes, shape),
    logGroup: `/aws/lambda/${functionName}`,
    logFormat: 'Text',
    applicationLogLevel: 'INFO',
    systemLogLevel: 'INFO',
    model: null,
    ...more,
  };
}

export const requestOf = (
  version: FunctionVersion,
  event: unknown = {},
  more: Partial<EngineRequest> = {},
): EngineRequest => ({
  version,
  invokedArn: `${version.functionArn}:live`,
  requestId: realRandom.uuid(),
  payload: Buffer.from(JSON.stringify(event)),
  clientContext: null,
  traceId: 'Root=1-6ac7d554-62c6be2f6c1bd8032dac9acf;Parent=854892f93105b5ae;Sampled=0',
  ...more,
});

/** A reply with its payload and log as text. */
export interface ReadReply {
  readonly payload: unknown;
  readonly functionError: string | null;
  readonly log: string;
}

export function read(reply: EngineReply): ReadReply {
  if (reply.kind === 'throttled') throw new Error(`throttled: ${reply.reason}`);
  return {
    payload: JSON.parse(Buffer.from(reply.payload).toString() || 'null'),
    functionError: reply.functionError,
    log: Buffer.from(reply.log).toString(),
  };
}

/** Everything in a function's log, in order of arrival. */
export const wholeLog = (engine: Engine, version: FunctionVersion): string =>
  (engine.logs.streams(version.logGroup) ?? [])
    .flatMap(({ events }) => events)
    .toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1))
    .map(({ message }) => message)
    .join('');
