import { expect, it } from 'vitest';
import { reportRequestId } from '../../src/model/report-request-id.ts';

it.each([
  {
    name: 'text',
    message: 'REPORT RequestId: a-1\tDuration: 2.37 ms\tBilled Duration: 427 ms\t',
    want: 'a-1',
  },
  {
    name: 'init first, blanks',
    message: 'REPORT RequestId: a-1 Init Duration: 1 ms Duration: 2 ms',
    want: 'a-1',
  },
  { name: 'whole number', message: 'REPORT RequestId: a-1\tDuration: 2 ms', want: 'a-1' },
  { name: 'JSON', message: '{"type":"platform.report","record":{"requestId":"a-1"}}\n', want: 'a-1' },
  { name: 'cut before Duration', message: 'REPORT RequestId: a-1\t', want: null },
  { name: 'quoted', message: 'saw REPORT RequestId: a-1\tDuration: 2 ms', want: null },
  { name: 'quoted in JSON', message: '{"message":"platform.report","requestId":"a-1"}', want: null },
  { name: 'cut JSON', message: '{"type":"platform.report","record":{"requestId":"a-1"', want: null },
  { name: 'START', message: 'START RequestId: a-1 Version: 1', want: null },
])('the request a REPORT names: $name', ({ message, want }) => expect(reportRequestId(message)).toBe(want));
