import { describe, expect, it } from 'vitest';
import { modelledIn, modelledMark } from '../../src/model/modelled.ts';

describe('the mark of a modelled function', () => {
  it.each(['', 'resizes images; see the wiki'])('is read back beside the description %j', (description) => {
    expect(modelledIn(modelledMark('node22-arm64, seed 1', description))).toBe('node22-arm64, seed 1');
  });

  it.each([undefined, '', 'resizes images', 'not Modelled by lambda-fanout: x'])(
    'is not in %j',
    (description) => {
      expect(modelledIn(description)).toBeNull();
    },
  );
});
