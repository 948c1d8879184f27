import type { CommandSpec } from '../spec.ts';
import { deployment, output, place } from './shared.ts';

export const logsSpec: CommandSpec = {
  says: 'analyse Lambda logs that are there already: files, - for standard input, or a log group of CloudWatch Logs',
  operands: '[file...]',
  options: [
    {
      flags: '--log-group <group>',
      says: 'name or ARN of a log group to read, by FilterLogEvents (docs/logs.md)',
    },
    { flags: '--function-name <name>', says: 'instead: the group in which this function logs' },
    {
      flags: '--qualifier <qualifier>',
      says: 'only the version that this stands for now (default: all versions)',
    },
    {
      flags: '--since <moment>',
      says: 'from when on: 15m, 1h, 2d ago, or an ISO time (default: 1h; with --follow now)',
    },
    { flags: '--until <moment>', says: 'up to when, in the same form (default: now)' },
    { flags: '--follow', says: 'go on with what is yet to be logged, until Ctrl-C' },
    { flags: '--resume <token|@file>', says: 'go on where an interrupted run ended; it printed the token' },
    ...place,
    { flags: '--local', says: 'read an embedded Lambda service that is started for it, without AWS' },
    ...deployment,
    ...output,
  ],
  examples: [
    'lambda-fanout logs --log-group /aws/lambda/my-function --since 1d',
    'lambda-fanout logs --function-name my-function --qualifier live --follow',
    'aws logs tail /aws/lambda/my-function --since 1h | lambda-fanout logs -',
  ],
  load: async () => (await import('../logs.ts')).logs,
};
