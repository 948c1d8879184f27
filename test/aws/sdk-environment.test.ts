import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { sdkEnvironment } from '../../src/aws/sdk-environment.ts';

const script = (set: Readonly<Record<string, string>>): string => `
  Object.assign(process.env, ${JSON.stringify(set)});
  const { LambdaClient } = await import('@aws-sdk/client-lambda');
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  new LambdaClient({ region: 'eu-central-1' });
  new CloudWatchLogsClient({ region: 'eu-central-1' });
`;

const stderrOf = (set: Readonly<Record<string, string>>, version = 'v20.20.2'): string => {
  const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _, NODE_OPTIONS: __, ...env } = process.env;
  // The notice depends on the Node release alone; the test says which, so that it proves the same on every one.
  const pretend = `Object.defineProperty(process, 'version', { value: '${version}' });`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', pretend + script(set)], {
    env,
    encoding: 'utf8',
  });
  expect(child.status).toBe(0);
  return child.stderr;
};

it('keeps the notice of the SDK about Node releases off the terminal', () => {
  expect(stderrOf({})).toContain('NodeVersionSupportWarning');
  expect(stderrOf(sdkEnvironment)).toBe('');
});
