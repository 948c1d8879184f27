import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alias, benchJson, localJson, tally } from '../support/bench-run.ts';
import { cli } from '../support/cli.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();
const ours = ['--local', '--orchestrator', 'orchestrator_lambda'] as const;

describe('bench --orchestrator, with one that speaks the contract', () => {
  it('alias × 11: one invocation of the orchestrator, and exactly one of its workers waited', async () => {
    const save = join(await folder(), 'run.jsonl');
    const { run, exitCode, stderr } = await benchJson([
      ...ours,
      ...alias,
      ...['--concurrency', '11', '--save', save],
    ]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(tally(run.rows, 'startKind')).toEqual({ cold: 1, preinitialized: 10 });
    expect(tally(run.rows, 'reportSource')).toEqual({ tail: 11 });
    expect(run.summary.rounds[0]).toMatchObject({ asked: 11, environments: 11 });
    const lines = (await readFile(save, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const [orchestration, ...others] = lines.filter(({ kind }) => kind === 'orchestration');
    expect(others).toEqual([]);
    expect(orchestration).toMatchObject({ round: 1, shard: 1, requests: 11, contract: 1 });
    // Its own invocation surrounds those that it sent.
    for (const row of lines.filter(({ kind }) => kind === 'invocation')) {
      expect(row.shard).toBe(1);
      expect(row.writtenMs).toBeGreaterThan(orchestration.invocation.writtenMs);
      expect(row.doneMs).toBeLessThan(orchestration.invocation.doneMs);
    }
    const again = await cli(['report', save, '--format', 'json']);
    expect(JSON.parse(again.stdout)).toEqual(run);
  });

  it('finds in CloudWatch Logs what tails did not bring', async () => {
    const config = await localJson(await folder(), {
      faults: [{ match: { functionName: 'worker_lambda' }, nth: 2, effect: { kind: 'no-tail' } }],
    });
    const { run, exitCode } = await benchJson([...ours, '--config', config, ...alias, '--concurrency', '3']);
    expect(exitCode).toBe(0);
    expect(tally(run.rows, 'reportSource')).toEqual({ tail: 2, logs: 1 });
  });
});
