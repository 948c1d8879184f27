import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot, plainEnvironment } from '../support/cli.ts';

/** A `console` block: commands after `$ `, each with the output that the page shows for it. */
interface Step {
  readonly command: string;
  readonly shown: string;
}

const stepsOf = (block: string): Step[] =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { command: part.slice(0, end), shown: part.slice(end + 1) };
    });

const pages = [
  'README.md',
  ...(await readdir(join(packageRoot, 'docs')))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const blocks = (
  await Promise.all(
    pages.map(async (page) => {
      const text = await readFile(join(packageRoot, page), 'utf8');
      // A block whose language is followed by a name is a file, which stands there when the page's commands run.
      const files = [...text.matchAll(/^```\w+ ([\w./-]+)\n([\s\S]*?)^```/gm)].map(
        ([, name = '', content = '']) => ({ name, content }),
      );
      return [...text.matchAll(/^```console\n([\s\S]*?)^```/gm)].map(([, block = ''], index) => ({
        page,
        files,
        number: index + 1,
        steps: stepsOf(block),
      }));
    }),
  )
).flat();

/** What changes from run to run: times, ids, ports, the Node.js line and the machine's architecture; and how text is wrapped. */
const stable = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
    .replaceAll(/\b[0-9a-f]{32}\b/g, 'HEX')
    .replaceAll(/(?:\d+(?:\.\d+)? to )?\d+(?:\.\d+)? (?:ms|s)\b/g, 'TIME')
    .replaceAll('TIME to TIME', 'TIME')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replaceAll(/nodejs\d+\.x, \w+/g, 'RUNTIME')
    .replaceAll(/[─\s]+/g, ' ')
    .trim();

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `…` in a page stands for anything. */
const patternOf = (shown: string): RegExp =>
  new RegExp(
    `^${stable(shown)
      .split('…')
      .map((part) => escaped(part.trim()))
      .join('[\\s\\S]*?')}$`,
  );

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lambda-fanout-docs-'));
  await mkdir(join(folder, 'bin'));
  const shim = `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(`${packageRoot}dist/cli.js`)} "$@"\n`;
  await writeFile(join(folder, 'bin/lambda-fanout'), shim, { mode: 0o755 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A fresh embedded service, for blocks whose commands address AWS. */
async function startService(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const child = spawn(
    process.execPath,
    [`${packageRoot}dist/cli.js`, 'local', '--managed', '--port', '0', '--quiet'],
    {
      env: plainEnvironment(),
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve) => child.stdout.setEncoding('utf8').once('data', resolve));
  return {
    url: JSON.parse(line).url,
    stop: () => {
      child.stdin.end();
      return gone;
    },
  };
}

const run = (command: string, cwd: string, env: Record<string, string>): Promise<string> =>
  new Promise((resolve) => {
    // A command of the docs may well end with a finding: its output is what counts.
    execFile('sh', ['-c', command], { cwd, env }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });

describe('every command in the docs, against the embedded service', () => {
  it('there are some', () => expect(blocks.flatMap(({ steps }) => steps).length).toBeGreaterThan(8));

  it.each(blocks)('$page, block $number', async ({ steps, files }) => {
    const cwd = await mkdtemp(join(folder, 'block-'));
    for (const { name, content } of files) {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), content);
    }
    const onAws = steps.some(
      ({ command }) =>
        /^lambda-fanout (?:bench|provision|cleanup) /.test(command) && !command.includes('--local'),
    );
    const service = onAws ? await startService() : null;
    const env: Record<string, string> = {
      ...plainEnvironment(),
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      // Journals of the docs are no business of whoever runs the tests.
      XDG_STATE_HOME: cwd,
    };
    if (service !== null) {
      const local = { AWS_ENDPOINT_URL: service.url, AWS_REGION: 'us-east-1' };
      Object.assign(env, local, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' });
    }
    try {
      for (const { command, shown } of steps) {
        expect(command).toMatch(/^lambda-fanout /);
        expect(stable(await run(command, cwd, env))).toMatch(patternOf(shown));
      }
    } finally {
      await service?.stop();
    }
  });
});
