import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workerReplySchema } from '../../src/model/worker-reply.ts';
import { workerReplyOf } from '../../src/model/worker-reply-of.ts';

const good = {
  environmentId: 'e',
  initializationType: 'on-demand',
  initStartedAt: 1,
  initEndedAt: 2,
  handlerStartedAt: 3,
  handlerEndedAt: 4,
  logStream: null,
};

describe('the check by hand and the schema say the same', () => {
  it.each([
    { name: 'a reply', payload: good },
    { name: 'with fields of its own', payload: { ...good, answer: 42 } },
    { name: 'null', payload: null },
    { name: 'a text', payload: 'ok' },
    { name: 'a list', payload: [good] },
    { name: 'an empty id', payload: { ...good, environmentId: '' } },
    { name: 'a long id', payload: { ...good, environmentId: 'e'.repeat(129) } },
    { name: 'no type', payload: { ...good, initializationType: undefined } },
    { name: 'a time in words', payload: { ...good, initStartedAt: '1' } },
  ])('$name', ({ payload }) => {
    const { success, data } = workerReplySchema.safeParse(payload);
    expect(workerReplyOf(payload)).toEqual(success ? data : null);
  });

  it('for anything that JSON can carry', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.string({ maxLength: 700 }), fc.double({ noNaN: true }));
    const reply = fc.record(
      Object.fromEntries(
        Object.entries(good).map(([key, value]) => [
          key,
          fc.oneof({ weight: 9, arbitrary: fc.constant(value) }, odd),
        ]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(reply, fc.jsonValue()), (value) => {
        const payload = JSON.parse(JSON.stringify(value));
        const { success, data } = workerReplySchema.safeParse(payload);
        expect(workerReplyOf(payload)).toEqual(success ? data : null);
      }),
    );
  });
});
