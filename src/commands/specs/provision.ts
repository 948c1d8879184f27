import type { CommandSpec } from '../spec.ts';
import { deployment, format, target } from './shared.ts';

export const provisionSpec: CommandSpec = {
  says: 'show, set, await or clear the provisioned concurrency of a version or alias',
  operands: '<show|set|wait|clear> [n]',
  options: [
    ...target,
    { flags: '--yes', says: 'set or clear without asking back' },
    { flags: '--no-wait', says: 'set: do not wait until it is READY' },
    { flags: '--timeout <duration>', says: 'how long to wait until it is READY (default: 15m)' },
    { flags: '--local', says: 'on an embedded Lambda service that is started for it, without AWS' },
    ...deployment,
    ...format,
  ],
  examples: [
    'lambda-fanout provision show --function-name my-function --qualifier live',
    'lambda-fanout provision set 10 --function-name my-function --qualifier live --yes',
    'lambda-fanout provision wait --qualifier live && lambda-fanout bench --qualifier live',
    'lambda-fanout provision clear --qualifier live',
  ],
  load: async () => (await import('../provision.ts')).provision,
};
