import fc from 'fast-check';
import { expect, it } from 'vitest';
import { functionArn, parseFunctionRef } from '../../../src/local/control/function-ref.ts';

const place = { region: 'eu-central-1', accountId: '123456789012' };
const name = fc.stringMatching(/^[a-zA-Z0-9-_]{1,64}$/).filter((text) => text !== 'function');
const qualifier = fc.option(fc.oneof(fc.constant('$LATEST'), fc.stringMatching(/^[a-zA-Z0-9-_]{1,20}$/)));

it('reads every form of a name back', () => {
  fc.assert(
    fc.property(name, qualifier, (functionName, given) => {
      const suffix = given === null ? '' : `:${given}`;
      const want = { functionName, qualifier: given };
      for (const text of [
        functionArn(place, functionName, given),
        `${place.accountId}:function:${functionName}${suffix}`,
        `function:${functionName}${suffix}`,
      ]) {
        expect(parseFunctionRef(text, null, place)).toEqual(want);
      }
      expect(parseFunctionRef(functionName, given, place)).toEqual(want);
    }),
  );
});

it.each([
  { text: '', qualifier: null, error: /functionName/ },
  { text: 'a b', qualifier: null, error: /Member must satisfy regular expression/ },
  { text: 'x'.repeat(65), qualifier: null, error: /functionName/ },
  { text: 'a', qualifier: 'b c', error: /'qualifier'/ },
  { text: 'a:1', qualifier: '2', error: /derived qualifier/ },
  {
    text: 'arn:aws:lambda:us-east-1:123456789012:function:a',
    qualifier: null,
    error: /not reachable in this region/,
  },
  {
    text: 'arn:aws:lambda:eu-central-1:999999999999:function:a',
    qualifier: null,
    error: /Function not found/,
  },
])('refuses $text with qualifier $qualifier', ({ text, qualifier: given, error }) => {
  expect(() => parseFunctionRef(text, given, place)).toThrow(error);
});
