import { describe, expect, it } from 'vitest';
import { workerReplySchema } from '../../../src/model/worker-reply.ts';
import { read, wholeLog } from '../../support/engine.ts';
import { modelledVersion, modelOf, virtualEngine } from '../../support/modelled-engine.ts';

const reportOf = (log: string) => {
  const field = (name: string) => Number(new RegExp(`${name}: ([\\d.]+)`).exec(log)?.[1] ?? Number.NaN);
  return {
    durationMs: field('\\tDuration'),
    billedMs: field('Billed Duration'),
    initMs: /Init Duration/.test(log.split('REPORT ').at(-1) ?? '') ? field('Init Duration') : null,
  };
};

async function provisioned(count: number) {
  const bench = virtualEngine();
  const version = modelledVersion();
  bench.engine.provision(version, 'live', count, 'at-once');
  await bench.clock.run(bench.clock.sleep(5_000));
  expect(bench.engine.provisioned('modelled', 'live')).toMatchObject({ status: 'READY', available: count });
  return { ...bench, version };
}

it('an allocation that takes a time grows evenly, and is READY then, not before', async () => {
  const { engine, clock } = virtualEngine();
  engine.provision(modelledVersion(), 'live', 4, { overMs: 60_000 });
  const after = async (ms: number) => {
    await clock.run(clock.sleep(ms));
    const state = engine.provisioned('modelled', 'live');
    return [state?.allocated, state?.available, state?.status];
  };
  expect(await after(14_000)).toEqual([0, 0, 'IN_PROGRESS']);
  expect(await after(20_000)).toEqual([2, 0, 'IN_PROGRESS']);
  expect(await after(25_000)).toEqual([3, 0, 'IN_PROGRESS']);
  expect(await after(5_000)).toEqual([4, 4, 'READY']);
});

describe('modelled environments', () => {
  it('on demand each of N gets a new one and waits for download, init and handler', async () => {
    const { clock, burst } = virtualEngine();
    const replies = (await clock.run(burst(modelledVersion(), 10))).map(read);
    for (const { payload, functionError, log } of replies) {
      expect(functionError).toBeNull();
      const worker = workerReplySchema.parse(payload);
      const { durationMs, billedMs, initMs } = reportOf(log);
      expect(worker.initializationType).toBe('on-demand');
      expect(worker.handlerStartedAt - worker.initEndedAt).toBeLessThan(1);
      expect(worker.initEndedAt - worker.initStartedAt).toBeCloseTo(initMs ?? 0, 1);
      expect(worker.handlerEndedAt - worker.handlerStartedAt).toBeCloseTo(durationMs, 1);
      expect(durationMs).toBeGreaterThan(250);
      expect(billedMs).toBe(Math.ceil(durationMs + (initMs ?? 0)));
    }
    expect(new Set(replies.map(({ payload }) => workerReplySchema.parse(payload).environmentId)).size).toBe(
      10,
    );
  });

  it('11 on ten provisioned ones: exactly one is placed on a new environment', async () => {
    const { clock, burst, events, version } = await provisioned(10);
    const replies = (await clock.run(burst(version, 11))).map(read);
    const types = replies.map(({ payload }) => workerReplySchema.parse(payload).initializationType);
    expect(types.filter((type) => type === 'on-demand')).toHaveLength(1);
    expect(types.filter((type) => type === 'provisioned-concurrency')).toHaveLength(10);
    expect(events.flatMap((event) => (event.kind === 'placed' ? [event.placement] : []))).toEqual([
      ...new Array(10).fill('provisioned'),
      'new',
    ]);
    // The init that ran ahead is in the first REPORT, and only there.
    expect(replies.every(({ log }) => reportOf(log).initMs !== null)).toBe(true);
    const again = (await clock.run(burst(version, 11))).map(read);
    expect(again.every(({ log }) => reportOf(log).initMs === null)).toBe(true);
  });

  it('the init of a provisioned one is not billed to the request, and can be left out of its REPORT', async () => {
    const { clock, burst, version } = await provisioned(1);
    const [reply] = (await clock.run(burst(version, 1))).map(read);
    const { durationMs, billedMs } = reportOf(reply?.log ?? '');
    expect(billedMs).toBe(Math.ceil(durationMs));
    const silent = virtualEngine({ initOnFirstProvisionedRequest: false });
    silent.engine.provision(version, 'live', 1, 'complete');
    await silent.clock.run(silent.clock.sleep(5_000));
    const [quiet] = (await silent.clock.run(silent.burst(version, 1))).map(read);
    expect(reportOf(quiet?.log ?? '').initMs).toBeNull();
  });

  it.each([
    {
      from: 'the payload',
      event: { lambdaFanout: { holdMs: 900 } },
      environment: { HOLD_MS: '500' },
      holdMs: 900,
    },
    { from: 'HOLD_MS', event: {}, environment: { HOLD_MS: '500' }, holdMs: 500 },
    { from: 'the default', event: { lambdaFanout: { holdMs: -1 } }, environment: {}, holdMs: 250 },
    { from: 'a payload of 0', event: { lambdaFanout: { holdMs: 0 } }, environment: {}, holdMs: 0 },
  ])('holds as $from says', async ({ event, environment, holdMs }) => {
    const { clock, burst } = virtualEngine();
    const [reply] = (await clock.run(burst(modelledVersion({ environment }), 1, event))).map(read);
    const { durationMs } = reportOf(reply?.log ?? '');
    expect(durationMs).toBeGreaterThan(holdMs);
    expect(durationMs).toBeLessThan(holdMs + 50);
  });

  it('is stopped by the function timeout, and repeats its init inside the next invocation', async () => {
    const { clock, burst, engine } = virtualEngine();
    const version = modelledVersion({ timeoutMs: 1_000 });
    const [late] = (await clock.run(burst(version, 1, { lambdaFanout: { holdMs: 5_000 } }))).map(read);
    expect(late).toMatchObject({ functionError: 'Unhandled', payload: { errorType: 'Sandbox.Timedout' } });
    expect(late?.log).toContain('Duration: 1000.00 ms');
    expect(late?.log).toContain('Status: timeout');
    const [next] = (await clock.run(burst(version, 1))).map(read);
    expect(reportOf(next?.log ?? '').initMs).toBeNull();
    expect(reportOf(next?.log ?? '').durationMs).toBeGreaterThan(250 + 80);
    expect(engine.logs.streams(version.logGroup)).toHaveLength(1);
  });

  it('writes the platform log in order, by its own clock', async () => {
    const { clock, burst, engine } = virtualEngine();
    const version = modelledVersion({ logFormat: 'JSON', systemLogLevel: 'DEBUG' });
    await clock.run(burst(version, 1));
    const lines = wholeLog(engine, version).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { time: string; type: string });
    expect(events.map(({ type }) => type)).toEqual(
      ['initStart', 'initRuntimeDone', 'initReport', 'start', 'runtimeDone', 'report'].map(
        (each) => `platform.${each}`,
      ),
    );
    expect(lines[0]).toContain('nodejs:22.modelled');
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).toSorted());
  });

  it('draws the same for the same seed and other times for another', async () => {
    const inits = async (seed: number) => {
      const { clock, burst } = virtualEngine();
      const version = modelledVersion({ model: modelOf({ seed }) });
      const replies = (await clock.run(burst(version, 20))).map(read);
      return replies.map(({ log }) => reportOf(log));
    };
    expect(await inits(7)).toEqual(await inits(7));
    expect(await inits(7)).not.toEqual(await inits(8));
  });

  it('draws the init that the deployment knows better', async () => {
    const { clock, burst } = virtualEngine();
    const version = modelledVersion({ model: modelOf({ init: { p50Ms: 800, p99Ms: 800 } }) });
    const [reply] = (await clock.run(burst(version, 1))).map(read);
    expect(reportOf(reply?.log ?? '').initMs).toBeCloseTo(800, 1);
  });

  it('draws as many outliers as the deployment says', async () => {
    const { clock, burst } = virtualEngine();
    const init = { p50Ms: 100, p99Ms: 100, outliers: { share: 0.1, factor: 3 } };
    const replies = (await clock.run(burst(modelledVersion({ model: modelOf({ init }) }), 1_000))).map(read);
    const inits = replies.map(({ log }) => Math.round(reportOf(log).initMs ?? 0));
    expect(new Set(inits)).toEqual(new Set([100, 300]));
    const slow = inits.filter((ms) => ms === 300).length;
    // The 0.01 % and 99.99 % points of a binomial of 1,000 at 0.1.
    expect(slow).toBeGreaterThanOrEqual(67);
    expect(slow).toBeLessThanOrEqual(137);
  });

  it('beyond 1,000 new environments in ten seconds requests are throttled', async () => {
    const { clock, burst } = virtualEngine();
    const replies = await clock.run(burst(modelledVersion(), 1_300));
    const throttled = replies.filter(({ kind }) => kind === 'throttled');
    expect(throttled).toHaveLength(300);
    expect(throttled[0]).toEqual({ kind: 'throttled', reason: 'FunctionInvocationRateLimitExceeded' });
  });

  it('ends at once when the engine is closed', async () => {
    const { clock, burst, engine } = virtualEngine();
    const replies = burst(modelledVersion(), 3, { lambdaFanout: { holdMs: 800_000 } });
    await clock.run(clock.sleep(1));
    await engine.close();
    expect(await replies).toHaveLength(3);
    expect(clock.nowMs()).toBe(1);
  });
});

describe('an hour of bursts of 11 on ten provisioned environments, in virtual time', () => {
  /** @returns requests on new environments, per burst */
  async function hour(everyMs: number): Promise<readonly number[]> {
    const { clock, burst, events, version } = await provisioned(10);
    const work = async (): Promise<readonly number[]> => {
      const fresh: number[] = [];
      for (let atMs = 0; atMs < 3_600_000; atMs += everyMs) {
        events.length = 0;
        await burst(version, 11);
        fresh.push(events.filter((event) => event.kind === 'placed' && event.placement === 'new').length);
        await clock.sleep(everyMs);
      }
      return fresh;
    };
    return clock.run(work());
  }

  it('every minute: the spilled environment is retained, so only the first burst has a cold start', async () => {
    expect(await hour(60_000)).toEqual([1, ...new Array(59).fill(0)]);
  });

  it('every ten minutes: it is gone after five, so each burst has one', async () => {
    expect(await hour(600_000)).toEqual(new Array(6).fill(1));
  });

  it('gives the same each time', async () => {
    const log = async () => {
      const { clock, burst, engine, version } = await provisioned(10);
      for (let round = 0; round < 5; round += 1) await clock.run(burst(version, 11));
      return wholeLog(engine, version);
    };
    expect(await log()).toBe(await log());
  });
});
