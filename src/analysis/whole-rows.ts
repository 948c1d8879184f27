import type { Row, Rows } from '../model/invocation.ts';
import type { InvocationLine } from '../model/run-file.ts';
import type { JoinedReport } from './joined.ts';
import { RowView } from './table/row-view.ts';
import type { Selection } from './table/selection.ts';

/** An invocation with its joined REPORT, read again by its position in the table. */
export type ReadAgain = (at: number) => { readonly line: InvocationLine; readonly found: JoinedReport };

/** Rows with all that was saved of them, each made when it is asked for and not kept. */
export class WholeRows implements Rows<Row> {
  readonly #rows: Selection;
  readonly #again: ReadAgain;
  readonly #modelled: string | null;

  constructor(rows: Selection, again: ReadAgain, modelled: string | null) {
    this.#rows = rows;
    this.#again = again;
    this.#modelled = modelled;
  }

  get length(): number {
    return this.#rows.length;
  }

  *[Symbol.iterator](): Iterator<Row, undefined> {
    for (const at of this.#rows.positions) yield this.at(at);
  }

  /** @param at - position in the table */
  at(at: number): Row {
    const { line, found } = this.#again(at);
    const { table } = this.#rows;
    const facts = new RowView(table, at);
    // Field by field: an object spread of this many fields is stored as a slow dictionary.
    return {
      runId: line.runId,
      round: line.round,
      seq: line.seq,
      shard: line.shard,
      warmUp: line.warmUp,
      functionName: line.functionName,
      qualifier: line.qualifier,
      requestId: line.requestId,
      plannedMs: line.plannedMs,
      writtenMs: line.writtenMs,
      firstByteMs: line.firstByteMs,
      doneMs: line.doneMs,
      connectMs: line.connectMs,
      stampUncertaintyMs: line.stampUncertaintyMs,
      outcome: line.outcome,
      reason: line.reason,
      statusCode: line.statusCode,
      errorType: line.errorType,
      throttleReason: line.throttleReason,
      executedVersion: line.executedVersion,
      worker: line.worker,
      tail: line.tail,
      startKind: facts.startKind,
      evidence: facts.evidence,
      report: found.report,
      reportSource: found.reportSource,
      logStream: table.logStream.get(at),
      environmentId: facts.environmentId,
      initType: facts.initType,
      runtimeVersion: facts.runtimeVersion,
      roundTripMs: facts.roundTripMs,
      initInPathMs: facts.initInPathMs,
      overheadMs: facts.overheadMs,
      loggedStartMs: facts.loggedStartMs,
      modelled: this.#modelled,
    };
  }
}
