import { describe, expect, it } from 'vitest';
import { type PolicyPlace, policyDocument, policyRows } from '../../src/analysis/policy.ts';
import { policyJson, policyTerraform } from '../../src/report/policy.ts';

const place: PolicyPlace = {
  partition: 'aws',
  region: 'eu-west-1',
  accountId: '123456789012',
  functionName: 'worker_lambda',
  qualifier: 'live',
  orchestratorName: 'orchestrator_lambda',
  orchestratorQualifier: '$LATEST',
  logGroup: '/aws/lambda/worker_lambda',
};
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:worker_lambda';
const orchestrator = 'arn:aws:lambda:eu-west-1:123456789012:function:orchestrator_lambda';
const policyOf = (level: 'needed' | 'wanted' | 'hint', changed: Partial<PolicyPlace> = {}) =>
  policyDocument(policyRows({ command: 'bench', features: ['logs'], level }, { ...place, ...changed }));

/** What a policy allows, one action on one resource a line. */
const grants = (policy: ReturnType<typeof policyOf>): string[] =>
  policy.Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => `${action} ${resource}`)),
  ).sort();

describe('the least policy', () => {
  it('to invoke an alias is one action on its ARN alone', () =>
    expect(policyOf('needed').Statement).toEqual([
      { Sid: 'LambdaFanout1', Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [`${arn}:live`] },
    ]));

  it('to invoke $LATEST is on the function with and without the qualifier', () =>
    expect(grants(policyOf('needed', { qualifier: '$LATEST' }))).toEqual([
      `lambda:InvokeFunction ${arn}`,
      `lambda:InvokeFunction ${arn}:$LATEST`,
    ]));

  it('for all that bench says', () =>
    expect(grants(policyOf('wanted'))).toEqual(
      [
        `lambda:InvokeFunction ${arn}:live`,
        `lambda:GetFunctionConfiguration ${arn}:live`,
        `lambda:GetAlias ${arn}`,
        `lambda:GetFunctionConcurrency ${arn}`,
        `lambda:GetProvisionedConcurrencyConfig ${arn}:*`,
        'lambda:GetAccountSettings *',
        'logs:FilterLogEvents arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/worker_lambda:*',
      ].sort(),
    ));

  it('through an orchestrator is to invoke that one, and not the worker', () => {
    const rows = policyRows({ command: 'bench', features: ['orchestrator'], level: 'needed' }, place);
    expect(rows.map(({ action, resources }) => [action, resources.flatMap(({ arns }) => arns)])).toEqual([
      ['lambda:InvokeFunction', [orchestrator, `${orchestrator}:$LATEST`]],
    ]);
  });

  it('without logs has nothing of logs', () => {
    const rows = policyRows({ command: 'bench', features: [], level: 'hint' }, place);
    expect(rows.filter(({ action }) => action.startsWith('logs:'))).toEqual([]);
  });

  it('is JSON that IAM takes: each Sid once, letters and digits only', () => {
    const { Statement } = JSON.parse(policyJson(policyOf('hint'))) as ReturnType<typeof policyOf>;
    const sids = Statement.map(({ Sid }) => Sid);
    expect(new Set(sids).size).toBe(sids.length);
    for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
  });
});

it('Terraform reads only the data sources that its expressions name', () => {
  const account = `\${${'data.aws_caller_identity.current.account_id'}}`;
  const hcl = policyTerraform(policyOf('needed', { accountId: account }), 'lambda_fanout_bench');
  expect(hcl).toBe(`data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "lambda_fanout_bench" {
  statement {
    sid = "LambdaFanout1"

    actions = [
      "lambda:InvokeFunction",
    ]

    resources = [
      "arn:aws:lambda:eu-west-1:${account}:function:worker_lambda:live",
    ]
  }
}
`);
});
