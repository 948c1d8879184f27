import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimStateDir, sweepLeftovers } from '../../../src/local/sweep-leftovers.ts';
import { engineBenches, read, requestOf, signalProcess, versionOf } from '../../support/engine.ts';

const { start, endAll } = engineBenches();
const roots: string[] = [];
afterAll(async () => {
  await endAll();
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

const stateRoot = async (): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'lambda-fanout-root-'));
  roots.push(root);
  return root;
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A process that idles, with a token in its environment. */
const idler = (token: string) => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
    env: { LAMBDA_FANOUT_ENVIRONMENT: token },
  });
  return { child, pid: child.pid ?? 0, gone: once(child, 'exit') };
};

/** A process id that nobody has any more. */
const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
};

describe('sweep', () => {
  it('ends what a dead service left, and only what carries its token', async () => {
    const root = await stateRoot();
    const dir = await claimStateDir(root, 'dead', await deadPid());
    await mkdir(join(dir, 'environments'));
    const left = idler('token-1');
    const stranger = idler('another');
    await writeFile(join(dir, 'environments', String(left.pid)), 'token-1');
    await writeFile(join(dir, 'environments', String(stranger.pid)), 'token-2');
    await expect
      .poll(async () =>
        (await import('../../../src/local/environment/process-look.ts')).lookAtProcess(left.pid),
      )
      .toMatchObject({ text: expect.stringContaining('token-1') });
    const swept = await sweepLeftovers({ stateRoot: root, signalProcess });
    expect(swept).toEqual({ processes: [left.pid], folders: [dir] });
    await left.gone;
    expect(signalProcess(stranger.pid, 0)).toBe(true);
    expect(await exists(dir)).toBe(false);
    signalProcess(-stranger.pid, 'SIGKILL');
    await stranger.gone;
  });

  it('leaves a living service alone, and a folder whose owner is not known', async () => {
    const root = await stateRoot();
    const living = await claimStateDir(root, 'living', process.pid);
    await mkdir(join(root, 'unknown'));
    expect(await sweepLeftovers({ stateRoot: root, signalProcess })).toEqual({ processes: [], folders: [] });
    expect(await exists(living)).toBe(true);
    expect(await exists(join(root, 'unknown'))).toBe(true);
  });

  it('takes a process that started later under the same id for another', async () => {
    const root = await stateRoot();
    const dir = await claimStateDir(root, 'reused', process.pid, async () => ({
      startedAt: 'before',
      text: '',
    }));
    expect((await sweepLeftovers({ stateRoot: root, signalProcess })).folders).toEqual([dir]);
  });

  it('of a root that is not there is nothing', async () => {
    expect(await sweepLeftovers({ stateRoot: '/nowhere', signalProcess })).toEqual({
      processes: [],
      folders: [],
    });
  });
});

describe('what handlers leave behind in process groups of their own', () => {
  it('ends with the service', async () => {
    const { engine } = await start();
    const { payload } = read(await engine.invoke(requestOf(versionOf('children', 'index.handler'))));
    const { lookAtProcess } = await import('../../../src/local/environment/process-look.ts');
    expect(await lookAtProcess(Number(payload))).not.toBeNull();
    await engine.close();
    // Not by a signal: one that nobody has buried yet still takes it.
    await expect.poll(() => lookAtProcess(Number(payload))).toBeNull();
  });

  it('is swept after a service that was killed', async () => {
    const root = await stateRoot();
    await claimStateDir(root, 'dead', await deadPid());
    const left = idler('dead.1234');
    const stranger = idler('deadly.1234');
    const { findProcesses } = await import('../../../src/local/environment/process-look.ts');
    await expect.poll(() => findProcesses('LAMBDA_FANOUT_ENVIRONMENT=dead')).toHaveLength(2);
    expect((await sweepLeftovers({ stateRoot: root, signalProcess })).processes).toEqual([left.pid]);
    await left.gone;
    expect(signalProcess(stranger.pid, 0)).toBe(true);
    signalProcess(-stranger.pid, 'SIGKILL');
    await stranger.gone;
  });
});

describe('close', () => {
  it('ends idle and busy environments, answers what was waiting, leaves no pid file', async () => {
    const { engine, stateDir } = await start({ concurrentInits: 1 });
    const version = versionOf('esm', 'index.hold');
    const idle = read(await engine.invoke(requestOf(version, { holdMs: 0 })));
    const { pid } = idle.payload as { pid: number };
    expect(await readdir(join(stateDir, 'environments'))).toContain(String(pid));
    const busy = [1, 2, 3].map(() => engine.invoke(requestOf(version, { holdMs: 60_000 })));
    await new Promise((resolve) => setImmediate(resolve));
    await engine.close();
    const replies = (await Promise.all(busy)).map(read);
    expect(replies.map(({ functionError }) => functionError)).toEqual(Array(3).fill('Unhandled'));
    expect(signalProcess(pid, 0)).toBe(false);
    expect(await readdir(join(stateDir, 'environments'))).toEqual([]);
  });
});
