import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DoubleService, startDouble } from '../double-service.ts';

const group = '/aws/lambda/worker';
const streams = ['2026/11/23/[1]a', '2026/11/23/[1]b', '2026/11/23/[$LATEST]c'];

let service: DoubleService;
beforeAll(async () => {
  service = await startDouble();
  const { logs } = service.engine;
  for (const name of ['/aws/lambda/other', '/custom', group]) logs.openStream(name, streams[0] ?? '');
  for (let index = 0; index < 9; index += 1) {
    logs.append(group, streams[index % 3] ?? '', `event ${index}${index % 2 ? ' odd' : ''}\n`);
  }
});
afterAll(() => service.end());

const filter = (input: Partial<FilterLogEventsCommandInput> = {}) =>
  service.logs.send(
    new FilterLogEventsCommand({ logGroupName: group, ...input } as FilterLogEventsCommandInput),
  );
const numbers = (events: readonly { message?: string | undefined }[] | undefined) =>
  (events ?? []).map(({ message }) => Number(/event (\d)/.exec(message ?? '')?.[1]));

describe('DescribeLogGroups', () => {
  const names = async (input: object) =>
    (await service.logs.send(new DescribeLogGroupsCommand(input))).logGroups?.map(
      ({ logGroupName }) => logGroupName,
    );
  it('lists by name, prefix and pattern, page by page', async () => {
    expect(await names({})).toEqual(['/aws/lambda/other', group, '/custom']);
    expect(await names({ logGroupNamePrefix: '/aws/lambda/w' })).toEqual([group]);
    expect(await names({ logGroupNamePattern: 'OTHER' })).toEqual(['/aws/lambda/other']);
    const first = await service.logs.send(new DescribeLogGroupsCommand({ limit: 2 }));
    expect(first.logGroups).toHaveLength(2);
    expect(await names({ limit: 2, nextToken: first.nextToken })).toEqual(['/custom']);
    expect(first.logGroups?.[1]?.arn).toBe(`arn:aws:logs:us-east-1:123456789012:log-group:${group}:*`);
  });
});

describe('DeleteLogGroup', () => {
  it('forgets the group and its streams, once', async () => {
    service.engine.logs.openStream('/gone', 'stream');
    const remove = () => service.logs.send(new DeleteLogGroupCommand({ logGroupName: '/gone' }));
    await remove();
    expect(service.engine.logs.streams('/gone')).toBeNull();
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('DescribeLogStreams', () => {
  const names = async (input: object) =>
    (
      await service.logs.send(new DescribeLogStreamsCommand({ logGroupName: group, ...input }))
    ).logStreams?.map(({ logStreamName }) => logStreamName);
  it('orders by name or last event', async () => {
    expect(await names({})).toEqual([streams[2], streams[0], streams[1]]);
    expect(await names({ logStreamNamePrefix: '2026/11/23/[1]', descending: true })).toEqual([
      streams[1],
      streams[0],
    ]);
    expect(await names({ orderBy: 'LastEventTime', limit: 3 })).toHaveLength(3);
    await expect(names({ orderBy: 'LastEventTime', logStreamNamePrefix: 'x' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(names({ limit: 51 })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('FilterLogEvents', () => {
  it('interleaves the streams in order', async () => {
    const { events, nextToken } = await filter();
    expect(numbers(events)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(nextToken).toBeUndefined();
    expect(new Set(events?.map(({ eventId }) => eventId)).size).toBe(9);
    expect(events?.[1]).toMatchObject({
      logStreamName: streams[1],
      timestamp: expect.any(Number),
      ingestionTime: expect.any(Number),
    });
  });

  it.each([
    { name: 'pattern', input: { filterPattern: 'odd' }, want: [1, 3, 5, 7] },
    { name: 'streams', input: { logStreamNames: [streams[0] ?? ''] }, want: [0, 3, 6] },
    { name: 'stream prefix', input: { logStreamNamePrefix: '2026/11/23/[$' }, want: [2, 5, 8] },
    { name: 'newest first', input: { startFromHead: false, limit: 2 }, want: [8, 7] },
    { name: 'limit', input: { limit: 4 }, want: [0, 1, 2, 3] },
    { name: 'later start', input: { startTime: 9_999_999_999_999 }, want: [] },
    { name: 'earlier end', input: { endTime: 1 }, want: [] },
  ])('by $name', async ({ input, want }) => {
    expect(numbers((await filter(input)).events)).toEqual(want);
  });

  it('takes the group as an ARN, with or without :*', async () => {
    const arn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}`;
    for (const logGroupIdentifier of [arn, `${arn}:*`, group]) {
      expect((await filter({ logGroupName: undefined, logGroupIdentifier })).events).toHaveLength(9);
    }
  });

  it('pages: nothing twice, nothing left out', async () => {
    const seen: number[] = [];
    const pages = paginateFilterLogEvents({ client: service.logs, pageSize: 4 }, { logGroupName: group });
    for await (const { events } of pages) seen.push(...numbers(events));
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('gives pages of 1 MB at most', async () => {
    for (let index = 0; index < 3; index += 1)
      service.engine.logs.append('/custom', 's', 'x'.repeat(500_000));
    const first = await filter({ logGroupName: '/custom' });
    expect(first.events).toHaveLength(2);
    expect((await filter({ logGroupName: '/custom', nextToken: first.nextToken })).events).toHaveLength(1);
  });

  it.each([
    { name: 'a missing group', input: { logGroupName: '/no' }, error: 'ResourceNotFoundException' },
    { name: 'a broken pattern', input: { filterPattern: '{ $' }, error: 'InvalidParameterException' },
    { name: 'a foreign token', input: { nextToken: 'x' }, error: 'InvalidParameterException' },
    { name: 'limit 10,001', input: { limit: 10_001 }, error: 'InvalidParameterException' },
    {
      name: 'both kinds of streams',
      input: { logStreamNames: ['a'], logStreamNamePrefix: 'a' },
      error: 'InvalidParameterException',
    },
  ])('refuses $name', async ({ input, error }) => {
    await expect(filter(input)).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: 400 } });
  });
});

describe('GetLogEvents', () => {
  const get = (input: object) =>
    service.logs.send(new GetLogEventsCommand({ logGroupName: group, logStreamName: streams[0], ...input }));
  it('goes forward until the same token comes back', async () => {
    const first = await get({ startFromHead: true, limit: 2 });
    expect(numbers(first.events)).toEqual([0, 3]);
    const second = await get({ limit: 2, nextToken: first.nextForwardToken });
    expect(numbers(second.events)).toEqual([6]);
    const end = await get({ nextToken: second.nextForwardToken });
    expect(end.events).toEqual([]);
    expect(end.nextForwardToken).toBe(second.nextForwardToken);
  });
  it('starts at the end and goes backward', async () => {
    const last = await get({ limit: 1 });
    expect(numbers(last.events)).toEqual([6]);
    const before = await get({ nextToken: last.nextBackwardToken });
    expect(numbers(before.events)).toEqual([0, 3]);
    const end = await get({ nextToken: before.nextBackwardToken });
    expect(end.nextBackwardToken).toBe(before.nextBackwardToken);
  });
  it('refuses a stream that is not there', async () => {
    await expect(get({ logStreamName: 'no' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
  });
});

it('hides events until they are ingested', async () => {
  const late = await startDouble({}, { ingestionDelayMs: 60_000 });
  late.engine.logs.append(group, 's', 'event 1');
  const { events } = await late.logs.send(new FilterLogEventsCommand({ logGroupName: group }));
  expect(events).toEqual([]);
  await late.end();
});

it('names the operations it has to whoever asks for another', async () => {
  await expect(service.logs.send(new CreateLogGroupCommand({ logGroupName: 'x' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringContaining('FilterLogEvents'),
  });
});
