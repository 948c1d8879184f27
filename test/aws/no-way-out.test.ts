import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Stub, startStub } from '../support/stub-lambda.ts';

// In a process of their own: credentials, region and the open-file limit belong to a process.
let folder = '';
let stub: Stub;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-'));
  stub = await startStub(() => 'silence');
  await build({
    stdin: {
      resolveDir: process.cwd(),
      loader: 'ts',
      contents: `
        import { AwsDispatch } from './src/aws/invoke.ts';
        import { realClock, realEventLoop } from './test/support/real-clock.ts';
        const [endpointUrl, count] = process.argv.slice(2);
        const target = { functionName: 'w', qualifier: '1', region: 'x' };
        const dispatch = new AwsDispatch({ endpointUrl }, target, { clock: realClock, eventLoop: realEventLoop });
        dispatch.connect(Number(count), new AbortController().signal, () => {}).then(
          () => console.log('connected'),
          ({ name, message, hint, exitCode }) => console.log(JSON.stringify({ name, message, hint, exitCode })),
        ).finally(() => dispatch.close());
      `,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(folder, 'connect.mjs'),
    packages: 'external',
  });
  // The bundle finds the packages of this checkout.
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await stub.close();
});

const bare = { PATH: process.env.PATH ?? '', HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
const region = { AWS_REGION: 'eu-central-1' };
const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE00', AWS_SECRET_ACCESS_KEY: 'example' };

function connect(env: NodeJS.ProcessEnv, count: number, openFiles: number): Promise<unknown> {
  const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const command = `ulimit -n ${openFiles} && exec "$0" "$@"`;
  const args = ['-c', command, process.execPath, join(folder, 'connect.mjs'), stub.url, String(count)];
  return new Promise((resolve, reject) => {
    execFile('/bin/sh', args, { env: { ...bare, ...quiet, ...env } }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout.trim() === 'connected' ? 'connected' : JSON.parse(stdout));
    });
  });
}

it.each([
  { name: 'no credentials', env: region, message: /^No usable AWS credentials/, hint: /--profile/ },
  { name: 'no region', env: keys, message: /^No AWS region/, hint: /--region/ },
])('$name is a usage error', async ({ env, message, hint }) => {
  expect(await connect(env, 1, 256)).toMatchObject({
    name: 'UsageError',
    exitCode: 2,
    message: expect.stringMatching(message),
    hint: expect.stringMatching(hint),
  });
  expect(stub.connections).toHaveLength(0);
});

it('an open-file limit that is too low is a usage error that names the number needed', async () => {
  expect(await connect({ ...region, ...keys }, 200, 100)).toMatchObject({
    name: 'UsageError',
    exitCode: 2,
    message: 'This process may not open enough files for 200 connections.',
    hint: expect.stringContaining('ulimit -n 264'),
  });
  expect(await connect({ ...region, ...keys }, 200, 264)).toBe('connected');
});
