import { expect, it } from 'vitest';
import type { PlatformEvent, PlatformFacts } from '../../../src/local/environment/platform-event.ts';
import { platformText } from '../../../src/local/environment/platform-text.ts';

const facts: PlatformFacts = {
  functionName: 'orders',
  version: '7',
  initializationType: 'on-demand',
  memorySizeMb: 512,
  logStream: '2026/11/23/[7]00',
  runtimeVersion: 'nodejs:22.v31',
  runtimeVersionArn: 'arn:aws:lambda:us-east-1::runtime:00',
};
const provisioned: PlatformFacts = { ...facts, initializationType: 'provisioned-concurrency' };
const report = {
  type: 'report',
  requestId: 'r',
  status: 'success',
  errorType: null,
  durationMs: 2.37,
  billedMs: 427,
  maxMemoryUsedMb: 95,
  initMs: null,
  traceId: '',
} as const;
const initReport = {
  type: 'initReport',
  phase: 'init',
  status: 'success',
  errorType: null,
  durationMs: 0.79,
} as const;

// The lines are those of Lambda's own log, as its documentation and public copies show them.
it.each<{ name: string; event: PlatformEvent; of?: PlatformFacts; want: string | null }>([
  {
    name: 'INIT_START',
    event: { type: 'initStart', phase: 'init' },
    want: 'INIT_START Runtime Version: nodejs:22.v31\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:00',
  },
  {
    name: 'no INIT_REPORT of a repeated init that succeeded, though provisioned',
    event: { ...initReport, phase: 'invoke' },
    of: provisioned,
    want: null,
  },
  { name: 'no second INIT_START', event: { type: 'initStart', phase: 'invoke' }, want: null },
  {
    name: 'START',
    event: { type: 'start', requestId: 'r', functionArn: 'a', traceId: 't' },
    want: 'START RequestId: r Version: 7',
  },
  { name: 'END', event: { type: 'end', requestId: 'r' }, want: 'END RequestId: r' },
  {
    name: 'REPORT, warm: a tab at its end',
    event: report,
    want: 'REPORT RequestId: r\tDuration: 2.37 ms\tBilled Duration: 427 ms\tMemory Size: 512 MB\tMax Memory Used: 95 MB\t',
  },
  {
    name: 'REPORT, cold',
    event: { ...report, initMs: 423.98 },
    want: 'REPORT RequestId: r\tDuration: 2.37 ms\tBilled Duration: 427 ms\tMemory Size: 512 MB\tMax Memory Used: 95 MB\tInit Duration: 423.98 ms\t',
  },
  {
    name: 'REPORT, timeout: no tab at its end',
    event: { ...report, durationMs: 600_000, billedMs: 600_000, status: 'timeout' },
    want: 'REPORT RequestId: r\tDuration: 600000.00 ms\tBilled Duration: 600000 ms\tMemory Size: 512 MB\tMax Memory Used: 95 MB\tStatus: timeout',
  },
  {
    name: 'REPORT, error',
    event: { ...report, status: 'error', errorType: 'Runtime.ExitError', initMs: 80 },
    want: 'REPORT RequestId: r\tDuration: 2.37 ms\tBilled Duration: 427 ms\tMemory Size: 512 MB\tMax Memory Used: 95 MB\tInit Duration: 80.00 ms\tStatus: error\tError Type: Runtime.ExitError',
  },
  {
    name: 'INIT_REPORT of a failed init',
    event: { ...initReport, status: 'error', errorType: 'Runtime.InvalidEntrypoint' },
    want: 'INIT_REPORT Init Duration: 0.79 ms\tPhase: init\tStatus: error\tError Type: Runtime.InvalidEntrypoint',
  },
  { name: 'none of an init on demand that went well', event: initReport, want: null },
  {
    name: 'always of a provisioned one',
    event: initReport,
    of: provisioned,
    want: 'INIT_REPORT Init Duration: 0.79 ms\tPhase: init',
  },
])('$name', ({ event, of = facts, want }) => {
  expect(platformText(event, of)).toBe(want);
});
