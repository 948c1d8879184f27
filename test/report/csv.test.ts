import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns } from '../../src/report/columns.ts';
import { csvHeader, csvRow, csvRows } from '../../src/report/csv.ts';
import { anInvocation, aReport, aRow } from '../support/analysis-builder.ts';
import { parseCsv } from '../support/csv-parser.ts';

const contract =
  'round,seq,request_id,start_kind,evidence,outcome,status_code,error_type,executed_version,log_stream,' +
  'environment_id,planned_ms,written_ms,first_byte_ms,done_ms,round_trip_ms,duration_ms,billed_ms,init_ms,' +
  'restore_ms,billed_restore_ms,memory_size_mb,max_memory_used_mb,report_source,xray_trace_id,run_id,warm_up,' +
  'throttle_reason,init_type,shard,function_name,qualifier';

const fieldsOf = (row: Parameters<typeof csvRow>[0]): Record<string, string> => {
  const [names = [], values = []] = parseCsv(csvHeader() + csvRow(row));
  expect(values.length).toBe(names.length);
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
};

describe('the columns', () => {
  it('begin with the contract, in its order', () => {
    expect(csvHeader().slice(0, contract.length)).toBe(contract);
    expect(csvHeader().at(contract.length)).toBe(',');
  });

  it('have one name, one key and a meaning each', () => {
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
    expect(new Set(columns.map(({ key }) => key)).size).toBe(columns.length);
    expect(columns.every(({ meaning }) => meaning !== '')).toBe(true);
  });

  it('name their key in camelCase and their unit', () => {
    const byName = new Map(columns.map((column) => [column.name, column]));
    expect(byName.get('first_byte_ms')?.key).toBe('firstByteMs');
    expect(byName.get('max_memory_used_mb')?.key).toBe('maxMemoryUsedMb');
    expect(columns.filter(({ unit }) => unit === 'ms').every(({ name }) => name.endsWith('_ms'))).toBe(true);
  });
});

describe('a row', () => {
  it('carries what was measured', () => {
    const row = aRow({
      seq: 10,
      startKind: 'cold',
      evidence: 'worker-clock-adjacent',
      report: aReport({ initMs: 142.11 }),
      initInPathMs: 142.11,
    });
    expect(fieldsOf(row)).toMatchObject({
      round: '1',
      seq: '10',
      start_kind: 'cold',
      evidence: 'worker-clock-adjacent',
      outcome: 'ok',
      status_code: '200',
      written_ms: '100.2',
      duration_ms: '251.5',
      billed_ms: '252',
      init_ms: '142.11',
      report_source: 'tail',
      warm_up: 'false',
      shard: '0',
      init_in_path_ms: '142.11',
    });
  });

  it('leaves empty what was not measured', () => {
    const row = aRow({
      ...anInvocation({
        outcome: 'unsent',
        requestId: null,
        writtenMs: null,
        doneMs: null,
        statusCode: null,
      }),
      report: null,
      reportSource: null,
      roundTripMs: null,
    });
    expect(fieldsOf(row)).toMatchObject({
      request_id: '',
      written_ms: '',
      done_ms: '',
      status_code: '',
      round_trip_ms: '',
      duration_ms: '',
      init_ms: '',
      report_source: '',
    });
  });

  it('knows no NaN and no Infinity, and rounds to microseconds', () => {
    const row = aRow({
      roundTripMs: Number.NaN,
      overheadMs: Number.POSITIVE_INFINITY,
      plannedMs: 100.20000000000002,
    });
    expect(fieldsOf(row)).toMatchObject({ round_trip_ms: '', overhead_ms: '', planned_ms: '100.2' });
  });

  it('takes a negative number for a number', () => {
    expect(fieldsOf(aRow({ overheadMs: -1.5 })).overhead_ms).toBe('-1.5');
  });

  it('gives every text back, with an apostrophe before a formula', () => {
    const text = fc.string({
      unit: fc.constantFrom('"', ',', '\r', '\n', '\t', '=', '+', '-', '@', "'", ' ', 'a', '関', '💥'),
    });
    fc.assert(
      fc.property(text, text, (errorType, reason) => {
        const fields = fieldsOf(aRow({ errorType, reason }));
        const inert = (raw: string) => (/^[=+\-@\t\r]/.test(raw) ? `'${raw}` : raw);
        expect(fields.error_type).toBe(inert(errorType));
        expect(fields.reason).toBe(inert(reason));
      }),
    );
  });
});

it('a long run comes in pieces, each row once', () => {
  const rows = Array.from({ length: 2_500 }, (_, seq) => aRow({ seq }));
  const chunks = [...csvRows(rows)];
  expect(chunks.length).toBe(3);
  const records = parseCsv(chunks.join(''));
  expect(records.length).toBe(2_501);
  expect(records.slice(1).map(([, seq]) => Number(seq))).toEqual(rows.map(({ seq }) => seq));
});
