import type { Engine, EngineReply, EngineRequest, ProvisionedState } from '../../src/local/engine.ts';
import { createMemoryLogStore } from '../../src/local/memory-log-store.ts';
import type { Clock } from '../../src/model/ports.ts';

export interface DoubleEngine extends Engine {
  /** What the control plane asked for, in order: `provision f:live 10 complete`, `retire f $LATEST`. */
  readonly calls: string[];
  readonly requests: EngineRequest[];
  /** Lets allocations that are going on become READY. */
  readonly allocate: () => void;
  readonly invocations: { reply: (request: EngineRequest) => EngineReply | Promise<EngineReply> };
}

export const stream = '2026/11/23/[1]0123456789abcdef0123456789abcdef';

export const logOf = (requestId: string): string =>
  [
    `START RequestId: ${requestId} Version: 1\n`,
    `END RequestId: ${requestId}\n`,
    `REPORT RequestId: ${requestId}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 50 MB\t\n`,
  ].join('');

/** An engine without environments: it answers the payload, logs START, END, REPORT, and keeps what it was asked. */
export function createDoubleEngine(clock: Clock, options: { ingestionDelayMs?: number } = {}): DoubleEngine {
  const logs = createMemoryLogStore({ clock, ingestionDelayMs: () => options.ingestionDelayMs ?? 0 });
  const provisioned = new Map<string, ProvisionedState & { functionName: string }>();
  const calls: string[] = [];
  const requests: EngineRequest[] = [];
  const pending = new Set<string>();
  const invocations: DoubleEngine['invocations'] = {
    reply: ({ requestId, payload }) => ({
      kind: 'replied',
      payload,
      functionError: null,
      log: Buffer.from(logOf(requestId)),
    }),
  };
  return {
    calls,
    requests,
    invocations,
    logs,
    invoke: async (request) => {
      requests.push(request);
      for (const line of logOf(request.requestId).split(/(?<=\n)/)) {
        logs.append(request.version.logGroup, stream, line);
      }
      return invocations.reply(request);
    },
    provision: (version, qualifier, requested, course) => {
      const key = `${version.functionName}:${qualifier}`;
      const failed = typeof course === 'object' && 'failWith' in course ? course.failWith : null;
      const said = typeof course === 'string' ? course : JSON.stringify(course);
      calls.push(
        `provision ${key} -> ${version.version} ${requested} ${failed === null ? said : `failed ${failed}`}`,
      );
      const before = provisioned.get(key);
      provisioned.set(key, {
        functionName: version.functionName,
        qualifier,
        requested,
        allocated: before?.allocated ?? 0,
        available: before?.available ?? 0,
        status: failed === null ? 'IN_PROGRESS' : 'FAILED',
        statusReason: failed,
        lastModified: '2026-11-23T10:00:00+0000',
      });
      if (course === 'complete') pending.add(key);
      else pending.delete(key);
    },
    allocate: () => {
      for (const key of pending) {
        const state = provisioned.get(key);
        if (state === undefined) continue;
        const { requested } = state;
        provisioned.set(key, { ...state, allocated: requested, available: requested, status: 'READY' });
      }
      pending.clear();
    },
    deprovision: (functionName, qualifier) => {
      calls.push(`deprovision ${functionName}:${qualifier}`);
      provisioned.delete(`${functionName}:${qualifier}`);
    },
    provisioned: (functionName, qualifier) => provisioned.get(`${functionName}:${qualifier}`) ?? null,
    allProvisioned: (functionName) =>
      [...provisioned.values()].filter((state) => state.functionName === functionName),
    retire: (functionName, version) => {
      calls.push(`retire ${functionName} ${version ?? '*'}`);
    },
    close: async () => {
      calls.push('close');
    },
  };
}
