import { describe, expect, it } from 'vitest';
import { benchOptions } from '../../../src/commands/options/bench.ts';
import { refuseCleanupContradictions } from '../../../src/commands/options/cleanup.ts';
import { coldWayOf, refuseColdContradictions } from '../../../src/commands/options/cold.ts';
import { provisionAction } from '../../../src/commands/options/provision.ts';
import { parseOptions } from '../../../src/commands/options/values.ts';
import { aHeader } from '../../support/analysis-builder.ts';

const check = (raw: Readonly<Record<string, unknown>>): void =>
  refuseColdContradictions(raw, parseOptions(benchOptions, raw, 'bench'));

describe('bench', () => {
  it.each<{ raw: Readonly<Record<string, unknown>>; says: RegExp }>([
    { raw: { forceCold: true, cool: '15m', rounds: '2' }, says: /^--force-cold and --cool contradict/ },
    { raw: { twins: true, cool: '15m', rounds: '2' }, says: /^--twins and --cool contradict/ },
    {
      raw: { watchDeployment: true, waitReady: true },
      says: /^--watch-deployment and --wait-ready contradict/,
    },
    { raw: { watchDeployment: true, forceCold: true }, says: /^--watch-deployment and --force-cold/ },
    { raw: { watchDeployment: true, twins: true }, says: /^--watch-deployment and --twins/ },
    { raw: { watchDeployment: true, cool: '15m', rounds: '2' }, says: /^--watch-deployment and --cool/ },
    { raw: { twins: true, orchestrator: 'o' }, says: /^--twins and --orchestrator/ },
    { raw: { forceCold: true, warmUp: '1' }, says: /^--force-cold and --warm-up/ },
    { raw: { watchDeployment: true, warmUp: '1' }, says: /^--watch-deployment and --warm-up/ },
    { raw: { cool: '15m' }, says: /^--cool waits between rounds, and there is one/ },
    { raw: { journal: 'j' }, says: /^--journal only means something together with --force-cold or --twins/ },
    { raw: { readyTimeout: '1m' }, says: /^--ready-timeout only means something together with/ },
  ])('$says', ({ raw, says }) => {
    expect(() => check(raw)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(says) }),
    );
  });

  it.each<Readonly<Record<string, unknown>>>([
    {},
    { forceCold: true },
    { forceCold: true, twins: true, journal: 'j' },
    { forceCold: true, orchestrator: 'o' },
    { forceCold: true, waitReady: true },
    { cool: '15m', rounds: '2' },
    { watchDeployment: true, readyTimeout: '1m' },
    { warmUp: '1' },
  ])('takes %j', (raw) => expect(() => check(raw)).not.toThrow());

  const published = aHeader().target;
  const latest = { ...published, qualifier: '$LATEST', version: '$LATEST' };
  const aliasOfLatest = { ...published, version: '$LATEST' };
  it.each([
    { options: {}, target: published, want: null },
    { options: { forceCold: true } as const, target: published, want: 'twins' },
    { options: { forceCold: true } as const, target: latest, want: 'marker' },
    { options: { forceCold: true } as const, target: aliasOfLatest, want: 'marker' },
    { options: { twins: true } as const, target: latest, want: 'twins' },
    { options: { forceCold: true, twins: true } as const, target: latest, want: 'twins' },
    { options: { cool: 900_000 }, target: published, want: 'cool' },
  ])('$options on $target.qualifier (version $target.version): $want', ({ options, target, want }) => {
    expect(coldWayOf(options, target)).toBe(want);
  });
});

describe('provision', () => {
  it.each([
    { operands: ['show'], want: { kind: 'show' } },
    { operands: ['wait'], want: { kind: 'wait' } },
    { operands: ['clear'], want: { kind: 'clear' } },
    { operands: ['set', '10'], want: { kind: 'set', requested: 10 } },
  ])('$operands', ({ operands, want }) => expect(provisionAction(operands)).toEqual(want));

  it.each([
    { operands: [], says: 'provision does one of show, set, wait, clear, not ""' },
    { operands: ['put', '3'], says: 'not "put"' },
    { operands: ['show', '3'], says: 'provision show takes no number' },
    { operands: ['set'], says: 'provision set needs a number' },
    { operands: ['set', '0'], says: 'provision set 0 is not what AWS takes' },
    { operands: ['set', 'ten'], says: 'provision set must be a whole number from 1' },
    { operands: ['set', '-1'], says: 'provision set must be a whole number from 1' },
  ])('refuses $operands', ({ operands, says }) => {
    expect(() => provisionAction(operands)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(says) }),
    );
  });
});

describe('cleanup', () => {
  it.each([
    { raw: { find: true, journal: 'j' }, says: '--find and --journal contradict' },
    { raw: { olderThan: '1h' }, says: '--older-than only means something together with --find' },
    { raw: { region: 'eu-west-1' }, says: '--region only means something together with --find' },
  ])('refuses $raw', ({ raw, says }) => {
    expect(() => refuseCleanupContradictions(raw)).toThrow(says);
  });
});
