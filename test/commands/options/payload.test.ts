import { describe, expect, it } from 'vitest';
import { payloadOf } from '../../../src/commands/options/payload.ts';
import { UsageError } from '../../../src/model/errors.ts';

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('payload', () => {
  it.each([
    { name: 'nothing', text: null, holdMs: null, want: '{}', wantHoldMs: null },
    {
      name: 'only a hold',
      text: null,
      holdMs: 500,
      want: '{"lambdaFanout":{"holdMs":500}}',
      wantHoldMs: 500,
    },
    {
      name: 'a hold of zero',
      text: '{"a":1}',
      holdMs: 0,
      want: '{"a":1,"lambdaFanout":{"holdMs":0}}',
      wantHoldMs: 0,
    },
    {
      name: 'left as it is, blanks too',
      text: '{ "a": 1.0 }',
      holdMs: null,
      want: '{ "a": 1.0 }',
      wantHoldMs: null,
    },
    { name: 'no object, no hold', text: '[1]', holdMs: null, want: '[1]', wantHoldMs: null },
    {
      name: 'says its own hold',
      text: '{"lambdaFanout":{"holdMs":7}}',
      holdMs: null,
      want: '{"lambdaFanout":{"holdMs":7}}',
      wantHoldMs: 7,
    },
    {
      name: 'the flag wins, its neighbours stay',
      text: '{"lambdaFanout":{"holdMs":7,"x":1}}',
      holdMs: 9,
      want: '{"lambdaFanout":{"holdMs":9,"x":1}}',
      wantHoldMs: 9,
    },
  ])('$name', ({ text, holdMs, want, wantHoldMs }) => {
    const payload = payloadOf(text, holdMs);
    expect(textOf(payload.bytes)).toBe(want);
    expect(payload.holdMs).toBe(wantHoldMs);
  });

  it.each([
    { name: 'not JSON', text: '{', holdMs: null, says: 'not JSON' },
    { name: 'a list with a hold', text: '[]', holdMs: 1, says: 'object' },
    {
      name: 'over 6 MB',
      text: JSON.stringify('x'.repeat(6 * 1_024 * 1_024)),
      holdMs: null,
      says: '6,291,456',
    },
  ])('refuses: $name', ({ text, holdMs, says }) => {
    expect(() => payloadOf(text, holdMs)).toThrow(UsageError);
    expect(() => payloadOf(text, holdMs)).toThrow(says);
  });
});
