import { open } from 'node:fs/promises';

const chunkBytes = 1 << 20;
const requestId = (n: number): string => `a1b2c3d4-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const stream = (n: number): string => `2026/10/08/[7]${(n % 50).toString(16).padStart(32, '0')}`;
const iso = (ms: number): string => new Date(ms).toISOString();

/** 10 to 210 ms, spread without a generator; two decimals, as Lambda prints. */
const durationMs = (n: number): number => (1_000 + ((n * 7_919) % 20_000)) / 100;
const isCold = (n: number): boolean => n % 100 === 0;
const application = (n: number, line: number): string =>
  `application line ${line} of request ${n}: did something`;

function textRequest(n: number, prefix: (ms: number) => string): string {
  const atMs = 1_791_460_800_000 + n * 20;
  const lines = [
    ...(isCold(n)
      ? ['INIT_START Runtime Version: nodejs:22.v30\tRuntime Version ARN: arn:aws:lambda:x']
      : []),
    `START RequestId: ${requestId(n)} Version: 7`,
    ...[1, 2, 3, 4, 5, 6].map((line) => `${iso(atMs)}\t${requestId(n)}\tINFO\t${application(n, line)}`),
    `END RequestId: ${requestId(n)}`,
    `REPORT RequestId: ${requestId(n)}\tDuration: ${durationMs(n).toFixed(2)} ms\tBilled Duration: ${Math.ceil(durationMs(n))} ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t${isCold(n) ? 'Init Duration: 180.25 ms\t' : ''}`,
  ];
  return lines.map((line, at) => `${prefix(atMs + at)}${line}\n`).join('');
}

function jsonRequest(n: number): string {
  const atMs = 1_791_460_800_000 + n * 20;
  const event = (type: string, record: object) => ({ time: iso(atMs), type, record });
  const metrics = {
    durationMs: durationMs(n),
    billedDurationMs: Math.ceil(durationMs(n)),
    memorySizeMB: 128,
    maxMemoryUsedMB: 64,
    ...(isCold(n) ? { initDurationMs: 180.25 } : {}),
  };
  const lines = [
    ...(isCold(n) ? [event('platform.initStart', { initializationType: 'on-demand', phase: 'init' })] : []),
    event('platform.start', { requestId: requestId(n), version: '7' }),
    ...[1, 2, 3, 4, 5].map((line) => ({
      timestamp: iso(atMs),
      level: 'INFO',
      requestId: requestId(n),
      message: application(n, line),
    })),
    event('platform.report', { requestId: requestId(n), metrics, status: 'success' }),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Forms of logs: as a stream holds them, as `aws logs tail` prints them, and in JSON. */
export const logForms = {
  text: (n: number) => textRequest(n, () => ''),
  tailed: (n: number) => textRequest(n, (ms) => `${iso(ms)} ${stream(n)} `),
  json: jsonRequest,
} satisfies Record<string, (n: number) => string>;

/** Writes a log of about so many bytes; one line in nine is a REPORT. */
export async function writeLog(path: string, request: (n: number) => string, bytes: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    let text = '';
    for (let [n, written] = [0, 0]; written < bytes; n += 1) {
      text += request(n);
      if (text.length < chunkBytes && written + text.length < bytes) continue;
      await file.write(text);
      written += text.length;
      text = '';
    }
  } finally {
    await file.close();
  }
}
