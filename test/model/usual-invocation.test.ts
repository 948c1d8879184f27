import { describe, expect, it } from 'vitest';
import { invocationLineSchema } from '../../src/model/run-file.ts';
import { isUsualInvocation } from '../../src/model/usual-invocation.ts';
import { workerReplySchema } from '../../src/model/worker-reply.ts';
import { anInvocation } from '../support/analysis-builder.ts';

const worker = {
  environmentId: 'e',
  initializationType: 'on-demand',
  initStartedAt: 1,
  initEndedAt: 2.5,
  handlerStartedAt: 3,
  handlerEndedAt: 4,
  logStream: null,
};
const line = { kind: 'invocation', ...anInvocation(), worker, tail: ['REPORT'] };

/** What a field might hold: of every kind of JSON, and at both sides of each limit. */
const values = [
  undefined,
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  -0,
  2 ** 53,
  1e15,
  -1e15 - 1,
  1e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  'x',
  'ok',
  'unsent',
  'invocation',
  'e'.repeat(64),
  'e'.repeat(65),
  'e'.repeat(128),
  'e'.repeat(129),
  'e'.repeat(512),
  'e'.repeat(513),
  [],
  ['x'],
  [1],
  [null],
  {},
  { a: 1 },
  worker,
];

const without = (from: object, key: string): object =>
  Object.fromEntries(Object.entries(from).filter(([own]) => own !== key));

/** The schema takes it, and hands on the same. */
const asItIs = (value: object): boolean => {
  const result = invocationLineSchema.safeParse(value);
  return result.success && JSON.stringify(sorted(result.data)) === JSON.stringify(sorted(value));
};
const sorted = (value: object): object =>
  Object.fromEntries(
    Object.entries(value)
      .map(
        ([key, own]) =>
          [key, typeof own === 'object' && own !== null && !Array.isArray(own) ? sorted(own) : own] as const,
      )
      .sort(([a], [b]) => a.localeCompare(b)),
  );

describe('a usual line', () => {
  it('is one with all fields, with a reply of its worker or without', () => {
    for (const each of [line, { ...line, worker: null }, { ...line, tail: null }, { ...line, tail: [] }]) {
      expect(asItIs(each)).toBe(true);
      expect(isUsualInvocation(each)).toBe(true);
    }
  });

  it.each(Object.keys(invocationLineSchema.shape))(
    'whatever %s holds, is taken as the schema takes it',
    (key) => {
      for (const value of values) {
        const changed = { ...line, [key]: value };
        expect([value, isUsualInvocation(changed)]).toEqual([value, value !== undefined && asItIs(changed)]);
      }
      expect(isUsualInvocation(without(line, key) as Record<string, unknown>)).toBe(false);
    },
  );

  it.each(Object.keys(workerReplySchema.shape))("whatever its worker's %s holds, too", (key) => {
    for (const value of values) {
      const changed = { ...line, worker: { ...worker, [key]: value } };
      expect([value, isUsualInvocation(changed)]).toEqual([value, value !== undefined && asItIs(changed)]);
    }
    expect(isUsualInvocation({ ...line, worker: without(worker, key) })).toBe(false);
  });

  it('has no further field', () => {
    expect(isUsualInvocation({ ...line, later: 1 })).toBe(false);
    expect(isUsualInvocation({ ...line, worker: { ...worker, later: 1 } })).toBe(false);
  });
});
