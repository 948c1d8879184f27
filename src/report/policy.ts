import type { PolicyDocument, PolicyRow } from '../analysis/policy.ts';
import { grants, type ResourceKind } from '../model/operations.ts';
import type { Need, NeedLevel } from '../model/permissions.ts';
import { jsonText } from './escape.ts';
import { type Fact, leftColumn, type Tone, text, type View, type ViewTable } from './view.ts';

/** What a missing permission costs. */
export const levelMeanings = {
  needed: 'the command fails without it',
  wanted: 'without it a fact stays unknown, which the output says',
  hint: 'without it only an error message says less',
} satisfies Record<NeedLevel, string>;

/** In words, as the table and docs/permissions.md show them. */
export const resourceNames = {
  function: 'function',
  qualified: 'qualifier',
  'any-qualifier': 'any qualifier',
  orchestrator: 'orchestrator',
  'orchestrator-qualified': "orchestrator's qualifier",
  'orchestrator-any-qualifier': 'any qualifier of the orchestrator',
  'orchestrator-log-group': 'log group of the orchestrator',
  'log-group': 'log group',
  'log-group-itself': 'log group itself',
  twins: 'twins',
  'twin-log-groups': 'log groups of twins',
  role: "the function's role",
  all: 'everything',
} satisfies Record<ResourceKind, string>;

/** What a run that is only planned would ask for. */
export const needsTable = (needs: readonly Need[]): ViewTable => ({
  id: 'permissions',
  title: '',
  name: 'Permissions',
  columns: [leftColumn('permission'), leftColumn('on', 1), { ...leftColumn('for'), wraps: true }],
  rows: needs.map(({ operation, why, resources = grants[operation].resources }) => [
    text(grants[operation].action),
    text(resources.map((kind) => resourceNames[kind]).join(', ')),
    text(why),
  ]),
  note: '',
});

const levelTones = { needed: 'plain', wanted: 'plain', hint: 'faint' } satisfies Record<NeedLevel, Tone>;

const resourceFacts = (rows: readonly PolicyRow[]): readonly Fact[] => {
  const kinds = new Map(rows.flatMap(({ resources }) => resources.map(({ kind, arns }) => [kind, arns])));
  return [...kinds].map(([kind, arns]) => ({
    name: `on ${resourceNames[kind]}`,
    value: [arns.join(' and ')],
  }));
};

/** The permissions of a command as a table. */
export const policyView = (command: string, rows: readonly PolicyRow[]): View => ({
  title: `Permissions of lambda-fanout ${command}`,
  headline: `What lambda-fanout ${command} asks of IAM. --format json prints it as a policy, --format terraform as a policy document for Terraform.`,
  facts: [
    ...[...new Set(rows.map(({ level }) => level))].map((level) => ({
      name: level,
      value: [levelMeanings[level]],
    })),
    ...resourceFacts(rows),
  ],
  tables: [
    {
      id: 'permissions',
      title: '',
      name: 'Permissions',
      columns: [
        leftColumn('action'),
        leftColumn('on', 1),
        leftColumn('level', 2),
        leftColumn('only with', 3),
        { ...leftColumn('for'), wraps: true },
      ],
      rows: rows.map(({ action, level, flag, why, resources }) => [
        text(action),
        text(resources.map(({ kind }) => resourceNames[kind]).join(', ')),
        text(level, levelTones[level]),
        text(flag ?? ''),
        text(why),
      ]),
      note: '',
    },
  ],
  notes: [],
  checks: [],
});

/** The policy as IAM takes it. */
export const policyJson = (policy: PolicyDocument): string =>
  `${jsonText(JSON.stringify(policy, null, 2))}\n`;

/** A string of HCL. `${` of ours is an expression, so only what stands in quotes is escaped.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings */
const hcl = (value: string): string => jsonText(JSON.stringify(value));

/** One element a line, as `terraform fmt` leaves it. */
const hclList = (name: string, values: readonly string[]): string =>
  `    ${name} = [\n${values.map((value) => `      ${hcl(value)},\n`).join('')}    ]\n`;

const dataSources = {
  aws_caller_identity: /\bdata\.aws_caller_identity\b/,
  aws_partition: /\bdata\.aws_partition\b/,
  aws_region: /\bdata\.aws_region\b/,
};

/** The policy as a Terraform data source, with those that its expressions read.
 * @param name - of the data source */
export function policyTerraform(policy: PolicyDocument, name: string): string {
  const statements = policy.Statement.map(
    ({ Sid, Action, Resource }) =>
      `  statement {\n    sid = ${hcl(Sid)}\n\n${hclList('actions', Action)}\n${hclList('resources', Resource)}  }\n`,
  );
  const body = `data "aws_iam_policy_document" ${hcl(name)} {\n${statements.join('\n')}}\n`;
  const sources = Object.entries(dataSources)
    .filter(([, pattern]) => pattern.test(body))
    .map(([source]) => `data "${source}" "current" {}\n`);
  return [...sources, body].join('\n');
}
