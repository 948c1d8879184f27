import { featuresOf, type PolicyPlace, policyDocument, policyRows } from '../analysis/policy.ts';
import { UsageError } from '../model/errors.ts';
import { exitCodes } from '../model/exit-code.ts';
import { type FeatureName, features } from '../model/permissions.ts';
import { policyJson, policyTerraform, policyView } from '../report/policy.ts';
import { viewPrintable } from '../report/printable.ts';
import { featureNames, type PermissionsOptions, permissionsOptions } from './options/permissions.ts';
import { functionNameOf } from './options/target.ts';
import { parseOptions } from './options/values.ts';
import { print } from './print.ts';
import type { Command } from './spec.ts';

const arn = /^arn:([a-z-]+):lambda:([a-z0-9-]+):(\d{12}):function:([\w-]+)$/;
const plainName = /^[\w-]{1,64}$/;

const expression = (path: string): string => `\${${path}}`;

/** What an option does not say, in each language. */
const unknownIn = {
  table: { partition: 'aws', region: '*', accountId: '*' },
  json: { partition: 'aws', region: '*', accountId: '*' },
  terraform: {
    partition: expression('data.aws_partition.current.partition'),
    region: expression('data.aws_region.current.id'),
    accountId: expression('data.aws_caller_identity.current.account_id'),
  },
};

function named(flag: string, text: string) {
  const [, partition, region, accountId, name] = arn.exec(text) ?? [];
  if (name !== undefined) return { partition, region, accountId, name };
  if (plainName.test(text)) return { name: text };
  throw new UsageError(
    `${flag} ${JSON.stringify(text)} is neither the name nor the full ARN of a function`,
    'Give the name alone, or its ARN without a qualifier; the qualifier goes into --qualifier.',
  );
}

/** An ARN names its own region and account. */
function refuseOtherThan(flag: string, given: string | undefined, inArn: string | undefined): void {
  if (given === undefined || inArn === undefined || given === inArn) return;
  throw new UsageError(
    `${flag} ${given} is not that of the function's ARN, ${inArn}`,
    `Leave ${flag} out, or give the function's name alone.`,
  );
}

function placeOf(
  options: PermissionsOptions,
  env: Readonly<Record<string, string | undefined>>,
): PolicyPlace {
  const target = named('--function-name', functionNameOf(options, env).functionName);
  refuseOtherThan('--region', options.region, target.region);
  refuseOtherThan('--account', options.account, target.accountId);
  const unknown = unknownIn[options.format];
  return {
    partition: target.partition ?? unknown.partition,
    region: options.region ?? target.region ?? env.AWS_REGION ?? unknown.region,
    accountId: options.account ?? target.accountId ?? unknown.accountId,
    functionName: target.name,
    qualifier: options.qualifier,
    orchestratorName: named('--orchestrator', options.orchestrator ?? 'orchestrator_lambda').name,
    orchestratorQualifier: options.orchestratorQualifier,
    logGroup: options.logGroup ?? `/aws/lambda/${target.name}`,
  };
}

/** What the command is used with; what is on by default, where nothing is said. */
function featuresFrom({ command, with: given }: PermissionsOptions): readonly FeatureName[] {
  if (given === undefined) return featureNames.filter((name) => features[name].onByDefault);
  const known = featuresOf(command);
  const strange = given.find((name) => !known.includes(name));
  if (strange === undefined) return given;
  throw new UsageError(
    `--with ${strange} makes no difference to ${command}`,
    known.length === 0
      ? 'Leave it out.'
      : `What makes one: ${known.map((name) => `${name} (${features[name].flag})`).join(', ')}.`,
  );
}

/** `permissions`: the least IAM policy for a command. Asks nobody. */
export const permissions: Command = async (raw, _operands, io) => {
  const options = parseOptions(permissionsOptions, raw, 'permissions');
  const { command, level, format } = options;
  const rows = policyRows({ command, features: featuresFrom(options), level }, placeOf(options, io.env));
  if (format === 'table')
    await print(viewPrintable('permissions', policyView(command, rows)), { format }, [], io);
  else if (format === 'json') await io.stdout.write(policyJson(policyDocument(rows)));
  else await io.stdout.write(policyTerraform(policyDocument(rows), `lambda_fanout_${command}`));
  return exitCodes.good;
};
