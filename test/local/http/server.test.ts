import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from '../double-service.ts';

let service: DoubleService;
beforeAll(async () => {
  service = await startDouble({ functions: [{ functionName: 'f', folder: import.meta.dirname }] });
});
afterAll(() => service.end());

/** What comes back for some bytes, until the service closes the connection. */
const exchange = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(service.port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(text));
  });

const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`;
const settings = 'GET /2016-08-19/account-settings HTTP/1.1';

describe('what is no request of the APIs', () => {
  it.each([
    { name: 'no HTTP', bytes: '\0\x01\x02\r\n\r\n', want: 400 },
    { name: 'a method that is none', bytes: head('FOO / HTTP/1.1', 'Host: x'), want: 400 },
    { name: 'a header line without an end', bytes: head(settings, 'Host: x', 'X: a\rb: c'), want: 400 },
    { name: 'headers without end', bytes: head(settings, 'Host: x', `X: ${'a'.repeat(70_000)}`), want: 431 },
    {
      name: 'two lengths of one body',
      bytes: head(
        'POST /2015-03-31/functions HTTP/1.1',
        'Host: x',
        'Content-Length: 5',
        'Transfer-Encoding: chunked',
      ),
      want: 400,
    },
    {
      name: 'line ends in a name',
      bytes: head('GET /2015-03-31/functions/a%0d%0aX-Evil:1 HTTP/1.1', 'Host: x'),
      want: 400,
    },
    {
      name: 'a path that leads out',
      bytes: head('GET /2015-03-31/functions/..%2f..%2fetc HTTP/1.1', 'Host: x'),
      want: 400,
    },
  ])('$name is answered $want', async ({ bytes, want }) => {
    const text = await exchange(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${want} `));
    expect(text).not.toMatch(/^X-Evil/im);
  });

  it('a web page gets nothing, whatever it posts', async () => {
    const text = await exchange(head(settings, 'Host: x', 'Origin: http://somewhere.example'));
    expect(text).toMatch(/^HTTP\/1\.1 403 /);
    expect(text).toMatch(/x-amzn-errortype: AccessDeniedException/i);
    expect(await exchange(head(settings, 'Host: x'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('bodies that never come whole hold up nobody else', async () => {
    const request = head(
      'POST /2015-03-31/functions/f/invocations HTTP/1.1',
      'Host: x',
      'Content-Length: 100',
    );
    const sockets = await Promise.all(
      Array.from(
        { length: 50 },
        () =>
          new Promise<ReturnType<typeof connect>>((resolve) => {
            const socket = connect(service.port, '127.0.0.1', () =>
              socket.write(`${request}{"a"`, () => resolve(socket)),
            );
            socket.on('error', () => {});
          }),
      ),
    );
    expect(await exchange(head(settings, 'Host: x'))).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => service.lines.filter(({ statusCode }) => statusCode === null)).toHaveLength(50);
    expect(service.engine.requests).toEqual([]);
  });
});
