import { describe, expect, it } from 'vitest';
import { ownerIn, streamOwner } from '../../src/model/log-stream.ts';

const hex = 'a'.repeat(32);

describe('whose log stream it is', () => {
  it.each([
    { name: `2026/10/08/[$LATEST]${hex}`, owner: '[$LATEST]', functionName: null, version: '$LATEST' },
    { name: `2026/10/08/[72]${hex}`, owner: '[72]', functionName: null, version: '72' },
    {
      name: `2026/10/08/my-function[7]${hex}`,
      owner: 'my-function[7]',
      functionName: 'my-function',
      version: '7',
    },
    // As AWS documents it for log groups of several functions.
    {
      name: `2026/10/08/my_fn[$LATEST][${hex}]`,
      owner: 'my_fn[$LATEST]',
      functionName: 'my_fn',
      version: '$LATEST',
    },
  ])('$name', ({ name, owner, functionName, version }) => {
    expect(ownerIn(name)).toBe(owner);
    expect(streamOwner(owner)).toEqual({ functionName, version });
  });

  it.each([
    '',
    'app',
    '2026/10/08/app',
    '2026-10-08[7]x',
    '2026/10/08/[]x',
    '2026/10/08/a b[7]x',
    'x/2026/10/08/[7]a',
  ])('%j is none of Lambda', (name) => expect(ownerIn(name)).toBeNull());
});
