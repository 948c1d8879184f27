import type { LogEvent } from '../model/report.ts';
import type {
  BodyLine,
  DeploymentLine,
  EndLine,
  HeaderLine,
  InvocationLine,
  OrchestrationLine,
} from '../model/run-file.ts';
import { type AnalyseOptions, analyseTable } from './analyse.ts';
import type { Assertion } from './assertions.ts';
import { joinReport } from './join.ts';
import type { RunAnalysis } from './result.ts';
import { CodeColumn } from './table/columns.ts';
import { RowTable } from './table/row-table.ts';

/** A run's invocations, to be read again one by one. */
export interface SavedInvocations {
  /** @param position - from 0, in the order in which they were taken in */
  readonly at: (position: number) => InvocationLine;
}

/** Takes in the lines of a run as they come and keeps what the analysis looks at. All else is read again when it is
 * asked for: of an invocation whose REPORT came in a later line, and for outputs that show rows. */
export class RunIntake {
  readonly #table = new RowTable();
  /** 32 bits of each request id, to find those that a later line names. */
  readonly #idHashes = new CodeColumn();
  readonly #late = new Map<string, LogEvent[]>();
  readonly #orchestrations: OrchestrationLine[] = [];
  readonly #deployment: DeploymentLine[] = [];

  take(line: BodyLine): void {
    switch (line.kind) {
      case 'invocation': {
        const at = this.#table.add(line, joinReport(line, []));
        this.#idHashes.set(at, line.requestId === null ? 0 : hashOf(line.requestId));
        return;
      }
      case 'orchestration':
        this.#orchestrations.push(line);
        return;
      case 'report': {
        const known = this.#late.get(line.requestId);
        if (known === undefined) this.#late.set(line.requestId, [...line.events]);
        else known.push(...line.events);
        return;
      }
      case 'deployment':
        this.#deployment.push(line);
        return;
    }
  }

  /** The analysis of what was taken in.
   * @param end - null: the run was killed
   * @throws UsageError on Managed Instances, where a start kind has no meaning */
  analysis(
    { header, end }: { readonly header: HeaderLine; readonly end: EndLine | null },
    saved: SavedInvocations,
    assertions: readonly Assertion[],
    options: AnalyseOptions,
  ): RunAnalysis {
    this.#joinLate(saved);
    const again = (at: number) => {
      const line = saved.at(at);
      return { line, found: joinReport(line, this.#eventsOf(line.requestId)) };
    };
    const orchestrations = this.#orchestrations.map((line) => ({
      line,
      found: joinReport(line.invocation, this.#eventsOf(line.invocation.requestId)),
    }));
    return analyseTable(
      { header, end, deployment: this.#deployment },
      this.#table,
      orchestrations,
      again,
      assertions,
      options,
    );
  }

  #eventsOf(requestId: string | null): readonly LogEvent[] {
    return (requestId === null ? undefined : this.#late.get(requestId)) ?? [];
  }

  #joinLate(saved: SavedInvocations): void {
    if (this.#late.size === 0) return;
    const hashes = new Set([...this.#late.keys()].map(hashOf));
    for (let at = 0; at < this.#table.length; at += 1) {
      if (!hashes.has(this.#idHashes.get(at))) continue;
      const line = saved.at(at);
      const events = this.#eventsOf(line.requestId);
      if (events.length > 0) this.#table.put(at, line, joinReport(line, events));
    }
  }
}

/** FNV-1a; never 0, which stands for no id.
 * @see http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash >>> 0 || 1;
}
