import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers a target's facts and Invoke at once. */
export interface AnsweringLambda {
  readonly url: string;
  /** When the first Invoke since the last call was answered; NaN: none was. */
  readonly firstAnswerMs: () => number;
  readonly stop: () => Promise<void>;
}

const configuration = {
  FunctionName: 'worker_lambda',
  FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:worker_lambda',
  Version: '$LATEST',
  Runtime: 'nodejs22.x',
  Architectures: ['x86_64'],
  MemorySize: 128,
  Timeout: 3,
  State: 'Active',
  PackageType: 'Zip',
};
const account = { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 1_000 } };

const report = (requestId: string): string =>
  `REPORT RequestId: ${requestId}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t\n`;

export async function answeringLambda(): Promise<AnsweringLambda> {
  let firstMs = Number.NaN;
  const answer = ({ url = '', headers }: IncomingMessage, reply: ServerResponse): void => {
    reply.setHeader('content-type', 'application/json');
    if (!url.includes('/invocations')) {
      const facts = url.includes('/configuration')
        ? configuration
        : url.includes('/account-settings')
          ? account
          : {};
      reply.end(JSON.stringify(facts));
      return;
    }
    const requestId = String(headers['amz-sdk-invocation-id']);
    reply.setHeader('x-amzn-requestid', requestId);
    reply.setHeader('x-amz-executed-version', '$LATEST');
    reply.setHeader('x-amz-log-result', Buffer.from(report(requestId)).toString('base64'));
    reply.end('{}');
    if (Number.isNaN(firstMs)) firstMs = performance.now();
  };
  const server = createServer((request, reply) => {
    request.resume().once('end', () => answer(request, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    firstAnswerMs: () => {
      const answeredMs = firstMs;
      firstMs = Number.NaN;
      return answeredMs;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
