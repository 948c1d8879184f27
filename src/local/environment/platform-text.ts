import type { PlatformEvent, PlatformFacts } from './platform-event.ts';

const two = (ms: number): string => ms.toFixed(2);

/** `Status` and `Error Type`, as Lambda writes them since 2024: absent on success, and no tab after them.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const statusFields = (status: string, errorType: string | null): readonly string[] =>
  status === 'success'
    ? []
    : [
        `Status: ${status}`,
        ...(status === 'error' && errorType !== null ? [`Error Type: ${errorType}`] : []),
      ];

/** The line of the text format, without its line end; null: the text format has no such line. */
export function platformText(event: PlatformEvent, facts: PlatformFacts): string | null {
  switch (event.type) {
    case 'initStart':
      // A suppressed init is not announced a second time.
      return event.phase === 'init'
        ? `INIT_START Runtime Version: ${facts.runtimeVersion}\tRuntime Version ARN: ${facts.runtimeVersionArn}`
        : null;
    case 'initReport': {
      // On demand, and where an init is repeated, only a failed one is reported; one that runs ahead always is.
      const ranAhead = facts.initializationType !== 'on-demand' && event.phase === 'init';
      if (event.status === 'success' && !ranAhead) return null;
      const fields = [`Init Duration: ${two(event.durationMs)} ms`, `Phase: ${event.phase}`];
      return `INIT_REPORT ${[...fields, ...statusFields(event.status, event.errorType)].join('\t')}`;
    }
    case 'start':
      return `START RequestId: ${event.requestId} Version: ${facts.version}`;
    case 'end':
      return `END RequestId: ${event.requestId}`;
    case 'report': {
      const status = statusFields(event.status, event.errorType);
      const fields = [
        `REPORT RequestId: ${event.requestId}`,
        `Duration: ${two(event.durationMs)} ms`,
        `Billed Duration: ${event.billedMs} ms`,
        `Memory Size: ${facts.memorySizeMb} MB`,
        `Max Memory Used: ${event.maxMemoryUsedMb} MB`,
        ...(event.initMs === null ? [] : [`Init Duration: ${two(event.initMs)} ms`]),
        ...status,
      ];
      return `${fields.join('\t')}${status.length === 0 ? '\t' : ''}`;
    }
    case 'initRuntimeDone':
    case 'runtimeDone':
      return null;
  }
}
