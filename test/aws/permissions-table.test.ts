import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as logsSdk from '@aws-sdk/client-cloudwatch-logs';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/table.ts';
import { askedWithin, grants, operations } from '../../src/model/operations.ts';
import { commandNeeds, features, type Need } from '../../src/model/permissions.ts';
import { packageRoot } from '../support/cli.ts';

const folder = join(packageRoot, 'src/aws');

/** Operations that the sources call: by a command, a paginator or a waiter of the SDK. */
const called = new Set(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = readFileSync(join(folder, file), 'utf8');
      return [...source.matchAll(/\bnew (\w+)Command\(|\bpaginate(\w+)\(/g)].flatMap(
        ([, command, paginated]) => command ?? paginated ?? [],
      );
    }),
);

describe('every operation that src/aws calls is in the table of permissions, and none else', () => {
  it('reads real calls', () => expect(called).toContain('Invoke'));

  it('both ways', () => expect([...called].sort()).toEqual(Object.keys(operations).sort()));

  it('waiters, whose operations the sources do not name, are not used', () => {
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'));
    expect(sources.filter((source) => /\bwaitUntil[A-Z]/.test(source))).toEqual([]);
  });

  it.each(Object.entries(operations))('%s is an operation of the SDK of its service', (name, { action }) => {
    const sdk = action.startsWith('lambda:') ? lambdaSdk : logsSdk;
    expect(sdk).toHaveProperty(`${name}Command`);
  });
});

describe('needs', () => {
  const needs: readonly Need[] = Object.values(commandNeeds).flat();

  it('every operation has a command that needs it', () =>
    expect(new Set(needs.map(({ operation }) => operation))).toEqual(new Set(Object.keys(grants))));

  it('what AWS asks for within an operation is called by nobody', () =>
    expect([...called].filter((name) => Object.hasOwn(askedWithin, name))).toEqual([]));

  it('every feature makes a difference somewhere', () =>
    expect(Object.keys(features).filter((name) => !needs.some(({ feature }) => feature === name))).toEqual(
      [],
    ));

  it.each(Object.keys(commandNeeds))('%s is a command', (name) => expect(commands).toHaveProperty(name));

  it.each(Object.entries(commands))(
    '%s takes the target options of AWS if and only if it has needs',
    (name, spec) => {
      const takesProfile = spec.options.some(({ flags }) => flags.startsWith('--profile'));
      expect(Object.hasOwn(commandNeeds, name)).toBe(takesProfile);
    },
  );
});

/** Copied from AWS: which resource types an action can be limited to, `*` where to none; and the one action that is
 * not called like its operation.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
const published: Readonly<Record<string, 'function' | 'alias or version' | 'log group' | 'role' | '*'>> = {
  'lambda:InvokeFunction': 'function',
  'lambda:GetFunction': 'function',
  'lambda:GetFunctionConfiguration': 'function',
  'lambda:GetFunctionConcurrency': 'function',
  'lambda:GetAlias': 'function',
  'lambda:ListAliases': 'function',
  'lambda:ListVersionsByFunction': 'function',
  'lambda:ListProvisionedConcurrencyConfigs': 'function',
  'lambda:CreateFunction': 'function',
  'lambda:DeleteFunction': 'function',
  'lambda:PublishVersion': 'function',
  'lambda:UpdateFunctionCode': 'function',
  'lambda:UpdateFunctionConfiguration': 'function',
  'lambda:CreateAlias': 'function',
  'lambda:UpdateAlias': 'function',
  'lambda:DeleteAlias': 'function',
  'lambda:PutFunctionConcurrency': 'function',
  'lambda:DeleteFunctionConcurrency': 'function',
  'lambda:GetProvisionedConcurrencyConfig': 'alias or version',
  'lambda:PutProvisionedConcurrencyConfig': 'alias or version',
  'lambda:DeleteProvisionedConcurrencyConfig': 'alias or version',
  'lambda:TagResource': 'function',
  'iam:PassRole': 'role',
  'lambda:GetAccountSettings': '*',
  'lambda:ListFunctions': '*',
  'logs:FilterLogEvents': 'log group',
  'logs:StartLiveTail': 'log group',
  'logs:DescribeLogGroups': 'log group',
  'logs:DescribeLogStreams': 'log group',
  'logs:DeleteLogGroup': 'log group',
};

const fits: Readonly<Record<string, RegExp>> = {
  function:
    /^(?:function|qualified|any-qualifier|orchestrator|orchestrator-qualified|orchestrator-any-qualifier|twins?)$/,
  'alias or version': /^(?:orchestrator-)?(?:qualified|any-qualifier)$/,
  'log group': /^(?:(?:orchestrator-)?log-group|log-group-itself|twin-log-groups|all)$/,
  role: /^role$/,
  '*': /^all$/,
};

it.each(Object.entries(grants))(
  '%s is limited as the service authorization reference allows',
  (name, operation) => {
    const { action, resources } = operation;
    expect(published).toHaveProperty([action]);
    expect(action.split(':')[1]).toBe(name === 'Invoke' ? 'InvokeFunction' : name);
    for (const resource of resources) expect(resource).toMatch(fits[published[action] ?? ''] ?? /^$/);
  },
);
