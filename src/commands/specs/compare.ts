import type { CommandSpec } from '../spec.ts';
import { conditions, deployment, output, requests, target } from './shared.ts';

const named = (start: string) => (option: { readonly flags: string }) => option.flags.startsWith(start);

export const compareSpec: CommandSpec = {
  says: 'compare two saved runs, or two targets that it measures in turn: what changed, and how sure it is',
  operands: '[old] [new]',
  options: [
    {
      flags: '--function-name <name>',
      says: 'twice: function of the old side, then of the new',
      repeatable: true,
    },
    {
      flags: '--qualifier <qualifier>',
      says: 'twice: $LATEST, version or alias of the old side, then of the new',
      repeatable: true,
    },
    ...target.filter((option) => !named('--function-name')(option) && !named('--qualifier')(option)),
    {
      flags: '--metric <name>',
      says: 'a figure to compare, for instance init.p50; repeatable (docs/statistics.md lists them)',
      repeatable: true,
    },
    {
      flags: '--vary <fields>',
      says: 'what is meant to differ: memory, architecture, runtime, region, payload, concurrency, hold, service, orchestrator',
      repeatable: true,
    },
    { flags: '--alpha <p>', says: 'a p-value of at most this counts (default: 0.05)' },
    { flags: '--concurrency <n>', says: 'requests released together (default: 10)' },
    {
      flags: '--first-contact <n>',
      says: 'requests of the first round of either side, the one for cold figures (default: --concurrency, at least 20)',
    },
    { flags: '--rounds <n>', says: 'further rounds of either side, in turn (default: 6)' },
    { flags: '--gap <duration>', says: 'last reply of a round to the next release (default: 2s)' },
    ...conditions.filter((option) =>
      ['--force-cold', '--twins', '--cool'].some((name) => named(name)(option)),
    ),
    ...requests,
    {
      flags: '--save <file>',
      says: 'twice: save the run of the old side, then of the new',
      repeatable: true,
    },
    { flags: '--seed <text>', says: 'same seed, same order of rounds and same result (default: 1)' },
    { flags: '--dry-run', says: 'show both targets, what would be sent and its cost; send nothing' },
    { flags: '--yes', says: 'send more than 100 invocations to AWS without asking back' },
    { flags: '--local', says: 'run on an embedded Lambda service, without AWS' },
    ...deployment,
    ...output.filter((option) => !['--assert', '--details', '--summary'].some((name) => named(name)(option))),
  ],
  examples: [
    'lambda-fanout compare before.jsonl after.jsonl',
    "lambda-fanout compare --qualifier '$LATEST' --qualifier live --concurrency 10",
    'lambda-fanout compare 128.jsonl 1024.jsonl --vary memory --metric init.p50',
  ],
  load: async () => (await import('../compare.ts')).compare,
};
