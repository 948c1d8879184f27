import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineBenches, read, requestOf, versionOf, wholeLog } from '../../support/engine.ts';

const run = promisify(execFile);
const source = fileURLToPath(new URL('../../../fixtures/handlers/go-worker', import.meta.url));
const { start, endAll } = engineBenches();
let folder = '';
let missing: string | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-go-'));
  await cp(source, folder, { recursive: true });
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' };
  try {
    await run('go', ['version'], { env });
    await run('go', ['mod', 'download', 'github.com/aws/aws-lambda-go'], { cwd: folder, env });
  } catch (thrown) {
    missing = `no Go toolchain, or aws-lambda-go could not be fetched: ${String(thrown).split('\n')[0]}`;
    return;
  }
  await run('go', ['build', '-tags', 'lambda.norpc', '-o', 'bootstrap', '.'], { cwd: folder, env });
}, 300_000);

afterAll(async () => {
  await endAll();
  await rm(folder, { recursive: true, force: true });
});

const goVersion = () =>
  versionOf('', 'unused', { runtime: 'provided.al2023', taskRoot: folder, memorySizeMb: 128 });

describe('a Go handler by its official client', () => {
  it('serves, cold and warm', async ({ skip }) => {
    if (missing !== null) skip(missing);
    const { engine } = await start();
    const version = goVersion();
    const request = requestOf(version, { holdMs: 20 });
    const cold = read(await engine.invoke(request));
    expect(cold).toMatchObject({
      functionError: null,
      payload: { requestId: request.requestId, arn: request.invokedArn, type: 'on-demand' },
    });
    expect(cold.log).toMatch(/^START .*\nfrom go\nEND .*\nREPORT .*\tInit Duration: [\d.]+ ms\t\n$/);
    expect(read(await engine.invoke(requestOf(version))).log).not.toContain('Init Duration');
    expect(wholeLog(engine, version)).toMatch(/^INIT_START Runtime Version: provided:al2023\.local\t/);
  });

  it('an error is an answer, a panic ends the process', async ({ skip }) => {
    if (missing !== null) skip(missing);
    const { engine } = await start();
    const version = goVersion();
    expect(read(await engine.invoke(requestOf(version, { fail: 'error' })))).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorMessage: 'refused', errorType: 'errorString' },
    });
    expect(read(await engine.invoke(requestOf(version, { fail: 'panic' })))).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorMessage: 'beyond repair', errorType: 'string' },
    });
    expect(read(await engine.invoke(requestOf(version))).functionError).toBeNull();
  });
});

describe('a custom runtime without its executable', () => {
  it('is Runtime.InvalidEntrypoint', async () => {
    const { engine } = await start();
    const version = versionOf('esm', 'unused', { runtime: 'provided.al2023' });
    const { payload, log } = read(await engine.invoke(requestOf(version)));
    expect(payload).toMatchObject({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: expect.stringMatching(
        /^RequestId: .* Error: fork\/exec .*\/bootstrap: no such file or directory$/,
      ),
    });
    expect(log).toMatch(/Phase: invoke\tStatus: error\tError Type: Runtime\.InvalidEntrypoint\nSTART/);
  });
});
