import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHeader, anInvocation } from '../support/analysis-builder.ts';
import { type CliOptions, cli } from '../support/cli.ts';
import { foregroundServices, localClient } from '../support/foreground-service.ts';

/** A folder with all that the cases name; every case runs in it, and it must be the same afterwards. */
let cwd = '';
let emptyHome = '';
const startService = foregroundServices();
let occupied: Server;
let port = 0;

const header = aHeader();
const invocation = { kind: 'invocation', ...anInvocation() };
const lines = (...values: readonly unknown[]): string =>
  values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('');

const files: Readonly<Record<string, string>> = {
  'good.jsonl': lines(header, invocation),
  'empty.jsonl': '',
  'notes.txt': 'what I wanted to say\n',
  'one-line.txt': 'my only copy',
  'no-header.jsonl': lines(invocation),
  'broken.jsonl': lines(header, invocation, '{"kind":"invocation",', { ...invocation, seq: 1 }),
  'wrong-field.jsonl': lines(header, invocation, { ...invocation, seq: 'two' }),
  'twice.jsonl': lines(header, invocation, invocation),
  'later.jsonl': lines({ ...header, schema: 99 }, invocation),
  'binary.jsonl': '\u0000\u0001\u0002\n',
  'large.json': JSON.stringify('x'.repeat(6 * 1_024 * 1_024)),
  'broken-payload.json': '{"a":',
  'broken-local.json': '{"functions": [',
  'unknown-key.json': '{"prot": 9001}',
  'wrong-value.json': '{"port": "ninety"}',
  'unknown-fault.json': '{"faults": [{"effect": {"kind": "earthquake"}}]}',
  'no-folder.json': '{"functions": [{"functionName": "f", "folder": "nowhere"}]}',
  'own-functions.json': '{"functions": [{"functionName": "f", "folder": "."}]}',
  'throws.mjs': 'throw new Error("no database");\n',
  'app.mjs': 'export const handler = async () => 1;\n',
};

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lambda-fanout-bad-input-'));
  emptyHome = await mkdtemp(join(tmpdir(), 'lambda-fanout-home-'));
  await mkdir(join(cwd, 'folder'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
  occupied = createServer();
  port = await new Promise<number>((resolve) => {
    occupied.listen(0, '127.0.0.1', () => {
      const address = occupied.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
});
afterAll(async () => {
  await new Promise((resolve) => occupied.close(resolve));
  await rm(cwd, { recursive: true, force: true });
  await rm(emptyHome, { recursive: true, force: true });
});

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly exitCode?: number;
  /** What the one message must say; of several, each. */
  readonly says: RegExp | readonly RegExp[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

async function refused({ args, exitCode = 2, says, env, stdin }: Case): Promise<void> {
  const before = await readdir(cwd);
  const options: CliOptions = {
    cwd,
    env: { HOME: emptyHome, ...env },
    ...(stdin === undefined ? {} : { stdin }),
  };
  const result = await cli(
    args.map((argument) => argument.replace('PORT', String(port))),
    options,
  );
  // Where a service names a long path the sentence is still one.
  for (const pattern of Array.isArray(says) ? says : [says]) expect(result.stderr).toMatch(pattern as RegExp);
  expect({ exitCode: result.exitCode, stdout: result.stdout }).toEqual({ exitCode, stdout: '' });
  expect(result.stderr).not.toMatch(/\n\s+at /);
  expect(result.stderr).not.toContain('\u001b');
  // One message and one hint; the parser of the command line has its own line for a suggestion, and where something is
  // wrong within a text the text is shown with a caret below the place.
  const said = result.stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('(Did you mean'));
  expect(said[0]).toMatch(/^(lambda-fanout|error): \S/);
  const hasCaret = /^\s*\^$/.test(said[2] ?? '');
  expect(said).toHaveLength(hasCaret ? 4 : 2);
  if (hasCaret) expect(args).toContain(said[1]?.slice(2));
  expect(said.at(-1)?.trim()).not.toBe('');
  expect(await readdir(cwd)).toEqual(before);
}

const concurrency = (value: string): Case => ({
  name: `--concurrency ${value}`,
  args: ['bench', '--local', `--concurrency=${value}`],
  says: /--concurrency must be a whole number from 1 to 10,000, not /,
});

describe('the command line', () => {
  it.each<Case>([
    ...['0', '-1', 'ten', '1e99', '1.5', '', '0x10', '10001', '９', ' '].map(concurrency),
    { name: 'init into no name', args: ['init', ''], says: /init got an empty name for the folder/ },
    {
      name: 'another region than that of the service',
      args: ['bench', '--local', '--region', 'eu-west-1'],
      says: /--region eu-west-1 is not that of the embedded service, us-east-1/,
    },
    {
      name: '--no-wait of a wait',
      args: ['provision', 'wait', '--no-wait', '--qualifier', 'live'],
      says: /--no-wait is for provision set, and provision wait is asked for/,
    },
    {
      name: 'the qualifier of no orchestrator',
      args: ['doctor', '--local', '--orchestrator-qualifier', '1'],
      says: /--orchestrator-qualifier only means something together with --orchestrator/,
    },
    {
      name: 'no region',
      args: ['permissions', '--region', 'x y'],
      says: /--region must be the name of a region/,
    },
    {
      name: 'an account that is not that of the ARN',
      args: [
        ...['permissions', '--account', '999999999999', '--function-name'],
        'arn:aws:lambda:us-east-1:123456789012:function:f',
      ],
      says: /--account 999999999999 is not that of the function's ARN, 123456789012/,
    },
    { name: '--rounds 0', args: ['bench', '--rounds', '0'], says: /--rounds must be/ },
    { name: '--warm-up -1', args: ['bench', '--warm-up=-1'], says: /--warm-up must be/ },
    { name: '--gap soon', args: ['bench', '--gap', 'soon'], says: /--gap must be a duration such as 250ms/ },
    { name: '--gap -1s', args: ['bench', '--gap=-1s'], says: /--gap must be/ },
    { name: '--hold 20m', args: ['bench', '--hold', '20m'], says: /--hold must be .* to 900 s/ },
    { name: '--timeout 0', args: ['bench', '--timeout', '0'], says: /--timeout must be/ },
    { name: '--logs maybe', args: ['bench', '--logs', 'maybe'], says: /--logs must be one of auto, never/ },
    { name: '--logs-timeout 1d', args: ['bench', '--logs-timeout', '1d'], says: /--logs-timeout must be/ },
    {
      name: '--format xml',
      args: ['bench', '--format', 'xml'],
      says: /--format must be one of table, json, csv/,
    },
    {
      name: 'an empty --qualifier',
      args: ['bench', '--qualifier', ''],
      says: /--qualifier must not be empty/,
    },
    {
      name: 'an empty --function-name',
      args: ['bench', '--function-name', ' '],
      says: /--function-name must not be empty/,
    },
    { name: 'an empty --save', args: ['bench', '--save', ''], says: /--save must not be empty/ },
    {
      name: '--endpoint-url that is none',
      args: ['bench', '--endpoint-url', 'localhost'],
      says: /--endpoint-url must be a URL such as/,
    },
    {
      name: '--endpoint-url file:',
      args: ['bench', '--endpoint-url', 'file:///etc/passwd'],
      says: /--endpoint-url must be a URL such as/,
    },
    {
      name: 'an unknown option',
      args: ['bench', '--concurency', '10'],
      says: /unknown option '--concurency'.*Did you mean --concurrency.*See: lambda-fanout bench --help/s,
    },
    {
      name: 'an option without its value',
      args: ['bench', '--concurrency'],
      says: /--concurrency <n>' argument missing/,
    },
    { name: 'an unknown command', args: ['bensch'], says: /unknown command 'bensch'.*Did you mean bench/s },
    { name: 'an operand too many', args: ['bench', 'worker_lambda'], says: /too many arguments/ },
    { name: 'report without a file', args: ['report'], says: /missing required argument 'run'/ },
    {
      name: 'explain without a seq',
      args: ['explain', 'good.jsonl'],
      says: /missing required argument 'seq'/,
    },
    { name: 'logs of nothing', args: ['logs'], says: /nothing says which logs to analyse/ },
    {
      name: '--port 99999',
      args: ['local', '--port', '99999'],
      says: /--port must be a whole number from 0 to 65,535/,
    },
    {
      name: '--memory 64',
      args: ['bench', '--local', '--memory', '64'],
      says: /--memory must be a whole number from 128/,
    },
    {
      name: '--provisioned -3',
      args: ['bench', '--local', '--provisioned=-3'],
      says: /--provisioned must be/,
    },
  ])('$name', refused);
});

describe('flags that contradict each other', () => {
  it.each<Case>([
    {
      name: '--local --endpoint-url',
      args: ['bench', '--local', '--endpoint-url', 'http://127.0.0.1:9'],
      says: /--local and --endpoint-url contradict/,
    },
    {
      name: '--local --profile',
      args: ['bench', '--local', '--profile', 'p'],
      says: /--local and --profile contradict/,
    },
    {
      name: '--model without --local',
      args: ['bench', '--model', 'node22-arm64'],
      says: /--model only means something together with --local/,
    },
    {
      name: '--model --handler',
      args: ['bench', '--local', '--model', 'node22-arm64', '--handler', 'a.b'],
      says: /--model and --handler contradict each other/,
    },
    {
      name: 'local --model --memory',
      args: ['local', '--model', 'node22-arm64', '--memory', '512'],
      says: /--model and --memory contradict each other/,
    },
    {
      name: '--model-seed without --model',
      args: ['bench', '--local', '--model-seed', '2'],
      says: /--model-seed only means something together with --model/,
    },
    {
      name: 'unknown model',
      args: ['bench', '--local', '--model', 'cobol'],
      says: /--model must be one of node20-x86, .*rust-x86, not "cobol"/,
    },
    {
      name: '--model beside functions of local.json',
      args: ['local', '--config', 'own-functions.json', '--model', 'go-x86'],
      says: /deploys functions of its own/,
    },
    {
      name: '--handler without --local',
      args: ['bench', '--handler', 'app.handler'],
      says: /--handler only means something together with --local/,
    },
    {
      name: '--config without --local',
      args: ['bench', '--config', 'local.json'],
      says: /--config only means/,
    },
    {
      name: '--provisioned against --local-provisioning',
      args: ['bench', '--local', '--provisioned', '3', '--local-provisioning', '5of10'],
      says: /--provisioned 3 contradicts --local-provisioning 5of10/,
    },
    {
      name: 'functions in local.json and --handler',
      args: ['bench', '--local', '--config', 'own-functions.json', '--handler', 'app.handler'],
      says: /own-functions\.json deploys functions of its own/,
    },
    {
      name: 'a payload that is no object and --hold',
      args: ['bench', '--local', '--payload', '[1]', '--hold', '1s'],
      says: /--hold needs a payload that is a JSON object/,
    },
    {
      name: '--payload null and --hold',
      args: ['bench', '--local', '--payload', 'null', '--hold', '1s'],
      says: /--hold needs/,
    },
  ])('$name', refused);
});

describe('assertions, refused before anything is sent', () => {
  it.each<Case>([
    {
      name: 'unknown metric',
      args: ['bench', '--local', '--assert', 'cold.cuont == 1'],
      says: /no metric "cold\.cuont".*Did you mean cold\.count\?/s,
    },
    {
      name: 'unknown unit',
      args: ['bench', '--local', '--assert', 'init.p95 < 3 fortnights'],
      says: /no unit "fortnights"/,
    },
    {
      name: 'unit of another measure',
      args: ['bench', '--local', '--assert', 'init.p95 < 5%'],
      says: /init\.p95 is not measured in %/,
    },
    {
      name: 'unknown operator',
      args: ['bench', '--local', '--assert', 'cold.count ~= 1'],
      says: /no operator "~="/,
    },
    {
      name: 'no number',
      args: ['report', 'good.jsonl', '--assert', 'cold.count == one'],
      says: /"one" is not a number/,
    },
    {
      name: 'not an assertion',
      args: ['logs', 'good.jsonl', '--assert', 'it is fast'],
      says: /not an assertion/,
    },
  ])('$name', refused);
});

describe('payloads', () => {
  it.each<Case>([
    { name: 'not JSON', args: ['bench', '--local', '--payload', '{id:1}'], says: /--payload is not JSON/ },
    { name: 'empty', args: ['bench', '--local', '--payload', ''], says: /--payload is not JSON/ },
    {
      name: 'a file that is not there',
      args: ['bench', '--local', '--payload', '@missing.json'],
      says: /cannot read "missing\.json"/,
    },
    {
      name: 'a file that is not JSON',
      args: ['bench', '--local', '--payload', '@broken-payload.json'],
      says: /--payload is not JSON/,
    },
    { name: 'a folder', args: ['bench', '--local', '--payload', '@folder'], says: /"folder"/ },
    {
      name: 'a file over 6 MB',
      args: ['bench', '--local', '--payload', '@large.json'],
      says: /larger than 6,291,456 bytes|Lambda takes at most 6,291,456/,
    },
    {
      name: 'standard input that is not JSON',
      args: ['bench', '--local', '--payload', '-'],
      stdin: 'hello',
      says: /--payload is not JSON/,
    },
    {
      name: 'standard input over 6 MB',
      args: ['bench', '--local', '--payload', '-'],
      stdin: `"${'x'.repeat(6_291_456)}"`,
      says: /6,291,456/,
    },
  ])('$name', refused);
});

describe('files', () => {
  it.each<Case>([
    {
      name: 'run file that is not there',
      args: ['report', 'missing.jsonl'],
      says: /cannot read "missing\.jsonl"/,
    },
    { name: 'run file that is a folder', args: ['report', 'folder'], says: /"folder"/ },
    { name: 'run file that is empty', args: ['report', 'empty.jsonl'], says: /"empty\.jsonl" is empty/ },
    {
      name: 'run file that is none',
      args: ['report', 'notes.txt'],
      says: /"notes\.txt": line 1 is not JSON/,
    },
    { name: 'run file of other bytes', args: ['report', 'binary.jsonl'], says: /line 1 is not JSON/ },
    { name: 'run file without a header', args: ['report', 'no-header.jsonl'], says: /line 1 is no header/ },
    {
      name: 'run file with a broken line',
      args: ['report', 'broken.jsonl'],
      says: /"broken\.jsonl": line 3 is not JSON/,
    },
    {
      name: 'the same, for explain',
      args: ['explain', 'broken.jsonl', '0'],
      says: /"broken\.jsonl": line 3 is not JSON/,
    },
    {
      name: 'run file with a wrong field',
      args: ['report', 'wrong-field.jsonl'],
      says: /line 3 is broken at seq/,
    },
    {
      name: 'run file with a request twice',
      args: ['report', 'twice.jsonl'],
      says: /line 3 repeats seq 0 of line 2/,
    },
    { name: 'run file of a later form', args: ['report', 'later.jsonl'], says: /form 99 .* reads 1/ },
    {
      name: 'standard input that is no run',
      args: ['report', '-'],
      stdin: 'hello\n',
      says: /standard input: line 1 is not JSON/,
    },
    {
      name: 'explain of a request that is not there',
      args: ['explain', 'good.jsonl', '7'],
      says: [/no request "7"/, /from 0 to 0/],
    },
    {
      name: 'explain of a seq that is none',
      args: ['explain', 'good.jsonl', 'last'],
      says: /no request "last"/,
    },
    { name: 'logs that are not there', args: ['logs', 'missing.log'], says: /cannot read "missing\.log"/ },
    { name: 'logs that are a folder', args: ['logs', 'folder'], says: /"folder"/ },
    {
      name: '--output into a folder that is not there',
      args: ['bench', '--local', '--output', 'nowhere/run.csv'],
      says: /there is no folder ".*nowhere"/,
    },
    {
      name: '--output onto a folder',
      args: ['bench', '--local', '--output', 'csv:folder'],
      says: /it is a folder/,
    },
    {
      name: '--output without a format',
      args: ['bench', '--local', '--output', 'run.data'],
      says: /--output "run\.data" does not say its format/,
    },
    {
      name: '--output onto standard output',
      args: ['report', 'good.jsonl', '--output', 'csv:-'],
      says: /"-" is taken for no file/,
    },
    { name: '--save onto standard output', args: ['bench', '--local', '--save', '-'], says: /"-" is taken/ },
    {
      name: 'cleanup of a file that is no journal',
      args: ['cleanup', '--journal', 'one-line.txt'],
      says: /"one-line\.txt" does not begin as a journal does/,
    },
    { name: '--output without a name', args: ['bench', '--local', '--output', 'csv:'], says: /--output/ },
    {
      name: '--output of report',
      args: ['report', 'good.jsonl', '--output', 'nowhere/run.csv'],
      says: /there is no folder/,
    },
    {
      name: '--output of logs',
      args: ['logs', 'good.jsonl', '--output', 'nowhere/run.csv'],
      says: /there is no folder/,
    },
    {
      name: '--save and --output into one file',
      args: ['bench', '--local', '--save', 'run.jsonl', '--output', 'csv:./run.jsonl'],
      says: /names twice/,
    },
    {
      name: 'two --output into one file',
      args: ['bench', '--local', '--output', 'csv:run', '--output', 'json:run'],
      says: /names twice/,
    },
    {
      name: '--output onto the run file itself',
      args: ['report', 'good.jsonl', '--output', 'json:good.jsonl'],
      says: /names twice/,
    },
    {
      name: '--output onto the log itself',
      args: ['logs', 'notes.txt', '--output', 'notes.txt'],
      says: /names twice/,
    },
    {
      name: '--save into a folder that is not there',
      args: ['bench', '--local', '--save', 'nowhere/run.jsonl'],
      says: /there is no folder ".*nowhere"/,
    },
    {
      name: '--save over something else',
      args: ['bench', '--local', '--save', 'notes.txt'],
      says: /"notes\.txt" is there already and is no run file/,
    },
  ])('$name', refused);
});

describe('the embedded service', () => {
  it.each<Case>([
    { name: 'port in use', args: ['local', '--port', 'PORT'], says: /port \d+ .*in use/i },
    {
      name: 'local.json that is not there',
      args: ['bench', '--local', '--config', 'missing.json'],
      says: /cannot read "missing\.json"/,
    },
    {
      name: 'local.json that is not JSON',
      args: ['local', '--config', 'broken-local.json'],
      says: /broken-local\.json is not JSON/,
    },
    {
      name: 'the same, for bench',
      args: ['bench', '--local', '--config', 'broken-local.json'],
      says: /broken-local\.json is not JSON/,
    },
    {
      name: 'unknown key',
      args: ['bench', '--local', '--config', 'unknown-key.json'],
      says: /no key "prot"; allowed: port, /,
    },
    {
      name: 'wrong value',
      args: ['bench', '--local', '--config', 'wrong-value.json'],
      says: /wrong-value\.json: port: /,
    },
    {
      name: 'unknown fault',
      args: ['bench', '--local', '--config', 'unknown-fault.json'],
      says: /faults\[0\]\.effect/,
    },
    {
      name: 'folder that is not there',
      args: ['bench', '--local', '--config', 'no-folder.json', '--function-name', 'f'],
      says: /nowhere/,
    },
    {
      name: 'handler file that is not there',
      args: ['bench', '--local', '--handler', 'src/missing.handler'],
      says: /--handler "src\/missing\.handler": there is no /,
    },
    {
      name: 'handler without an export',
      args: ['bench', '--local', '--handler', 'app'],
      says: /--handler "app"/,
    },
    {
      name: 'unknown state',
      args: ['bench', '--local', '--local-provisioning', 'sometimes'],
      says: /--local-provisioning sometimes: not a state/,
    },
    {
      name: '10of5',
      args: ['bench', '--local', '--local-provisioning', '10of5'],
      says: /--local-provisioning 10of5/,
    },
    {
      name: 'a qualifier that is not there',
      args: ['bench', '--local', '--qualifier', 'worker_alias'],
      says: [/worker_alias/, /worker_lambda_alias/],
    },
    {
      name: 'a version that is not there',
      args: ['bench', '--local', '--qualifier', '7'],
      says: [/"?7"?/, /worker_lambda_alias/],
    },
    {
      name: 'a function that is not there',
      args: ['bench', '--local', '--function-name', 'worker'],
      says: [/worker/, /worker_lambda/],
    },
    {
      name: 'a function that is not there, by environment',
      args: ['bench', '--local'],
      env: { LAMBDA_FANOUT_FUNCTION_NAME: 'other' },
      says: [/other/, /worker_lambda/],
    },
  ])('$name', refused);
});

describe('AWS', () => {
  const noCredentials = { AWS_REGION: 'us-east-1' };
  it.each<Case>([
    { name: 'no credentials', args: ['bench'], env: noCredentials, says: /No usable AWS credentials/ },
    {
      name: 'no region',
      args: ['bench'],
      env: { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
      says: /No AWS region is set/,
    },
    {
      name: 'a profile that is not there',
      args: ['bench', '--profile', 'nobody'],
      env: noCredentials,
      says: /No usable AWS credentials/,
    },
    {
      name: 'an endpoint that nobody listens on',
      args: ['bench', '--endpoint-url', 'http://127.0.0.1:1'],
      env: localClient,
      exitCode: 4,
      says: [/could not be reached/, /127\.0\.0\.1:1/],
    },
    {
      name: 'an endpoint that is no host',
      args: ['bench', '--endpoint-url', 'http://nowhere.invalid'],
      env: localClient,
      exitCode: 4,
      says: /could not be reached/,
    },
  ])('$name', refused);
});

describe('names that Lambda refuses by their form', () => {
  it.each<Case>([
    { name: 'function', args: ['bench', '--local', '--function-name', 'a b/c'], says: /a b\/c/ },
    { name: 'qualifier', args: ['bench', '--local', '--qualifier', 'a b'], says: /a b/ },
  ])('$name', refused);
});

it('more than 100 invocations where they could cost money', async () => {
  const service = await startService();
  // The same service by a name that is none of this machine's own.
  const url = service.url.replace('127.0.0.1', '0.0.0.0');
  const args = ['bench', '--endpoint-url', url, '--concurrency', '51', '--rounds', '2'];
  await refused({ name: '', args, env: localClient, says: /this would send 102 invocations to AWS/ });
  expect(service.stdout()).not.toContain('Invoke POST');
});
