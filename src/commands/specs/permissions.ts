import type { CommandSpec } from '../spec.ts';

export const permissionsSpec: CommandSpec = {
  says: 'print the least IAM policy for a command',
  operands: '',
  options: [
    {
      flags: '--command <command>',
      says: 'whose permissions (default: bench; docs/permissions.md lists them)',
    },
    {
      flags: '--with <feature>',
      says: 'what the command is used with, for instance logs; repeatable (default: what is on by default)',
      repeatable: true,
    },
    {
      flags: '--level <needed|wanted|hint>',
      says: 'needed: it fails without; wanted: and what it says as unknown without; hint: and what only error messages use (default: wanted)',
    },
    { flags: '--function-name <name>', says: 'function name or ARN (default: worker_lambda)' },
    { flags: '--qualifier <qualifier>', says: '$LATEST, a version or an alias (default: $LATEST)' },
    { flags: '--orchestrator <name>', says: 'function name or ARN (default: orchestrator_lambda)' },
    { flags: '--orchestrator-qualifier <qualifier>', says: '(default: $LATEST)' },
    { flags: '--log-group <name>', says: 'where the function logs (default: /aws/lambda/<name>)' },
    { flags: '--region <region>', says: 'AWS Region (default: AWS_REGION, else any)' },
    { flags: '--account <id>', says: 'account id (default: that of the ARN, else any)' },
    { flags: '--format <table|json|terraform>', says: 'json is the policy itself (default: table)' },
  ],
  examples: [
    'lambda-fanout permissions --function-name my-function --qualifier live --format json',
    'lambda-fanout permissions --command bench --level needed --format terraform',
  ],
  load: async () => (await import('../permissions.ts')).permissions,
};
