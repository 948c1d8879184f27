/** What peer.c does, for machines without a C compiler: a Node.js server and a loop of `socket.write`. It takes the same
 * arguments and prints the same. A request has arrived when this process reads it, for want of the kernel's stamps. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const reply = (): string => {
  const sent = monotonicMs().toFixed(6);
  const body = `{"sentMs":${sent}}`;
  return (
    'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Amz-Executed-Version: 1\r\n' +
    `x-amzn-RequestId: ${sent}\r\nX-Amz-Log-Result: ` +
    'UkVQT1JUIFJlcXVlc3RJZDogeAlEdXJhdGlvbjogMS4wMCBtcwlCaWxsZWQgRHVyYXRpb246IDIgbXMJCg==\r\n' +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  );
};

/** Bytes of the request that `head` begins with; null while its head is not whole. */
const wantedBytes = (head: string): number | null => {
  const end = head.indexOf('\r\n\r\n');
  if (end < 0) return null;
  return end + 4 + Number(/^content-length: *(\d+)/im.exec(head.slice(0, end))?.[1] ?? 0);
};

async function serve(count: number, holdMs: number, together: boolean, tls: readonly string[]) {
  const arrivedMs: number[] = [];
  const whole: Socket[] = [];
  const answer = (socket: Socket): void => {
    if (!socket.destroyed) socket.write(reply());
  };
  const accept = (socket: Socket): void => {
    let head = '';
    let got = 0;
    socket.setNoDelay(true).on('error', () => {});
    socket.on('data', (bytes) => {
      if (got === 0 && arrivedMs.length < count) {
        arrivedMs.push(monotonicMs());
        if (arrivedMs.length === count)
          say(`{"spreadMs":${(monotonicMs() - (arrivedMs[0] ?? 0)).toFixed(4)}}`);
      }
      if (head.length < 4_096) head += bytes.toString('latin1');
      got += bytes.length;
      const wanted = wantedBytes(head);
      if (wanted === null || got < wanted) return;
      got = 0;
      head = '';
      whole.push(socket);
      if (!together) setTimeout(answer, holdMs, socket);
      else if (whole.length === count) setTimeout(() => whole.forEach(answer), holdMs);
    });
  };
  const [cert = '', key = ''] = tls.map((path) => readFileSync(path, 'utf8'));
  const server = tls.length === 0 ? createServer(accept) : createTlsServer({ cert, key }, accept);
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 });
  await once(server, 'listening');
  say(String((server.address() as AddressInfo).port));
  process.stdin.resume().once('close', () => process.exit());
}

async function writeLoop(port: number, count: number, bytes: number) {
  const body = '{"lambdaFanout":{"holdMs":200}}';
  const head = `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\nX-Fill: `;
  const fill = 'x'.repeat(Math.max(0, bytes - head.length - 4 - body.length));
  const request = Buffer.from(`${head}${fill}\r\n\r\n${body}`);
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const socket = connect({ host: '127.0.0.1', port });
    await once(socket, 'connect');
    sockets.push(socket.setNoDelay(true).on('error', () => {}));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  const firstMs = monotonicMs();
  let lastMs = firstMs;
  for (const socket of sockets) {
    lastMs = monotonicMs();
    socket.write(request);
  }
  say(`{"skewMs":${(lastMs - firstMs).toFixed(4)}}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  process.exit();
}

const [task, ...args] = process.argv.slice(2);
if (task === 'serve') await serve(Number(args[0]), Number(args[1]), args[2] === 'together', args.slice(3));
else await writeLoop(Number(args[0]), Number(args[1]), Number(args[2]));
