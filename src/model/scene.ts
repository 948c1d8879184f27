/** One part of the scene that `init` writes: a file or a folder of this package, and where it goes. */
export interface ScenePart {
  /** In the package. */
  readonly from: string;
  /** Below the folder that is given. */
  readonly to: string;
  readonly says: string;
}

/** Where everything goes that is no workflow: one folder, so that nothing of the user's stands in between. */
const own = 'lambda-fanout';

/** Everything `init` writes. */
export const sceneParts: readonly ScenePart[] = [
  {
    from: 'fixtures/terraform',
    to: `${own}/terraform`,
    says: 'worker, alias, orchestrator, roles, logs and the policy to measure, for Terraform',
  },
  // npm leaves a file of its real name out of a package.
  { from: 'fixtures/scene/gitignore', to: `${own}/terraform/.gitignore`, says: 'what Terraform leaves here' },
  { from: 'dist/handlers/worker', to: `${own}/handlers/worker`, says: 'the worker' },
  {
    from: 'dist/handlers/orchestrator',
    to: `${own}/handlers/orchestrator`,
    says: 'the orchestrator of lambda-fanout (docs/orchestrator.md)',
  },
  {
    from: 'fixtures/scene/plain-orchestrator',
    to: `${own}/handlers/plain-orchestrator`,
    says: 'an orchestrator as an application has it',
  },
  {
    from: 'fixtures/scene/local.json',
    to: `${own}/local.json`,
    says: 'the same scene on the embedded service: --local --config',
  },
  {
    from: 'fixtures/scene/workflow.yml',
    to: '.github/workflows/lambda-fanout.yml',
    says: 'a gate for each pull request, with a role instead of keys',
  },
];

/** Stands in the workflow for the version that wrote it. */
export const versionMark = 'LAMBDA_FANOUT_VERSION';
