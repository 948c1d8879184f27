import { describe, expect, it } from 'vitest';
import { localJson } from '../support/bench-run.ts';
import { cli } from '../support/cli.ts';
import { doctorScene, goodVariables, type SceneChange } from '../support/doctor-scene.ts';
import { temporaryFolders } from '../support/temporary-folder.ts';

const folder = temporaryFolders();

/** `doctor --local` on a scene without provisioned environments: none has to be started. */
async function doctor(change: SceneChange, ...args: readonly string[]) {
  const path = await folder();
  const scene = await doctorScene(path, { alias: { provisioned: undefined }, ...change });
  return cli([
    'doctor',
    '--local',
    '--config',
    await localJson(path, scene),
    '--qualifier',
    'worker_lambda_alias',
    ...args,
  ]);
}
const misspelt = { WORKER_FUNCTION_NAME: 'worker_lambda', WORLER_ALIAS: '\u001b[31mworker_lambda_alias' };
const withOrchestrator = ['--orchestrator', 'orchestrator_lambda'] as const;

interface Document {
  readonly kind: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly {
    severity: string;
    code: string;
    subject: string;
    evidence: string;
    remedy: string;
  }[];
  readonly permissions: readonly { action: string; result: string }[];
}

describe('doctor', () => {
  it('exits 1 on an error, and says all of it in JSON', async () => {
    const { exitCode, stdout, stderr } = await doctor(
      { orchestrator: { environment: misspelt } },
      ...withOrchestrator,
      '--format',
      'json',
    );
    const document = JSON.parse(stdout) as Document;
    expect({ exitCode, stderr, kind: document.kind, errors: document.counts.error }).toEqual({
      exitCode: 1,
      stderr: '',
      kind: 'doctor',
      errors: 1,
    });
    expect(document.findings[0]).toMatchObject({
      severity: 'error',
      code: 'environment-misspelt',
      subject: 'orchestrator_lambda',
      remedy: 'Rename WORLER_ALIAS to WORKER_ALIAS where it is set (Terraform, CloudFormation).',
    });
    expect(document.permissions).toContainEqual(
      expect.objectContaining({ action: 'lambda:GetFunction', result: 'allowed' }),
    );
    expect(document.permissions).toContainEqual(
      expect.objectContaining({ action: 'lambda:PutProvisionedConcurrencyConfig', result: 'not-checked' }),
    );
  });

  it('exits 0 where there is none, and fits a pull request in Markdown', async () => {
    const { exitCode, stdout } = await doctor({}, ...withOrchestrator, '--format', 'markdown');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\| note \| provisioned-size \|/);
  });

  it('lets no value of an environment steer the terminal', async () => {
    const { stdout } = await doctor(
      { orchestrator: { environment: { ...goodVariables, WORKER_ALIAS: '\u001b[31mred' } } },
      ...withOrchestrator,
    );
    expect(stdout).toContain('\\x1b[31mred');
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    {
      name: 'no such orchestrator',
      change: {},
      args: ['--orchestrator', 'nobody'],
      exitCode: 2,
      says: /There is no function "nobody" .*\n.*There are: orchestrator_lambda, worker_lambda/,
    },
    {
      name: 'credentials that ran out',
      change: { faults: [{ match: { operation: 'ListAliases' }, effect: { kind: 'expired-token' } }] },
      args: [],
      exitCode: 4,
      says: /ExpiredTokenException.*\n.*Sign in again/,
    },
    {
      name: 'no number',
      change: {},
      args: ['--concurrency', 'many'],
      exitCode: 2,
      says: /--concurrency must be a whole number/,
    },
  ])('$name', async ({ change, args, exitCode, says }) => {
    const result = await doctor(change, ...args);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(says);
    expect(result.stdout).toBe('');
  });

  it('goes on where reading is refused, and says what was not read and what grants it', async () => {
    const faults = ['GetFunction', 'GetAlias', 'ListVersionsByFunction'].map((operation) => ({
      match: { operation },
      effect: { kind: 'access-denied' },
    }));
    const { exitCode, stdout } = await doctor({ faults }, ...withOrchestrator, '--format', 'json');
    const { findings } = JSON.parse(stdout) as Document;
    expect(exitCode).toBe(0);
    const codes = findings.filter(({ severity }) => severity !== 'ok').map(({ code }) => code);
    expect(codes.filter((code) => code === 'permission').length).toBeGreaterThanOrEqual(3);
    expect(codes).toContain('orchestrator-code');
    expect(stdout).toContain('this statement grants it');
  });
});
