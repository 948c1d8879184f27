import { describe, expect, it } from 'vitest';
import { orchestrateRequestSchema } from '../../src/model/orchestrator-schema.ts';
import { readRequest } from '../../src/orchestrator/read-request.ts';

const good = {
  contract: 1,
  runId: 'run',
  round: 1,
  shard: 1,
  functionName: 'worker_lambda',
  qualifier: '$LATEST',
  count: 10,
  payload: '{}',
  timeoutMs: 20_000,
  releaseAtWallMs: null,
};

const asked = (orchestrate: unknown) => ({ id: 7, lambdaFanout: { holdMs: 5, orchestrate } });

describe('what an orchestrator is asked', () => {
  it.each([
    { name: 'a round', change: {} },
    { name: 'an agreed moment', change: { releaseAtWallMs: 1_767_322_445_000.5 } },
    { name: 'a greeting', change: { round: 0, count: 0 } },
  ])('reads $name as the schema does', ({ change }) => {
    const request = { ...good, ...change };
    expect(readRequest(asked(request))).toEqual(orchestrateRequestSchema.parse(request));
  });

  it.each([
    { name: 'an event of somebody else', event: { id: 1 }, says: /started by `lambda-fanout bench/ },
    { name: 'no object', event: 'hello', says: /started by/ },
    { name: 'another version', event: asked({ ...good, contract: 2 }), says: /version 1 .* version 2/ },
    { name: 'no shard', event: asked({ ...good, shard: 0 }), says: /orchestrate\.shard .*: 0$/ },
    { name: 'half a request', event: asked({ ...good, count: 1.5 }), says: /orchestrate\.count .*: 1\.5$/ },
    { name: 'no payload', event: asked({ ...good, payload: undefined }), says: /orchestrate\.payload/ },
    { name: 'no name', event: asked({ ...good, functionName: '' }), says: /functionName/ },
  ])('refuses $name', ({ event, says }) => {
    expect(() => readRequest(event)).toThrow(says);
    const orchestrate = (event as { lambdaFanout?: { orchestrate?: unknown } }).lambdaFanout?.orchestrate;
    expect(orchestrateRequestSchema.safeParse(orchestrate).success).toBe(false);
  });
});
