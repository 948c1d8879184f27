import { open } from 'node:fs/promises';
import type { HeaderLine } from '../../src/model/run-file.ts';
import { aHeader } from '../../test/support/analysis-builder.ts';

const rowsPerRound = 2_000;
const chunkCharacters = 1 << 20;

/** A target that nothing special is known of. */
export const aTarget: HeaderLine['target'] = {
  ...aHeader().target,
  ...{ qualifier: '$LATEST', version: '$LATEST', functionArn: null, logGroup: null, provisioned: null },
};

const header = {
  kind: 'header',
  schema: 1,
  tool: { name: 'lambda-fanout', version: '0.1.0' },
  runId: 'bench',
  startedAt: '2026-01-02T03:04:05.000Z',
  target: aTarget,
  plan: {
    concurrency: rowsPerRound,
    rounds: 1,
    warmUp: 0,
    gapMs: 0,
    timeoutMs: 13_000,
    payload: { sha256: '', bytes: 2 },
    holdMs: 250,
    logs: 'never',
  },
  client: { node: 'v22.0.0', platform: 'linux x64', cpus: 2 },
  local: false,
};

function row(seq: number): object {
  const requestId = `8f5c2d1e-0000-4000-8000-${seq.toString(16).padStart(12, '0')}`;
  const round = 1 + Math.floor(seq / rowsPerRound);
  const plannedMs = round * 3_000;
  const durationMs = 250 + ((seq * 7_919) % 2_000) / 100;
  const initMs = seq % 50 === 0 ? 180.25 : null;
  const doneMs = plannedMs + durationMs + (initMs ?? 0) + 3.25;
  const figures = `Duration: ${durationMs.toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs)} ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t`;
  return {
    kind: 'invocation',
    runId: 'bench',
    round,
    seq,
    shard: 0,
    warmUp: false,
    functionName: 'worker_lambda',
    qualifier: '$LATEST',
    requestId,
    plannedMs,
    writtenMs: plannedMs + 0.5,
    firstByteMs: doneMs - 0.25,
    doneMs,
    connectMs: 0.25,
    stampUncertaintyMs: 0.12,
    outcome: 'ok',
    reason: null,
    statusCode: 200,
    errorType: null,
    throttleReason: null,
    executedVersion: '$LATEST',
    worker: null,
    tail: [
      `START RequestId: ${requestId} Version: $LATEST`,
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}\t${figures}${initMs === null ? '' : `Init Duration: ${initMs} ms\t`}`,
    ],
  };
}

/** Writes a run of so many requests that were answered, in rounds of 2,000. */
export async function writeRun(path: string, rows: number): Promise<void> {
  const rounds = Math.ceil(rows / rowsPerRound);
  const concurrency = Math.min(rows, rowsPerRound);
  const file = await open(path, 'wx');
  try {
    let text = `${JSON.stringify({ ...header, plan: { ...header.plan, rounds, concurrency } })}\n`;
    for (let seq = 0; seq < rows; seq += 1) {
      text += `${JSON.stringify(row(seq))}\n`;
      if (text.length < chunkCharacters) continue;
      await file.write(text);
      text = '';
    }
    const end = { kind: 'end', finishedAt: '2026-01-02T04:04:05.000Z', interrupted: false, notes: [] };
    await file.write(`${text}${JSON.stringify(end)}\n`);
  } finally {
    await file.close();
  }
}
