import type { Io } from '../io/io.ts';
import type { ExitCode } from '../model/exit-code.ts';

/** One option as commander spells it. Values stay text: each command reads them by its own schema. */
export interface OptionSpec {
  readonly flags: string;
  readonly says: string;
  /** May be given more than once; the values are a list. */
  readonly repeatable?: boolean;
  /** Not shown in help. */
  readonly hidden?: boolean;
}

/** The options as they were given, by camel-case name. */
export type RawOptions = Readonly<Record<string, unknown>>;

export type Command = (raw: RawOptions, operands: readonly string[], io: Io) => Promise<ExitCode>;

export interface CommandSpec {
  readonly says: string;
  /** As commander spells it: `<run>`, `[file...]`. */
  readonly operands: string;
  readonly options: readonly OptionSpec[];
  readonly examples: readonly string[];
  /** Loads the command's code: help and version never pay for it. */
  readonly load: () => Promise<Command>;
}

const target: readonly OptionSpec[] = [
  {
    flags: '--function-name <name>',
    says: 'function name or ARN (else LAMBDA_FANOUT_FUNCTION_NAME, else worker_lambda)',
  },
  { flags: '--qualifier <qualifier>', says: '$LATEST, a version or an alias (default: $LATEST)' },
  { flags: '--region <region>', says: "AWS Region (default: the SDK's chain)" },
  { flags: '--profile <profile>', says: "profile of the AWS configuration (default: the SDK's chain)" },
  {
    flags: '--endpoint-url <url>',
    says: 'another endpoint than AWS, for instance a running `lambda-fanout local`',
  },
];

const deployment: readonly OptionSpec[] = [
  { flags: '--config <file>', says: 'local.json: functions, provisioning, faults (docs/local.md)' },
  { flags: '--handler <file.export>', says: "your own Node.js handler in the fixture worker's place" },
  { flags: '--memory <mb>', says: 'memory size of the deployed function (default: 256)' },
  { flags: '--provisioned <n>', says: 'provisioned concurrency behind worker_lambda_alias (default: 10)' },
  {
    flags: '--local-provisioning <state>',
    says: 'ready, pending, or 5of10: five of an older allocation serve while ten are pending (default: ready)',
  },
  {
    flags: '--model <preset>',
    says: 'modelled environments in place of processes, for instance node22-arm64 (docs/local.md lists them)',
  },
  { flags: '--model-seed <n>', says: 'same seed, same draws (default: 1)' },
  {
    flags: '--account-concurrency <n>',
    says: "the account's concurrency (default: 1000, what AWS gives at first; with --model 10000)",
  },
];

const output: readonly OptionSpec[] = [
  { flags: '--format <format>', says: 'table, json or csv on standard output (default: table)' },
  {
    flags: '--output <[format:]file>',
    says: 'write a file too, its format by prefix or ending; repeatable',
    repeatable: true,
  },
  {
    flags: '--assert <assertion>',
    says: "judge a figure, for instance 'cold.count == 1'; repeatable (docs/statistics.md lists them)",
    repeatable: true,
  },
  { flags: '--quiet', says: 'no progress on standard error' },
];

const strict: OptionSpec = {
  flags: '--strict',
  says: 'exit 3 unless all requests surely ran at the same moment',
};

/** Every command, keyed by its name. */
export const commands = {
  bench: {
    says: 'send N simultaneous invocations and say how many waited for an init, and why',
    operands: '',
    options: [
      ...target,
      { flags: '--concurrency <n>', says: 'requests released together (default: 10)' },
      { flags: '--rounds <n>', says: 'fan-outs to measure (default: 1)' },
      { flags: '--gap <duration>', says: 'last reply of a round to the next release (default: 2s)' },
      {
        flags: '--warm-up <n>',
        says: 'rounds sent first, measured but left out of the summary (default: 0)',
      },
      { flags: '--payload <json|@file|->', says: 'what each request carries (default: {})' },
      { flags: '--hold <duration>', says: 'how long the worker holds its environment (docs/worker.md)' },
      {
        flags: '--timeout <duration>',
        says: "give up on a request after this (default: the function's timeout + 10s)",
      },
      { flags: '--logs <auto|never>', says: 'look up REPORTs the tails did not bring (default: auto)' },
      { flags: '--logs-timeout <duration>', says: 'how long to look for them (default: 60s)' },
      { flags: '--save <file>', says: 'save every row as it settles, for `report` and `explain`' },
      strict,
      { flags: '--dry-run', says: 'show target, expected cold starts, cost and permissions; send nothing' },
      { flags: '--yes', says: 'send more than 100 invocations to AWS without asking back' },
      { flags: '--local', says: 'run on an embedded Lambda service, without AWS' },
      ...deployment,
      ...output,
    ],
    examples: [
      'lambda-fanout bench --local --concurrency 11 --qualifier worker_lambda_alias',
      "lambda-fanout bench --function-name my-function --qualifier '$LATEST' --concurrency 10",
      "lambda-fanout bench --qualifier live --concurrency 20 --assert 'cold.count == 0' --output run.csv",
    ],
    load: async () => (await import('./bench.ts')).bench,
  },
  report: {
    says: 'make every output of a saved run again, without network',
    operands: '<run>',
    options: [...output, strict],
    examples: ['lambda-fanout report run.jsonl --format csv'],
    load: async () => (await import('./report.ts')).report,
  },
  explain: {
    says: 'why one request of a saved run got its start kind, with every number',
    operands: '<run> <seq>',
    options: [],
    examples: ['lambda-fanout explain run.jsonl 10'],
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  logs: {
    says: 'analyse Lambda logs that are there already: files, or - for standard input',
    operands: '<file...>',
    options: output,
    examples: ['aws logs tail /aws/lambda/my-function --since 1h | lambda-fanout logs -'],
    load: async () => (await import('./logs.ts')).logs,
  },
  local: {
    says: 'run the embedded Lambda service in the foreground, for the AWS CLI and SDKs',
    operands: '',
    options: [
      { flags: '--port <port>', says: 'port on 127.0.0.1; 0 takes a free one (default: 9001)' },
      ...deployment,
      { flags: '--quiet', says: 'do not log requests' },
      {
        flags: '--managed',
        says: 'started by another process: ends when standard input closes',
        hidden: true,
      },
    ],
    examples: [
      'lambda-fanout local --port 9001',
      'lambda-fanout local --handler src/app.handler --provisioned 5',
    ],
    load: async () => (await import('./local.ts')).local,
  },
} satisfies Record<string, CommandSpec>;
