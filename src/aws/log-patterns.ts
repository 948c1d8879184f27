import type { LogFormat } from '../model/log-search.ts';

/** Platform lines that say something of a request or of its environment's init: those with an id, and those
 * without. */
export const ofRequest = {
  Text: ['REPORT RequestId', 'START RequestId'],
  JSON: ['platform.report', 'platform.start', 'platform.runtimeDone'],
} as const satisfies Record<LogFormat, readonly string[]>;

export const ofInit = {
  Text: ['INIT_START', 'INIT_REPORT'],
  JSON: ['platform.initStart', 'platform.initRuntimeDone', 'platform.initReport'],
} as const satisfies Record<LogFormat, readonly string[]>;

const anyTerm = (terms: readonly string[]): string => terms.map((term) => `?"${term}"`).join(' ');

/**
 * What FilterLogEvents and Live Tail are asked for, so that application lines stay where they are.
 *
 * @param logFormat - null: not known; then lines that merely quote a platform line come too
 * @returns at most 1,024 characters
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function platformPattern(logFormat: LogFormat | null): string {
  if (logFormat === 'JSON')
    return `{ ${[...ofRequest.JSON, ...ofInit.JSON].map((type) => `$.type = "${type}"`).join(' || ')} }`;
  const text = [...ofRequest.Text, ...ofInit.Text];
  return anyTerm(logFormat === 'Text' ? text : [...text, ...ofRequest.JSON, ...ofInit.JSON]);
}
