import type { RowTable } from './table/row-table.ts';

/** Names the environment of each row so that rows of one environment agree, also where only some of them carry the
 * worker's id: the worker's own id, else the log stream. */
export function nameEnvironments(table: RowTable): void {
  const idOfStream = new Map<string, string | null>();
  for (let at = 0; at < table.length; at += 1) {
    const stream = table.logStream.get(at);
    const id = table.workerId.get(at);
    if (stream === null || id === null) continue;
    // A reset environment keeps its stream and gets a new id: then the stream names neither.
    idOfStream.set(stream, idOfStream.has(stream) && idOfStream.get(stream) !== id ? null : id);
  }
  for (let at = 0; at < table.length; at += 1) {
    const stream = table.logStream.get(at);
    const ofStream = stream === null ? null : (idOfStream.get(stream) ?? stream);
    table.environmentId.set(at, table.workerId.get(at) ?? ofStream);
  }
}

/** Positions of the requests that came after a failure in their environment; it must have been named. */
export function followersOfFailures(table: RowTable): ReadonlySet<number> {
  const environmentOf = (at: number) => table.logStream.get(at) ?? table.environmentId.get(at);
  const failing = new Set<string>();
  for (let at = 0; at < table.length; at += 1) {
    const environment = table.failed.get(at) ? environmentOf(at) : null;
    if (environment !== null) failing.add(environment);
  }
  const sent: number[] = [];
  for (let at = 0; at < table.length && failing.size > 0; at += 1) {
    const environment = table.writtenMs.get(at) === null ? null : environmentOf(at);
    if (environment !== null && failing.has(environment)) sent.push(at);
  }
  const writtenMs = (at: number) => table.writtenMs.get(at) ?? 0;
  const seq = (at: number) => table.seq.get(at) ?? 0;
  sent.sort((a, b) => writtenMs(a) - writtenMs(b) || seq(a) - seq(b));
  const after = new Set<number>();
  const lastFailed = new Map<string | null, boolean>();
  for (const at of sent) {
    const environment = environmentOf(at);
    if (lastFailed.get(environment) === true) after.add(at);
    lastFailed.set(environment, table.failed.get(at));
  }
  return after;
}
