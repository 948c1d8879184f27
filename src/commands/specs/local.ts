import type { CommandSpec } from '../spec.ts';
import { deployment } from './shared.ts';

export const localSpec: CommandSpec = {
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
  load: async () => (await import('../local.ts')).local,
};
