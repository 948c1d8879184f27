import type { CommandSpec } from '../spec.ts';
import { conditions, deployment, output, requests, target } from './shared.ts';

const startsWith = (names: readonly string[]) => (option: { readonly flags: string }) =>
  names.some((name) => option.flags.startsWith(name));

export const gateSpec: CommandSpec = {
  says: 'for CI: is a target as good as it has to be, and no worse than it was?',
  operands: '[run]',
  options: [
    ...target,
    ...output.filter(startsWith(['--assert'])),
    {
      flags: '--regression <regression>',
      says: "what may not get worse, for instance 'init.p50 > 10%'; needs a reference; repeatable",
      repeatable: true,
    },
    {
      flags: '--against <qualifier>',
      says: 'the reference: the version or alias in production, measured in turn',
    },
    { flags: '--baseline <folder>', says: 'the reference: a pool of earlier good runs' },
    { flags: '--update-baseline', says: 'add the run to the baseline if it passes' },
    { flags: '--keep <n>', says: 'runs that a baseline holds (default: 10)' },
    { flags: '--reference <run>', says: 'the reference: one saved run' },
    { flags: '--confirm <n>', says: 'measure again so often before a regression fails (default: 2)' },
    {
      flags: '--undecided <incomplete|fail|pass>',
      says: 'exit 3, 1 or 0 where it cannot be told (default: incomplete)',
    },
    {
      flags: '--alpha <p>',
      says: 'a p-value of at most this counts, after Holm (default: 0.01, 0.002 with --baseline)',
    },
    { flags: '--seed <text>', says: 'same seed, same verdict on the same runs (default: 1)' },
    { flags: '--max-invocations <n>', says: 'confirmations stop before that (default: 2000)' },
    { flags: '--concurrency <n>', says: 'requests released together (default: 10)' },
    {
      flags: '--first-contact <n>',
      says: 'requests of the first round (default: --concurrency; with regressions alone at least 20)',
    },
    { flags: '--rounds <n>', says: 'further rounds (default: 6 with --regression, else 0)' },
    { flags: '--gap <duration>', says: 'last reply of a round to the next release (default: 2s)' },
    ...conditions.filter(startsWith(['--force-cold', '--twins', '--cool'])),
    ...requests,
    { flags: '--save <file>', says: 'save the run that is judged' },
    { flags: '--dry-run', says: 'show what would be measured, and what it costs; send nothing' },
    { flags: '--yes', says: 'send more than 100 invocations to AWS without asking back' },
    { flags: '--local', says: 'run on an embedded Lambda service, without AWS' },
    ...deployment,
    ...output.filter((option) => !startsWith(['--assert', '--details', '--summary'])(option)),
  ],
  examples: [
    "lambda-fanout gate --qualifier live --concurrency 10 --assert 'cold.count == 0'",
    "lambda-fanout gate --qualifier 42 --against live --twins --regression 'init.p50 > 10%' --format github",
    "lambda-fanout gate run.jsonl --baseline baseline --regression 'round_trip.p50 > 20%'",
  ],
  load: async () => (await import('../gate.ts')).gate,
};
