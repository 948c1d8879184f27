import type { RowFacts } from '../../model/invocation.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { ReportSource, ReportTimes } from '../../model/report.ts';
import type { Evidence, StartKind } from '../../model/start-kind.ts';
import { initInPathOf, overheadOf, roundTripOf } from '../derived-times.ts';
import { kindOf } from '../start-kind.ts';
import type { RowTable } from './row-table.ts';

type HandlerTimes = NonNullable<RowFacts['worker']>;

/** One row of a settled table. It holds no more than where the row is, so a million of them cost little. */
export class RowView implements RowFacts, ReportTimes, HandlerTimes {
  private readonly table: RowTable;
  private readonly position: number;

  constructor(table: RowTable, position: number) {
    this.table = table;
    this.position = position;
  }

  get round(): number {
    return this.table.round.get(this.position) ?? 0;
  }
  get seq(): number {
    return this.table.seq.get(this.position) ?? 0;
  }
  get shard(): number {
    return this.table.shard.get(this.position) ?? 0;
  }
  get warmUp(): boolean {
    return this.table.warmUp.get(this.position);
  }
  get plannedMs(): number | null {
    return this.table.plannedMs.get(this.position);
  }
  get writtenMs(): number | null {
    return this.table.writtenMs.get(this.position);
  }
  get doneMs(): number | null {
    return this.table.doneMs.get(this.position);
  }
  get stampUncertaintyMs(): number | null {
    return this.table.stampUncertaintyMs.get(this.position);
  }
  get outcome(): Outcome {
    return this.table.outcome.get(this.position) ?? 'unsent';
  }
  get reason(): string | null {
    return this.table.reason.get(this.position);
  }
  get throttleReason(): string | null {
    return this.table.throttleReason.get(this.position);
  }
  get executedVersion(): string | null {
    return this.table.executedVersion.get(this.position);
  }
  get runtimeVersion(): string | null {
    return this.table.runtimeVersion.get(this.position);
  }
  get startKind(): StartKind {
    return kindOf[this.evidence];
  }
  get evidence(): Evidence {
    return this.table.evidence.get(this.position) ?? 'no-report';
  }
  /** The row itself, which has a REPORT's times too. */
  get report(): ReportTimes | null {
    return this.table.durationMs.get(this.position) === null ? null : this;
  }
  get durationMs(): number {
    return this.table.durationMs.get(this.position) ?? 0;
  }
  get billedMs(): number | null {
    return this.table.billedMs.get(this.position);
  }
  get initMs(): number | null {
    return this.table.initMs.get(this.position);
  }
  get restoreMs(): number | null {
    return this.table.restoreMs.get(this.position);
  }
  get billedRestoreMs(): number | null {
    return this.table.billedRestoreMs.get(this.position);
  }
  get reportSource(): ReportSource | null {
    return this.table.reportSource.get(this.position);
  }
  get environmentId(): string | null {
    return this.table.environmentId.get(this.position);
  }
  get initType(): string | null {
    return this.table.initType.get(this.position);
  }
  /** The row itself, as with its REPORT. */
  get worker(): RowFacts['worker'] {
    return this.table.handlerStartedAt.get(this.position) === null ? null : this;
  }
  get handlerStartedAt(): number {
    return this.table.handlerStartedAt.get(this.position) ?? 0;
  }
  get handlerEndedAt(): number {
    return this.table.handlerEndedAt.get(this.position) ?? 0;
  }
  get roundTripMs(): number | null {
    return roundTripOf(this);
  }
  get initInPathMs(): number | null {
    return initInPathOf(this, this.evidence);
  }
  get overheadMs(): number | null {
    return overheadOf(this);
  }
  get loggedStartMs(): number | null {
    return this.writtenMs === null ? this.table.loggedStartMs.get(this.position) : null;
  }
}
