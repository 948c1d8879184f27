import { type Recording, RecordingReader } from '../analysis/traffic/recording.ts';
import { readChunks } from '../io/files.ts';
import type { Io } from '../io/io.ts';
import { linesOf } from '../io/lines.ts';
import { readRunFile } from '../io/run-file-reader.ts';

/** A run file begins with its header; a CSV never begins so. */
const isRunFile = (line: string): boolean => line.startsWith('{"kind":"header"');

/** The moments at which a run's requests were planned. */
async function trafficOfRun(path: string, io: Io): Promise<Recording> {
  const { run } = await readRunFile(path, io.stdin);
  const reader = new RecordingReader(path);
  const startedMs = Date.parse(run.header.startedAt);
  run.invocations.forEach(({ plannedMs }, index) => {
    if (plannedMs !== null) reader.push(String(startedMs + plannedMs), index + 2);
  });
  return reader.end();
}

/** Reads a recorded traffic, of any length, in memory that does not grow with it.
 * @param path - a CSV, a run file, or - for standard input
 * @throws UsageError */
export async function readTraffic(path: string, io: Io): Promise<Recording> {
  const reader = new RecordingReader(path === '-' ? 'standard input' : path);
  let first = true;
  for await (const lines of linesOf(path === '-' ? io.stdin : readChunks(path), path)) {
    for (const { text, number } of lines) {
      if (first && path !== '-' && isRunFile(text)) return trafficOfRun(path, io);
      first = false;
      reader.push(text, number);
    }
  }
  return reader.end();
}
