import type { InvocationLine } from '../model/run-file.ts';
import type { Joined } from './joined.ts';

/** What is known of the environment of each request of a run, by seq. */
export interface Environments {
  readonly logStream: (invocation: InvocationLine) => string | null;
  /** The worker's own id, else the log stream. */
  readonly environmentId: (invocation: InvocationLine) => string | null;
  /** The request before it in the same environment failed. */
  readonly previousFailed: (invocation: InvocationLine) => boolean;
}

/**
 * Names environments so that rows of one environment agree, also where only some of them carry the worker's id, and
 * finds the requests that came after a failure in their environment.
 */
export function environmentsOf(invocations: readonly InvocationLine[], joined: Joined): Environments {
  const streamOf = (invocation: InvocationLine): string | null => {
    const found = joined.get(invocation.seq);
    return (
      found?.logStream ??
      invocation.worker?.logStream ??
      found?.marks.find((mark) => mark.logStream !== null)?.logStream ??
      null
    );
  };
  const idOfStream = new Map<string, string | null>();
  for (const invocation of invocations) {
    const stream = streamOf(invocation);
    const id = invocation.worker?.environmentId;
    if (stream === null || id === undefined) continue;
    // A reset environment keeps its stream and gets a new id: then the stream names neither.
    idOfStream.set(stream, idOfStream.has(stream) && idOfStream.get(stream) !== id ? null : id);
  }
  const environmentId = (invocation: InvocationLine): string | null => {
    const stream = streamOf(invocation);
    return invocation.worker?.environmentId ?? (stream === null ? null : (idOfStream.get(stream) ?? stream));
  };

  const failedBefore = new Set<number>();
  const lastFailed = new Map<string, boolean>();
  const sent = invocations.filter(({ writtenMs }) => writtenMs !== null);
  for (const invocation of sent.toSorted(
    (a, b) => (a.writtenMs ?? 0) - (b.writtenMs ?? 0) || a.seq - b.seq,
  )) {
    const key = streamOf(invocation) ?? environmentId(invocation);
    if (key === null) continue;
    if (lastFailed.get(key) === true) failedBefore.add(invocation.seq);
    const status = joined.get(invocation.seq)?.report?.status ?? 'success';
    lastFailed.set(key, invocation.outcome === 'function-error' || status !== 'success');
  }
  return { logStream: streamOf, environmentId, previousFailed: ({ seq }) => failedBefore.has(seq) };
}
