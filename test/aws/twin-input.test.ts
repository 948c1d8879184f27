import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { runInDescription, twinDescription, twinInput } from '../../src/aws/twin-input.ts';

const plan = {
  functionName: 'lambda-fanout-twin-0011223344556677-2',
  runId: '8f5c2d1e-0000-4000-8000-000000000000',
  logGroup: '/aws/lambda/lambda-fanout-twin-0011223344556677-2',
  madeAt: '2026-01-02T03:04:05.000Z',
};
const of = 'arn:aws:lambda:eu-west-1:123456789012:function:worker:7';

/** A GetFunction answer with everything that bears on how a function starts, after the API's own examples.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
const whole: FunctionConfiguration = {
  FunctionName: 'worker',
  FunctionArn: of,
  Runtime: 'nodejs22.x',
  Role: 'arn:aws:iam::123456789012:role/worker',
  Handler: 'index.handler',
  CodeSize: 300,
  Description: 'the worker',
  Timeout: 30,
  MemorySize: 512,
  LastModified: '2026-01-01T00:00:00.000+0000',
  CodeSha256: 'abc=',
  Version: '7',
  VpcConfig: {
    SubnetIds: ['subnet-1'],
    SecurityGroupIds: ['sg-1'],
    VpcId: 'vpc-1',
    Ipv6AllowedForDualStack: false,
  },
  DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:123456789012:dead' },
  Environment: { Variables: { TABLE: 'orders' } },
  KMSKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/k',
  TracingConfig: { Mode: 'Active' },
  RevisionId: 'r',
  Layers: [{ Arn: 'arn:aws:lambda:eu-west-1:123456789012:layer:one:3', CodeSize: 5 }],
  State: 'Active',
  LastUpdateStatus: 'Successful',
  FileSystemConfigs: [
    { Arn: 'arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/a', LocalMountPath: '/mnt/a' },
  ],
  PackageType: 'Zip',
  Architectures: ['arm64'],
  EphemeralStorage: { Size: 1_024 },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  LoggingConfig: {
    LogFormat: 'JSON',
    SystemLogLevel: 'DEBUG',
    ApplicationLogLevel: 'INFO',
    LogGroup: '/shared',
  },
};
const code = { ZipFile: new Uint8Array([1]) };

describe('the twin of a function', () => {
  it('has all that bears on how it starts and runs, a log group of its own, and says what it is', () => {
    expect(twinInput(whole, code, plan, of)).toEqual({
      FunctionName: plan.functionName,
      Description: `Temporary twin of ${of}, made by lambda-fanout run ${plan.runId}`,
      Code: code,
      Publish: false,
      Tags: {
        'lambda-fanout:run': plan.runId,
        'lambda-fanout:of': of,
        'lambda-fanout:made-at': plan.madeAt,
      },
      LoggingConfig: {
        LogFormat: 'JSON',
        SystemLogLevel: 'DEBUG',
        ApplicationLogLevel: 'INFO',
        LogGroup: plan.logGroup,
      },
      Runtime: 'nodejs22.x',
      Role: whole.Role,
      Handler: 'index.handler',
      Timeout: 30,
      MemorySize: 512,
      PackageType: 'Zip',
      Architectures: ['arm64'],
      EphemeralStorage: { Size: 1_024 },
      FileSystemConfigs: whole.FileSystemConfigs,
      KMSKeyArn: whole.KMSKeyArn,
      Environment: { Variables: { TABLE: 'orders' } },
      Layers: ['arn:aws:lambda:eu-west-1:123456789012:layer:one:3'],
      SnapStart: { ApplyOn: 'None' },
      TracingConfig: { Mode: 'Active' },
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'], Ipv6AllowedForDualStack: false },
    });
  });

  it.each<{ name: string; found: FunctionConfiguration; want: object; not?: readonly string[] }>([
    {
      name: 'an image has neither runtime nor handler, but its own command',
      found: {
        PackageType: 'Image',
        Role: 'r',
        ImageConfigResponse: { ImageConfig: { Command: ['app.handler'], WorkingDirectory: '/var/task' } },
      },
      want: {
        PackageType: 'Image',
        ImageConfig: { Command: ['app.handler'], WorkingDirectory: '/var/task' },
      },
      not: ['Runtime', 'Handler', 'ImageConfigResponse'],
    },
    {
      name: 'SnapStart works on a published version only',
      found: { SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'On' } },
      want: { SnapStart: { ApplyOn: 'PublishedVersions' }, Publish: true },
    },
    {
      name: 'without a VPC none is asked for',
      found: { VpcConfig: { SubnetIds: [], SecurityGroupIds: [], VpcId: '' } },
      want: {},
      not: ['VpcConfig'],
    },
    {
      name: 'without variables none are given',
      found: {},
      want: {},
      not: ['Environment', 'Layers', 'KMSKeyArn'],
    },
    {
      name: 'no tag may hold a dollar sign',
      found: {},
      want: { Tags: { 'lambda-fanout:of': 'arn:x:LATEST' } },
    },
  ])('$name', ({ found, want, not = [] }) => {
    const input = twinInput(found, code, plan, want && 'Tags' in want ? 'arn:x:$LATEST' : of);
    expect(input).toMatchObject(want);
    for (const member of not) expect(input).not.toHaveProperty(member);
  });
});

describe('its description', () => {
  it('names the run, however long the name of the original is', () => {
    const long = `arn:aws:lambda:eu-west-1:123456789012:function:${'x'.repeat(64)}:${'1'.repeat(200)}`;
    const description = twinDescription(long, plan.runId);
    expect(description.length).toBe(256);
    expect(runInDescription(description)).toBe(plan.runId);
    expect(
      runInDescription(`Modelled by lambda-fanout: go-x86, seed 1; ${twinDescription(of, plan.runId)}`),
    ).toBe(plan.runId);
  });

  it.each([undefined, '', 'the worker', 'made by lambda-fanout run '])('%j names none', (description) => {
    expect(runInDescription(description)).toBeNull();
  });
});
