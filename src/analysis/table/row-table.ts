import { outcomes } from '../../model/outcome.ts';
import { reportSources } from '../../model/report.ts';
import type { InvocationLine } from '../../model/run-file.ts';
import { type Evidence, evidences } from '../../model/start-kind.ts';
import { disagreementOf } from '../disagreement.ts';
import type { JoinedReport } from '../joined.ts';
import { runtimeVersionOf } from '../runtime-version.ts';
import { cluesOf, type StartClues } from '../start-clocks.ts';
import { FlagColumn, NameColumn, Names, NumberColumn } from './columns.ts';

/**
 * What the analysis looks at of each row of a run, by the row's position in the run: about a hundred bytes a row, in
 * columns, where the record itself takes some thousand. Text that no figure is made from (request ids, tails) is not
 * in it.
 */
export class RowTable {
  /** Rows so far. */
  length = 0;
  /** Least TCP connect time; null: none was measured. */
  netFloorMs: number | null = null;
  extensionsSeen = false;

  readonly seq = new NumberColumn();
  readonly round = new NameColumn(new Names<number>());
  /** Null: 0, this process. */
  readonly shard = new NameColumn(new Names<number>());
  readonly warmUp = new FlagColumn();
  readonly plannedMs = new NumberColumn();
  readonly writtenMs = new NumberColumn();
  readonly doneMs = new NumberColumn();
  readonly stampUncertaintyMs = new NumberColumn();
  readonly outcome = new NameColumn(new Names(outcomes));
  readonly reason = new NameColumn(new Names<string>());
  readonly throttleReason = new NameColumn(new Names<string>());
  readonly executedVersion = new NameColumn(new Names<string>());
  readonly runtimeVersion = new NameColumn(new Names<string>());
  readonly handlerStartedAt = new NumberColumn();
  readonly handlerEndedAt = new NumberColumn();

  /** A row that has this has a REPORT. */
  readonly durationMs = new NumberColumn();
  readonly billedMs = new NumberColumn();
  readonly initMs = new NumberColumn();
  readonly restoreMs = new NumberColumn();
  readonly billedRestoreMs = new NumberColumn();
  readonly reportSource = new NameColumn(new Names(reportSources));
  /** CloudWatch Logs has its REPORT, wherever the one that is used came from. */
  readonly inLogs = new FlagColumn();
  /** What the REPORTs of reply and logs say otherwise, in words. */
  readonly disagreement = new NameColumn(new Names<string>());
  /** The request failed in its environment, by its answer or by its REPORT. */
  readonly failed = new FlagColumn();

  /** Streams and ids in one list: the same text names the same environment. */
  readonly #environments = new Names<string>();
  readonly logStream = new NameColumn(this.#environments);
  /** The worker's own id of its environment. */
  readonly workerId = new NameColumn(this.#environments);
  readonly initType = new NameColumn(new Names<string>());
  readonly #durationOnly = new FlagColumn();
  readonly #initLogged = new FlagColumn();
  readonly #workerGapMs = new NumberColumn();
  readonly loggedStartMs = new NumberColumn();
  readonly #loggedInitEndMs = new NumberColumn();
  readonly #runtimeDoneMs = new NumberColumn();

  /** What is only known once all rows are: the environment's name, and how it was ready. */
  readonly environmentId = new NameColumn(this.#environments);
  readonly evidence = new NameColumn(new Names(Object.keys(evidences) as readonly Evidence[]));

  /** @returns the row's position */
  add(line: InvocationLine, found: JoinedReport): number {
    this.put(this.length, line, found);
    this.length += 1;
    return this.length - 1;
  }

  /** Writes a row, also in the place of one whose REPORT was not known yet. */
  put(at: number, line: InvocationLine, found: JoinedReport): void {
    const { worker, connectMs } = line;
    if (connectMs !== null && (this.netFloorMs === null || connectMs < this.netFloorMs))
      this.netFloorMs = connectMs;
    this.seq.set(at, line.seq);
    this.round.set(at, line.round);
    this.shard.set(at, line.shard === 0 ? null : line.shard);
    this.warmUp.set(at, line.warmUp);
    this.plannedMs.set(at, line.plannedMs);
    this.writtenMs.set(at, line.writtenMs);
    this.doneMs.set(at, line.doneMs);
    this.stampUncertaintyMs.set(at, line.stampUncertaintyMs);
    this.outcome.set(at, line.outcome);
    this.reason.set(at, line.reason);
    this.throttleReason.set(at, line.throttleReason);
    this.executedVersion.set(at, line.executedVersion);
    this.runtimeVersion.set(at, runtimeVersionOf(line.tail));
    this.handlerStartedAt.set(at, worker?.handlerStartedAt ?? null);
    this.handlerEndedAt.set(at, worker?.handlerEndedAt ?? null);
    this.workerId.set(at, worker?.environmentId ?? null);
    this.#putReport(at, found);
    this.failed.set(
      at,
      line.outcome === 'function-error' || (found.report?.status ?? 'success') !== 'success',
    );
    this.logStream.set(at, streamOf(line, found));
    const clues = cluesOf(found.report, found.marks, worker);
    this.initType.set(at, clues.initializationType);
    this.#durationOnly.set(at, clues.durationOnly);
    this.#initLogged.set(at, clues.initLogged);
    this.#workerGapMs.set(at, clues.workerGapMs);
    this.loggedStartMs.set(at, clues.loggedStartMs);
    this.#loggedInitEndMs.set(at, clues.loggedInitEndMs);
    this.#runtimeDoneMs.set(at, clues.runtimeDoneMs);
  }

  #putReport(at: number, { report, reportSource, reportInLogs, marks }: JoinedReport): void {
    this.extensionsSeen ||= marks.some(({ type }) => type === 'extension');
    this.reportSource.set(at, reportSource);
    this.inLogs.set(at, reportInLogs !== null);
    this.disagreement.set(at, reportSource === 'tail' ? disagreementOf(report, reportInLogs) : null);
    this.durationMs.set(at, report?.durationMs ?? null);
    this.billedMs.set(at, report?.billedMs ?? null);
    this.initMs.set(at, report?.initMs ?? null);
    this.restoreMs.set(at, report?.restoreMs ?? null);
    this.billedRestoreMs.set(at, report?.billedRestoreMs ?? null);
  }

  clues(at: number): StartClues {
    const durationMs = this.durationMs.get(at);
    return {
      report:
        durationMs === null
          ? null
          : { durationMs, initMs: this.initMs.get(at), restoreMs: this.restoreMs.get(at) },
      durationOnly: this.#durationOnly.get(at),
      initializationType: this.initType.get(at),
      initLogged: this.#initLogged.get(at),
      workerGapMs: this.#workerGapMs.get(at),
      loggedStartMs: this.loggedStartMs.get(at),
      loggedInitEndMs: this.#loggedInitEndMs.get(at),
      runtimeDoneMs: this.#runtimeDoneMs.get(at),
    };
  }
}

/** The stream of the REPORT, else what else names one. */
const streamOf = ({ worker }: InvocationLine, { logStream, marks }: JoinedReport): string | null =>
  logStream ?? worker?.logStream ?? marks.find((mark) => mark.logStream !== null)?.logStream ?? null;
