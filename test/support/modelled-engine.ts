import type { EngineRequest, FunctionVersion } from '../../src/local/engine.ts';
import type { FunctionModel } from '../../src/local/modelled/function-model.ts';
import {
  createModelledEngine,
  type EngineEvent,
  type ModelledEngineOptions,
} from '../../src/local/run-engine.ts';
import { createVirtualClock } from '../../src/local/virtual-clock.ts';
import { seededRandom } from './seeded-random.ts';

export const modelOf = (changes: Partial<FunctionModel> = {}): FunctionModel => ({
  preset: 'node22-arm64',
  seed: 1,
  init: null,
  ...changes,
});

export const modelledVersion = (changes: Partial<FunctionVersion> = {}): FunctionVersion => ({
  functionName: 'modelled',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:modelled',
  version: '1',
  revisionId: 'one',
  handler: 'index.handler',
  runtime: 'nodejs22.x',
  architecture: 'arm64',
  memorySizeMb: 1_024,
  timeoutMs: 60_000,
  environment: {},
  taskRoot: '',
  logGroup: '/aws/lambda/modelled',
  logFormat: 'Text',
  applicationLogLevel: 'INFO',
  systemLogLevel: 'INFO',
  model: modelOf(),
  ...changes,
});

/** An engine on virtual time; the same in everything for the same seed. */
export function virtualEngine(changes: Partial<ModelledEngineOptions> = {}) {
  const clock = createVirtualClock(Date.UTC(2026, 0, 2));
  const events: EngineEvent[] = [];
  const random = seededRandom('names');
  const engine = createModelledEngine({
    clock,
    random,
    region: 'us-east-1',
    limits: { account: 10_000, reservedOf: () => null, reservedTotal: () => 0 },
    retentionMs: 300_000,
    provisioning: { delayMs: 0, perSecond: 100 },
    initOnFirstProvisionedRequest: true,
    ingestionDelayMs: () => 0,
    onNote: () => {},
    onEvent: (event) => events.push(event),
    ...changes,
  });
  const request = (version: FunctionVersion, event: unknown = {}): EngineRequest => ({
    version,
    invokedArn: `${version.functionArn}:live`,
    requestId: random.uuid(),
    payload: Buffer.from(JSON.stringify(event)),
    clientContext: null,
    traceId: 'Root=1-6ac7d554-62c6be2f6c1bd8032dac9acf;Parent=854892f93105b5ae;Sampled=0',
  });
  const burst = (version: FunctionVersion, count: number, event: unknown = {}) =>
    Promise.all(Array.from({ length: count }, () => engine.invoke(request(version, event))));
  return { clock, engine, events, request, burst };
}
