import { expect, it } from 'vitest';
import { thrownFacts, wrapped } from '../../src/aws/errors.ts';

const thrown = (name: string, message: string, statusCode: number): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: statusCode } });

it.each([
  {
    name: 'a page of a proxy',
    error: Object.assign(
      new SyntaxError('Unexpected token <\n  Deserialization error: inspect the hidden field'),
      {
        $response: { statusCode: 200 },
      },
    ),
    says: 'GetAlias failed: the answer is not JSON, as one of AWS would be (HTTP 200)',
  },
  {
    name: 'half an answer',
    error: Object.assign(new Error('aborted\n  Deserialization error: inspect the hidden field'), {
      code: 'ECONNRESET',
      $response: { statusCode: 200 },
    }),
    says: 'GetAlias failed: the connection was closed in the middle of the answer (HTTP 200)',
  },
  {
    name: 'nothing but a status',
    error: thrown('Unknown', 'UnknownError', 502),
    says: 'GetAlias failed: the answer gives no reason (HTTP 502)',
  },
  {
    name: 'an error of the API',
    error: thrown('ServiceException', 'try later', 500),
    says: 'GetAlias failed: ServiceException: try later (HTTP 500)',
  },
])('$name is told in one sentence', ({ error, says }) =>
  expect(wrapped('GetAlias', error)).toMatchObject({ message: says, exitCode: 4 }),
);

it('what the SDK tells its own users is no message', () =>
  expect(
    thrownFacts(
      new Error(
        'aborted\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.',
      ),
    ).message,
  ).toBe('aborted'));
