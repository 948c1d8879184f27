import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountPort } from '../../src/aws/account.ts';
import { coldByMarker, coldByTwins } from '../../src/fanout/cold.ts';
import { journalOn } from '../../src/fanout/journal.ts';
import { undo } from '../../src/fanout/undo.ts';
import { realClock } from '../../src/io/clock.ts';
import { type JournalLine, openChanges } from '../../src/model/journal.ts';
import { type DoubleService, startDouble } from '../local/double-service.ts';
import { storedZip } from '../local/stored-zip.ts';

let service: DoubleService;
const FunctionName = 'worker';
const functionArn = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`;
beforeAll(async () => {
  service = await startDouble();
  const code = storedZip([{ name: 'index.mjs', text: 'export const handler = async () => 1;' }]);
  await service.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/r',
      Environment: { Variables: { TABLE: 'orders', LEVEL: 'info' } },
      Code: { ZipFile: code },
    }),
  );
  await service.lambda.send(new PublishVersionCommand({ FunctionName }));
  await service.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
});
afterAll(() => service.end());

/** Everything in the account that could be seen to have changed; revisions and times of changes are not. */
async function account() {
  const { Functions } = await service.lambda.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }));
  const { Configuration, Tags } = await service.lambda.send(new GetFunctionCommand({ FunctionName }));
  const { RevisionId, ...alias } = await service.lambda.send(
    new GetAliasCommand({ FunctionName, Name: 'live' }),
  );
  const { logGroups } = await service.logs.send(new DescribeLogGroupsCommand({}));
  return {
    functions: Functions?.map(({ FunctionArn, CodeSha256, Environment }) => [
      FunctionArn,
      CodeSha256,
      Environment,
    ]),
    latest: [Configuration?.Environment, Configuration?.LastUpdateStatus, Tags],
    alias: [alias.FunctionVersion, alias.RoutingConfig, RevisionId],
    logGroups: logGroups?.map(({ logGroupName }) => logGroupName).filter((name) => name?.includes('twin')),
  };
}

/** A process that stops for good at its k-th step: a line of the journal, or a request to Lambda or Logs, each before and
 * after it is done. */
class Mortal {
  readonly #deathAt: number;
  steps = 0;
  readonly died: Promise<'died'>;
  #die: () => void = () => {};
  constructor(deathAt: number) {
    this.#deathAt = deathAt;
    this.died = new Promise((resolve) => {
      this.#die = () => resolve('died');
    });
  }
  async step(): Promise<void> {
    this.steps += 1;
    if (this.steps !== this.#deathAt) return;
    this.#die();
    await new Promise(() => {});
  }
  readonly around = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await this.step();
    const result = await work();
    await this.step();
    return result;
  };
}

const never = new AbortController().signal;
const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };

function portOf(mortal: Mortal | null) {
  const client = new LambdaClient({ endpoint: service.url, region: 'us-east-1', credentials });
  if (mortal !== null)
    client.middlewareStack.add((next) => (args) => mortal.around(() => next(args)), {
      step: 'deserialize',
      priority: 'low',
    });
  const logs = mortal === null ? service.logs : Object.create(service.logs);
  if (mortal !== null) logs.send = (command: never) => mortal.around(() => service.logs.send(command));
  return { port: accountPort(client, logs, realClock), client };
}

const rounds = 3;

/** A run of three rounds; what it wrote down, and how many steps it took. */
async function run(way: 'marker' | 'twins', deathAt: number, runId: string) {
  const mortal = new Mortal(deathAt);
  const lines: JournalLine[] = [];
  const { port, client } = portOf(mortal);
  const journal = journalOn(
    {
      path: '/journal',
      append: (line) => mortal.around(async () => void lines.push(line)),
      remove: async () => {},
      close: async () => {},
    },
    [],
  );
  const target = {
    functionName: FunctionName,
    qualifier: way === 'marker' ? '$LATEST' : 'live',
    region: 'us-east-1',
  };
  const subject = { target, functionArn, logGroup: '/aws/lambda/worker', runId };
  const ports = { account: port, journal, clock: realClock };
  const cold = way === 'marker' ? coldByMarker(subject, ports) : coldByTwins(subject, ports);
  const live = async (): Promise<'lived'> => {
    for (let round = 1; round <= rounds; round += 1) {
      const { functionName, qualifier } = (await cold.before(round, never)).target;
      await service.lambda.send(new InvokeCommand({ FunctionName: functionName, Qualifier: qualifier }));
      await mortal.step();
    }
    expect(await cold.end(never)).toEqual([]);
    return 'lived';
  };
  const end = await Promise.race([live(), mortal.died]);
  client.destroy();
  return { end, lines, steps: mortal.steps };
}

async function cleanUp(lines: readonly JournalLine[]) {
  const { port, client } = portOf(null);
  const undoings = [];
  for (const open of openChanges(lines)) undoings.push(await undo(open, port, never));
  client.destroy();
  return undoings;
}

const runIdOf = (n: number): string => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;

describe.each(['marker', 'twins'] as const)('a run by %s', (way) => {
  it('that is not killed leaves the account as it was, with an empty journal', async () => {
    const before = await account();
    const { end, lines } = await run(way, 0, runIdOf(0));
    expect(end).toBe('lived');
    expect(openChanges(lines)).toEqual([]);
    expect(await account()).toEqual(before);
  });

  it('that is killed at any step is undone by its journal, and by it again', async () => {
    const before = await account();
    const { steps } = await run(way, 0, runIdOf(1));
    expect(steps).toBeGreaterThan(40);
    for (let step = 1; step <= steps; step += 1) {
      const { end, lines } = await run(way, step, runIdOf(100 + step));
      expect({ step, end }).toEqual({ step, end: 'died' });
      const undoings = await cleanUp(lines);
      expect({ step, undoings: undoings.map(({ how, note }) => [how === 'left', note]) }).toEqual({
        step,
        undoings: undoings.map(() => [false, null]),
      });
      expect({ step, account: await account() }).toEqual({ step, account: before });
      await cleanUp(lines);
      expect({ step, account: await account() }).toEqual({ step, account: before });
    }
  }, 120_000);
});
