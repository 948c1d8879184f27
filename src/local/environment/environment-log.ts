import type { Clock } from '../../model/ports.ts';
import type { FunctionVersion } from '../engine.ts';
import type { LogStore } from '../log-store.ts';
import type { PlatformEvent, PlatformFacts } from './platform-event.ts';
import { platformJson } from './platform-json.ts';
import { platformText } from './platform-text.ts';

/** The log of one environment: its stream, and beside it the log of the invocation in progress. */
export interface EnvironmentLog {
  /** @param atWallMs - when it was, where that is not now */
  readonly platform: (event: PlatformEvent, atWallMs?: number) => void;
  /** A line or message of the handler. */
  readonly application: (message: string) => void;
  /** From here on lines are kept for the invocation's reply too. */
  readonly beginInvocation: () => void;
  readonly endInvocation: () => Uint8Array;
}

export function createEnvironmentLog(
  version: FunctionVersion,
  facts: PlatformFacts,
  store: LogStore,
  clock: Clock,
): EnvironmentLog {
  let kept: string[] | null = null;
  store.openStream(version.logGroup, facts.logStream);
  const write = (line: string, atWallMs?: number): void => {
    const message = `${line}\n`;
    store.append(version.logGroup, facts.logStream, message, atWallMs);
    kept?.push(message);
  };
  return {
    platform: (event, atWallMs) => {
      const line =
        version.logFormat === 'JSON'
          ? platformJson(event, facts, version.systemLogLevel, atWallMs ?? clock.wallMs())
          : platformText(event, facts);
      if (line !== null) write(line, atWallMs);
    },
    application: (message) => write(message),
    beginInvocation: () => {
      kept = [];
    },
    endInvocation: () => {
      const log = Buffer.from((kept ?? []).join(''));
      kept = null;
      return log;
    },
  };
}
