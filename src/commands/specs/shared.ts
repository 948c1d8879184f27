import type { OptionSpec } from '../spec.ts';

/** Where a command finds AWS. */
export const place: readonly OptionSpec[] = [
  { flags: '--region <region>', says: "AWS Region (default: the SDK's chain)" },
  { flags: '--profile <profile>', says: "profile of the AWS configuration (default: the SDK's chain)" },
  {
    flags: '--endpoint-url <url>',
    says: 'another endpoint than AWS, for instance a running `lambda-fanout local`',
  },
];

/** Whom a command talks to: the same for every command that talks to AWS. */
export const target: readonly OptionSpec[] = [
  {
    flags: '--function-name <name>',
    says: 'function name or ARN (else LAMBDA_FANOUT_FUNCTION_NAME, else worker_lambda)',
  },
  { flags: '--qualifier <qualifier>', says: '$LATEST, a version or an alias (default: $LATEST)' },
  ...place,
];

/** Who sends the requests, where it is not this process. */
export const orchestrator: readonly OptionSpec[] = [
  {
    flags: '--orchestrator <name>',
    says: 'a deployed function that sends the requests from inside the region (docs/orchestrator.md)',
  },
  {
    flags: '--orchestrator-qualifier <qualifier>',
    says: 'its $LATEST, a version or an alias (default: $LATEST)',
  },
  {
    flags: '--orchestrators <n>',
    says: 'share the requests out to so many of it, up to 10, that release at one moment (default: 1)',
  },
  {
    flags: '--orchestrator-lead <duration>',
    says: 'how far ahead several agree on that moment (default: 2s, and 5ms for each request of one)',
  },
];

/** What the embedded service deploys. */
export const deployment: readonly OptionSpec[] = [
  { flags: '--config <file>', says: 'local.json: functions, provisioning, faults (docs/local.md)' },
  { flags: '--handler <file.export>', says: "your own Node.js handler in the fixture worker's place" },
  { flags: '--memory <mb>', says: 'memory size of the deployed function (default: 256)' },
  { flags: '--provisioned <n>', says: 'provisioned concurrency behind worker_lambda_alias (default: 10)' },
  {
    flags: '--local-provisioning <state>',
    says: 'ready, pending, or 5of10: five of an older allocation serve while ten are pending; pending:6s is READY after that (default: ready)',
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

/** What each request carries, and what is done until its REPORT is there. */
export const requests: readonly OptionSpec[] = [
  { flags: '--payload <json|@file|->', says: 'what each request carries (default: {})' },
  { flags: '--hold <duration>', says: 'how long the worker holds its environment (docs/worker.md)' },
  {
    flags: '--timeout <duration>',
    says: "give up on a request after this (default: the function's timeout + 10s)",
  },
  {
    flags: '--logs <auto|never|always|live>',
    says: 'REPORTs to look up: those the replies did not bring, none, all, or all by Live Tail (default: auto)',
  },
  { flags: '--logs-timeout <duration>', says: 'how long to look for them (default: 60s)' },
];

/** Cold samples from more than the first round, and provisioned concurrency that is not READY. */
export const conditions: readonly OptionSpec[] = [
  {
    flags: '--force-cold',
    says: 'retire on-demand environments before each round: by a marker variable on $LATEST, by twins of a published version',
  },
  {
    flags: '--twins',
    says: 'invoke a temporary function in each round, made from the very code and configuration of the target',
  },
  { flags: '--cool <duration>', says: 'let environments cool between rounds, for instance 15m' },
  {
    flags: '--journal <file>',
    says: 'where what is changed is written down first, for `cleanup` (default: a file of its own)',
  },
  { flags: '--wait-ready', says: 'wait for provisioned concurrency to be READY first' },
  {
    flags: '--watch-deployment',
    says: 'send rounds from now until provisioned concurrency is READY, and one more',
  },
  {
    flags: '--ready-timeout <duration>',
    says: 'how long to wait for READY, or to watch (default: 15m)',
  },
];

/** Where a result goes, and how it is judged. */
export const output: readonly OptionSpec[] = [
  {
    flags: '--format <format>',
    says: 'table, json, csv, markdown, junit, html or github on standard output (default: table)',
  },
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
  { flags: '--details', says: 'every figure, and one line a request with its timeline' },
  { flags: '--summary', says: 'CSV with one record a figure instead of one a request' },
  { flags: '--open', says: 'open the HTML file of --output when it is written' },
  { flags: '--quiet', says: 'no progress on standard error' },
];

/** Where a result goes that is no run: nothing of it is asserted, and no page is opened. */
export const format: readonly OptionSpec[] = output.filter(({ flags }) =>
  /^--(?:format|output|quiet)\b/.test(flags),
);

export const strict: OptionSpec = {
  flags: '--strict',
  says: 'exit 3 unless all requests surely ran at the same moment',
};
