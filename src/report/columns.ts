import type { Row } from '../model/invocation.ts';

export type ColumnUnit = 'text' | 'count' | 'ms' | 'mb' | 'flag';

/** One field of a row: the same in CSV, in JSON and in the documentation. */
export interface Column {
  /** CSV header. */
  readonly name: string;
  /** JSON key. */
  readonly key: string;
  readonly unit: ColumnUnit;
  readonly meaning: string;
  /** Null: not measured. */
  readonly value: (row: Row) => string | number | boolean | null;
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const column = (name: string, unit: ColumnUnit, meaning: string, value: Column['value']): Column => ({
  name,
  key: camelCase(name),
  unit,
  meaning,
  value,
});

/** Every column, in the order of the CSV. The order is a contract: new ones are added at the end. */
export const columns: readonly Column[] = [
  column('round', 'count', 'Round, from 1, warm-up rounds included', (row) => row.round),
  column('seq', 'count', 'Launch order in the run, from 0', (row) => row.seq),
  column('request_id', 'text', 'Request id that Lambda gave it', (row) => row.requestId),
  column('start_kind', 'text', 'cold, restored, preinitialized, warm or unknown', (row) => row.startKind),
  column('evidence', 'text', 'What decided the start kind', (row) => row.evidence),
  column(
    'outcome',
    'text',
    'ok, throttled, function-error, timeout, lost, api-error or unsent',
    (row) => row.outcome,
  ),
  column('status_code', 'count', 'HTTP status of the reply', (row) => row.statusCode),
  column('error_type', 'text', 'Error type of the function or of the API', (row) => row.errorType),
  column('executed_version', 'text', 'Version that ran', (row) => row.executedVersion),
  column('log_stream', 'text', 'Log stream of its environment', (row) => row.logStream),
  column(
    'environment_id',
    'text',
    "Tells environments apart: the worker's own id, else the log stream",
    (row) => row.environmentId,
  ),
  column(
    'planned_ms',
    'ms',
    "When its round was to be released, since the run's start",
    (row) => row.plannedMs,
  ),
  column('written_ms', 'ms', 'When its last byte was handed to the kernel', (row) => row.writtenMs),
  column('first_byte_ms', 'ms', 'When the first byte of the reply arrived', (row) => row.firstByteMs),
  column('done_ms', 'ms', 'When the reply was complete', (row) => row.doneMs),
  column('round_trip_ms', 'ms', 'Written to done', (row) => row.roundTripMs),
  column('duration_ms', 'ms', 'Duration of the REPORT', (row) => row.report?.durationMs ?? null),
  column('billed_ms', 'ms', 'Billed Duration of the REPORT', (row) => row.report?.billedMs ?? null),
  column(
    'init_ms',
    'ms',
    'Init Duration of the REPORT, whether this request waited for it or not',
    (row) => row.report?.initMs ?? null,
  ),
  column('restore_ms', 'ms', 'Restore Duration of the REPORT', (row) => row.report?.restoreMs ?? null),
  column(
    'billed_restore_ms',
    'ms',
    'Billed Restore Duration of the REPORT',
    (row) => row.report?.billedRestoreMs ?? null,
  ),
  column('memory_size_mb', 'mb', 'Memory Size of the REPORT', (row) => row.report?.memorySizeMb ?? null),
  column(
    'max_memory_used_mb',
    'mb',
    'Max Memory Used of the REPORT',
    (row) => row.report?.maxMemoryUsedMb ?? null,
  ),
  column('report_source', 'text', 'Where the REPORT came from: tail or logs', (row) => row.reportSource),
  column('xray_trace_id', 'text', 'X-Ray trace id of the REPORT', (row) => row.report?.xrayTraceId ?? null),
  column('run_id', 'text', 'Run it belongs to', (row) => row.runId),
  column('warm_up', 'flag', 'true: of a warm-up round, left out of the summary', (row) => row.warmUp),
  column('throttle_reason', 'text', 'Reason of a 429: which limit', (row) => row.throttleReason),
  column('init_type', 'text', 'Initialization type as worker or log say it', (row) => row.initType),
  column('shard', 'count', 'Which orchestrator sent it; 0 where this process did', (row) => row.shard),
  column('function_name', 'text', 'Function that was invoked', (row) => row.functionName),
  column('qualifier', 'text', 'Qualifier that was invoked', (row) => row.qualifier),
  column(
    'init_in_path_ms',
    'ms',
    'Init or restore that this request waited for; 0: it waited for none',
    (row) => row.initInPathMs,
  ),
  column('overhead_ms', 'ms', 'Round trip − duration − init in path', (row) => row.overheadMs),
  column('connect_ms', 'ms', 'TCP connect time of its socket, before the release', (row) => row.connectMs),
  column(
    'report_status',
    'text',
    'Status of the REPORT (timeout, error)',
    (row) => row.report?.status ?? null,
  ),
  column('reason', 'text', 'Why, in words, where the outcome is not ok', (row) => row.reason),
  column(
    'modelled',
    'text',
    'The model that its times were drawn from (docs/local.md); empty: they were measured',
    (row) => row.modelled,
  ),
  column(
    'stamp_uncertainty_ms',
    'ms',
    'How much earlier than stamped its first or last byte may have arrived',
    (row) => row.stampUncertaintyMs,
  ),
  column(
    'logged_start_ms',
    'ms',
    "Its START by the log's clock, milliseconds since 1970, where only a log tells when it ran",
    (row) => row.loggedStartMs,
  ),
];

/** What a column shows of a row: microseconds at the finest, and null for what is no number. */
export const cellOf = (of: Column, row: Row): string | number | boolean | null => {
  const value = of.value(row);
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) return null;
  return Number.isInteger(value) ? value : Math.round(value * 1_000) / 1_000;
};
