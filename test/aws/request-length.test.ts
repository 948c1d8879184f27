import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestLength } from '../../src/aws/request-length.ts';

it.each([
  { name: 'no head yet', text: 'POST / HTTP/1.1\r\nHost: x\r\n', want: null },
  { name: 'no body', text: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', want: 27 },
  // 'POST / HTTP/1.1' 15 + 2, 'Content-Length: 5' 17 + 2, empty line 2, body 5.
  { name: 'with a body', text: 'POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n', want: 43 },
  { name: 'lower case', text: 'POST / HTTP/1.1\r\ncontent-length:5\r\n\r\nab', want: 42 },
  { name: 'a header that ends like it', text: 'POST / HTTP/1.1\r\nx-content-length: 5\r\n\r\n', want: 40 },
])('length of a request: $name', ({ text, want }) => expect(requestLength(Buffer.from(text))).toBe(want));

it('does not depend on how much of the body is there', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (body, there) => {
      const head = Buffer.from(`POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n`);
      const bytes = Buffer.concat([head, body.subarray(0, there)]);
      expect(requestLength(bytes)).toBe(head.length + body.length);
    }),
  ));
