import type { CommandSpec } from '../spec.ts';
import { conditions, deployment, orchestrator, output, requests, strict, target } from './shared.ts';

export const benchSpec: CommandSpec = {
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
    {
      flags: '--release-at <moment>',
      says: 'release the first round at this moment, which several senders can share (docs/release.md)',
    },
    ...requests,
    ...conditions,
    ...orchestrator,
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
    'lambda-fanout bench --local --orchestrator orchestrator_lambda --concurrency 11 --qualifier worker_lambda_alias',
    'lambda-fanout bench --qualifier live --force-cold --rounds 6 --save cold.jsonl',
    'lambda-fanout bench --qualifier live --watch-deployment --yes',
    "lambda-fanout bench --qualifier live --concurrency 20 --assert 'cold.count == 0' --output run.csv",
  ],
  load: async () => (await import('../bench.ts')).bench,
};
