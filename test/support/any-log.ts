import fc from 'fast-check';

const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0');
const id = fc.nat(7).map((n) => `a1b2c3d4-0000-4000-8000-${hex(n, 12)}`);
const stream = fc.nat(3).map((n) => `2026/10/08/[${n === 0 ? '$LATEST' : n}]${hex(n, 32)}`);
const time = fc
  .nat(90_000)
  .map((ms) => new Date(1_791_460_800_000 + ms).toISOString())
  .chain((iso) => fc.constantFrom(iso, iso.replace('Z', '000+00:00'), iso.replace(/\..*/, '')));
const prefix = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(time, stream).map(([at, name]) => `${at} ${name} `) },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: time.map((at) => `${at} `) },
);
const ms = fc.nat(90_000).map((hundredths) => (hundredths / 100).toFixed(2));
const optional = (text: fc.Arbitrary<string>) => fc.oneof({ weight: 3, arbitrary: fc.constant('') }, text);

const reportText = fc
  .tuple(
    id,
    ms,
    optional(ms.map((init) => `Init Duration: ${init} ms\t`)),
    optional(
      fc.constantFrom(
        'Status: timeout',
        'Status: error\tError Type: Runtime.Unknown',
        'Restore Duration: 5.00 ms\t',
      ),
    ),
    optional(
      fc.constantFrom('\nXRAY TraceId: 1-2-3\tSegmentId: 4\tSampled: true\t', '\n\tStatus: error', '\r'),
    ),
  )
  .map(
    ([request, duration, init, status, after]) =>
      `REPORT RequestId: ${request}\tDuration: ${duration} ms\tBilled Duration: ${Math.ceil(Number(duration))} ms\tMemory Size: 128 MB\tMax Memory Used: 64 MB\t${init}${status}${after}`,
  );
const markText = fc.oneof(
  id.map((request) => `START RequestId: ${request} Version: 7`),
  id.map((request) => `END RequestId: ${request}`),
  fc.constant('INIT_START Runtime Version: nodejs:22.v30\tRuntime Version ARN: arn:aws:lambda:x'),
);

const event = fc
  .tuple(
    time,
    id,
    ms.map(Number),
    fc.constantFrom('success', 'success', 'error', 'timeout'),
    fc.option(ms.map(Number)),
    fc.constantFrom('report', 'report', 'start', 'initStart', 'runtimeDone'),
  )
  .map(([at, requestId, durationMs, status, initDurationMs, type]) => {
    const metrics = {
      durationMs,
      billedDurationMs: Math.ceil(durationMs),
      memorySizeMB: 128,
      maxMemoryUsedMB: 64,
      ...(initDurationMs === null ? {} : { initDurationMs }),
    };
    const record =
      type === 'initStart'
        ? { initializationType: 'on-demand', phase: 'init' }
        : type === 'start'
          ? { requestId, version: '7' }
          : { requestId, metrics, status };
    return { time: at, type: `platform.${type}`, record };
  });
const eventText = fc.oneof(
  { weight: 3, arbitrary: event.map((each) => JSON.stringify(each)) },
  { weight: 1, arbitrary: event.map((each) => JSON.stringify(each, null, 2)) },
  { weight: 1, arbitrary: fc.tuple(event, event).map((pair) => JSON.stringify(pair, null, 1)) },
);

/** What an application, or whoever keeps its log, writes in between. */
const otherText = fc.oneof(
  fc.constantFrom(
    '',
    'did something',
    'Hello: {"type":"platform.report"}',
    '{"level":"INFO","message":"platform.report"}',
    'a REPORT RequestId: of its own',
    'REPORT RequestId: cut',
    '{',
    '{"open": [',
    '}',
    ']}',
    '{"a":1}\r',
    '\tX',
    '関数',
  ),
  time,
  stream,
  fc.tuple(time, stream).map((both) => both.join(' ')),
  fc.nat(700).map((length) => 'x'.repeat(length)),
);

/** A log as Lambda, its runtimes and the tools around it may write it: requests and streams are few, so that lines
 * belong together, are repeated, or are torn apart. */
export const anyLog = (maxLength = 40): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.tuple(prefix, reportText).map((parts) => parts.join('')) },
        { weight: 3, arbitrary: fc.tuple(prefix, markText).map((parts) => parts.join('')) },
        { weight: 3, arbitrary: fc.tuple(prefix, eventText).map((parts) => parts.join('')) },
        { weight: 2, arbitrary: otherText },
      ),
      { maxLength },
    )
    .chain((pieces) => fc.constantFrom(pieces.join('\n'), `${pieces.join('\n')}\n`));
