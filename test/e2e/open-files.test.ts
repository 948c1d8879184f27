import { execFile } from 'node:child_process';
import { expect, it } from 'vitest';
import { packageRoot, plainEnvironment } from '../support/cli.ts';
import { foregroundServices, localClient } from '../support/foreground-service.ts';

const startService = foregroundServices();

it('an open-file limit that is too low ends with exit code 2 and the limit that is needed', async () => {
  const service = await startService();
  const args = ['bench', '--endpoint-url', service.url, '--concurrency', '100', '--quiet'];
  const command = 'ulimit -n 64 && exec "$0" "$@"';
  const cli = ['-c', command, process.execPath, `${packageRoot}dist/cli.js`, ...args];
  const ended = await new Promise<{ exitCode: unknown; stdout: string; stderr: string }>((resolve) =>
    execFile('/bin/sh', cli, { env: { ...plainEnvironment(), ...localClient } }, (error, stdout, stderr) =>
      resolve({ exitCode: error === null ? 0 : error.code, stdout, stderr }),
    ),
  );
  expect(ended.stderr).toContain('may not open enough files for 100 connections');
  expect(ended.stderr).toContain('ulimit -n 164');
  expect(ended.exitCode).toBe(2);
  expect(ended.stdout).toBe('');
});
