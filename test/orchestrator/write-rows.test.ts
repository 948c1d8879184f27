import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orchestratorColumns } from '../../src/model/orchestrator.ts';
import { orchestratorRowSchema } from '../../src/model/orchestrator-schema.ts';
import { writeRows } from '../../src/orchestrator/write-rows.ts';
import { anInvocation } from '../support/analysis-builder.ts';

const worker = {
  environmentId: 'e'.repeat(36),
  initializationType: 'on-demand',
  initStartedAt: 1,
  initEndedAt: 2,
  handlerStartedAt: 3,
  handlerEndedAt: 4,
  logStream: null,
};
const tail = [`REPORT RequestId: ${'r'.repeat(36)}\tDuration: 1.00 ms\t`, 'é'.repeat(100)];
const rows = (count: number) =>
  Array.from({ length: count }, (_, seq) => anInvocation({ seq, worker, tail, requestId: `${seq}` }));
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
const at = (cells: readonly unknown[] | undefined, column: (typeof orchestratorColumns)[number]) =>
  cells?.[orchestratorColumns.indexOf(column)];

describe('rows of a reply', () => {
  it('hold what the invocation holds, as cells that the schema reads back', () => {
    const [invocation] = rows(1);
    const { rows: written, leftOut } = writeRows(rows(1));
    const fields = Object.fromEntries(orchestratorColumns.map((name) => [name, at(written[0], name)]));
    expect(orchestratorRowSchema.parse(fields)).toEqual(
      Object.fromEntries(orchestratorColumns.map((name) => [name, invocation?.[name]])),
    );
    expect(leftOut).toEqual({ tails: 0, workers: 0 });
  });

  it('keep microseconds, and of a reason 300 characters', () => {
    const { rows: written } = writeRows([
      anInvocation({ writtenMs: 12.3456789, reason: 'x'.repeat(1_000), outcome: 'lost' }),
    ]);
    expect(at(written[0], 'writtenMs')).toBe(12.346);
    expect(at(written[0], 'reason')).toBe('x'.repeat(300));
  });

  it('leave out tails first, from the last row on, then the words of workers, never a time', () => {
    const all = bytesOf(writeRows(rows(10)).rows);
    const oneTail = bytesOf(tail);
    const short = writeRows(rows(10), all - 3 * oneTail);
    expect(short.leftOut.workers).toBe(0);
    expect(short.leftOut.tails).toBeGreaterThanOrEqual(3);
    const told = short.rows.map((cells) => at(cells, 'tail') !== null);
    expect(told).toEqual([...told].sort().reverse());
    const bare = writeRows(rows(10), 0);
    expect(bare.leftOut).toEqual({ tails: 10, workers: 10 });
    expect(bare.rows.map((cells) => at(cells, 'writtenMs'))).toEqual(Array(10).fill(100.2));
  });

  it('stay within the bytes they are given, whatever the tails are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 5 }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.integer({ min: 0, max: 6_000 }),
        (tails, spareBytes) => {
          const invocations = tails.map((lines, seq) => anInvocation({ seq, worker, tail: lines }));
          const mostBytes = bytesOf(writeRows(invocations, 0).rows) + spareBytes;
          const { rows: written, leftOut } = writeRows(invocations, mostBytes);
          // The brackets of the list, and a comma less than there are rows.
          expect(bytesOf(written)).toBeLessThanOrEqual(mostBytes + 1);
          expect(written.filter((cells) => at(cells, 'tail') === null)).toHaveLength(leftOut.tails);
        },
      ),
    );
  });
});
