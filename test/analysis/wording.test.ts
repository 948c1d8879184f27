import { expect, it } from 'vitest';
import { spanText } from '../../src/analysis/wording.ts';

it.each([
  [1_595, '1.6 s'],
  [119_900, '119.9 s'],
  [120_000, '2.0 minutes'],
  [7_199_000, '120.0 minutes'],
  [7_200_000, '2.0 hours'],
  [172_799_000, '48.0 hours'],
  [604_800_000, '7.0 days'],
])('%d ms are %s', (ms, want) => expect(spanText(ms)).toBe(want));
