const reportLine = /Init Duration: ([\d.]+) ms/;

/** Sends N Invokes at once with their tails.
 * @returns Init Duration of each REPORT that has one, ms
 * @throws where one is not answered 200 */
export async function initsOfBurst(
  port: number,
  qualifier: string,
  count: number,
  holdMs: number,
): Promise<number[]> {
  const url = `http://127.0.0.1:${port}/2015-03-31/functions/worker_lambda/invocations?Qualifier=${encodeURIComponent(qualifier)}`;
  const replies = await Promise.all(
    Array.from({ length: count }, () =>
      fetch(url, {
        method: 'POST',
        headers: { 'x-amz-log-type': 'Tail' },
        body: JSON.stringify({ lambdaFanout: { holdMs } }),
      }),
    ),
  );
  return replies.flatMap((reply) => {
    if (reply.status !== 200 || reply.headers.has('x-amz-function-error')) {
      throw new Error(
        `Invoke was answered ${reply.status} ${reply.headers.get('x-amz-function-error') ?? ''}`,
      );
    }
    const tail = Buffer.from(reply.headers.get('x-amz-log-result') ?? '', 'base64').toString();
    const initMs = reportLine.exec(tail)?.[1];
    return initMs === undefined ? [] : [Number(initMs)];
  });
}
