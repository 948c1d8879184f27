/** Whose requests a log stream holds. */
export interface StreamOwner {
  /** Null: the stream is in a log group that its function has for itself, and does not name it. */
  readonly functionName: string | null;
  /** `$LATEST` or a number; never an alias. */
  readonly version: string;
}

const ownerPattern = /^\d{4}\/\d{2}\/\d{2}\/([^ \t[\]]*\[[^ \t[\]]+\])/;

/**
 * The part of a stream's name that all streams of one version share: `[7]`, or in a log group of several functions
 * `my-function[7]`. Null: it is no stream of Lambda's.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export const ownerIn = (logStream: string): string | null => ownerPattern.exec(logStream)?.[1] ?? null;

/** @param owner - as {@link ownerIn} finds it */
export function streamOwner(owner: string): StreamOwner {
  const at = owner.indexOf('[');
  return {
    functionName: at === 0 ? null : owner.slice(0, at),
    version: owner.slice(at + 1, -1),
  };
}
