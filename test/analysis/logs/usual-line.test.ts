import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findsSink } from '../../../src/analysis/logs/find-lines.ts';
import { FindsWriter, findWidth } from '../../../src/analysis/logs/finds.ts';
import { usualLongest } from '../../../src/analysis/logs/usual-bytes.ts';
import { createUsualLines } from '../../../src/analysis/logs/usual-line.ts';
import { createLogReader } from '../../../src/analysis/parse/reader.ts';

/** What finds say, with the names that their indexes stand for. */
const said = ({ numbers, used, names, reports }: FindsWriter) => {
  const finds: unknown[] = [];
  for (let at = 0; at < used; at += findWidth(numbers[at] ?? 0)) {
    const [kind, stream = 0, atMs, request, name = 0, ...figures] = numbers.slice(
      at,
      at + findWidth(numbers[at] ?? 0),
    );
    finds.push([kind, names[stream], atMs, request, names[name], ...figures]);
  }
  return { finds, reports };
};

const generally = (line: string, whole = true) => {
  const finds = new FindsWriter(whole);
  const reader = createLogReader(findsSink(finds));
  reader.line(line);
  reader.end();
  return said(finds);
};

/** A line and what may follow it, as far as a buffer must reach beyond it. */
const followed = (line: string, by: string): Buffer =>
  Buffer.from(`${line}\n${by}`.padEnd(line.length + usualLongest, ' '));

const usually = (line: string, whole = true) => {
  const finds = new FindsWriter(whole);
  const lines = createUsualLines(finds);
  const bytes = followed(line, 'START');
  lines.of(bytes);
  const ends = [lines.report, lines.start, lines.event].map((read) => read(0, bytes.length));
  return { ...said(finds), ends: ends.filter((end) => end !== -1) };
};

const id = fc.uuid();
const figure = fc.oneof(
  fc.nat(900_000).map(String),
  fc.tuple(fc.nat(900_000), fc.nat(999)).map(([whole, part]) => `${whole}.${String(part).padStart(2, '0')}`),
  fc.constantFrom('0', '0.00', '007', '1.', '.5', '1e3', '-1', '12345678901234567', '3.1415926535', ''),
);
const time = fc
  .tuple(
    fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
    fc.constantFrom('Z', '+00:00', '', '+01:00'),
    fc.constantFrom('.123', '.123999', '.1', '', '.'),
  )
  .map(([date, zone, part]) => `${date.toISOString().slice(0, 19)}${part}${zone}`);
const stream = fc
  .tuple(
    fc.constantFrom('7', '$LATEST', 'PROD', ''),
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefF'), maxLength: 32 }),
    fc.constantFrom('', 'fn'),
  )
  .map(([version, hex, name]) => `2026/10/08/${name}[${version}]${hex}`);
const prefix = fc.oneof(
  fc.constantFrom('', '2026-02-30T10:00:00Z ', '2026-10-08T25:00:00 ', '12:00:00 ', '2026-10-08 12:00:00 '),
  time.map((at) => `${at} `),
  fc.tuple(time, stream).map(([at, name]) => `${at} ${name} `),
  fc.tuple(time, time).map(([a, b]) => `${a} ${b} `),
  stream.map((name) => `${name} `),
);
const rest = fc.constantFrom(
  '',
  '\t',
  '\tInit Duration: 12.50 ms\t',
  '\tInit Duration: 12.50 ms',
  '\tStatus: timeout',
  '\r',
  ' ',
  '\tXRAY TraceId: 1-2-3\t',
);

const report = fc
  .tuple(id, figure, figure, figure, figure, rest)
  .map(
    ([request, a, b, c, d, end]) =>
      `REPORT RequestId: ${request}\tDuration: ${a} ms\tBilled Duration: ${b} ms\tMemory Size: ${c} MB\tMax Memory Used: ${d} MB${end}`,
  );
const start = fc
  .tuple(id, fc.constantFrom('7', '$LATEST', 'é', 'a b', ''), fc.constantFrom('', '\r', ' '))
  .map(([request, version, end]) => `START RequestId: ${request} Version: ${version}${end}`);
const event = fc
  .tuple(
    time,
    id,
    figure,
    figure,
    figure,
    figure,
    fc.constantFrom('', ',"initDurationMs":12.5'),
    fc.constantFrom('success', 'error'),
  )
  .map(
    ([at, request, a, b, c, d, init, status]) =>
      `{"time":"${at}","type":"platform.report","record":{"requestId":"${request}","metrics":{"durationMs":${a},"billedDurationMs":${b},"memorySizeMB":${c},"maxMemoryUsedMB":${d}${init}},"status":"${status}"}}`,
  );
const initStart = fc
  .tuple(fc.constantFrom('INIT_START', 'INIT_START Runtime Version: '), fc.string({ maxLength: 300 }))
  .map(([word, runtime]) => `${word}${runtime.replaceAll('\n', '')}`);
const anyLine = fc.tuple(prefix, fc.oneof(report, start, initStart, event)).map((parts) => parts.join(''));

/** One character taken out, doubled or replaced. */
const damaged = fc
  .tuple(anyLine, fc.nat(), fc.constantFrom('', 'x', ' ', '\t', '0', ':'))
  .map(([line, at, character]) => {
    const place = at % (line.length + 1);
    return line.slice(0, place) + character + line.slice(place + 1);
  });

it('what it takes of a line is what the general reader reads', () => {
  fc.assert(
    fc.property(fc.oneof(anyLine, damaged), (line) => {
      const { ends, ...taken } = usually(line);
      if (ends.length === 0) expect(taken).toEqual({ finds: [], reports: [] });
      else expect({ ends, ...taken }).toEqual({ ends: [Buffer.byteLength(line)], ...generally(line) });
    }),
    { numRuns: 5_000 },
  );
});

const request = 'a1b2c3d4-0000-4000-8000-000000000001';
const whole = `REPORT RequestId: ${request}\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t`;

it.each([
  { name: 'REPORT', line: whole },
  { name: 'REPORT with an init', line: `${whole}Init Duration: 150.25 ms\t` },
  {
    name: 'REPORT after time and stream',
    line: `2026-10-08T12:00:00.123000+00:00 2026/10/08/[7]abc ${whole}`,
  },
  {
    name: 'START after time and stream',
    line: `2026-10-08T12:00:00Z 2026/10/08/[$LATEST]abc START RequestId: ${request} Version: $LATEST`,
  },
  {
    name: 'INIT_START after time and stream',
    line: '2026-10-08T12:00:00Z 2026/10/08/[7]abc INIT_START Runtime Version: nodejs:22.v30\tRuntime Version ARN: arn:x',
  },
  {
    name: 'platform.report',
    line: `{"time":"2026-10-08T12:00:00.123Z","type":"platform.report","record":{"requestId":"${request}","metrics":{"durationMs":1.5,"billedDurationMs":2,"memorySizeMB":128,"maxMemoryUsedMB":64},"status":"success"}}`,
  },
])('takes $name', ({ line }) => {
  const { ends, ...taken } = usually(line);
  expect(ends).toEqual([line.length]);
  expect(taken).toEqual(generally(line));
});

it('leaves a REPORT that the next line may carry on', () => {
  const finds = new FindsWriter(true);
  const lines = createUsualLines(finds);
  const bytes = followed(whole, 'XRAY TraceId: 1-2-3\t\n');
  lines.of(bytes);
  expect(lines.report(0, bytes.length)).toBe(-1);
  expect(finds.used).toBe(0);
});

it('leaves a line so near the end of its buffer that its parts could reach beyond', () => {
  const finds = new FindsWriter(true);
  const lines = createUsualLines(finds);
  lines.of(Buffer.from(`${whole}\nSTART`));
  expect(lines.report(0, whole.length + 1)).toBe(-1);
});
