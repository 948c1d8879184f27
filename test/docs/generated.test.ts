import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Method, methods, unitOf } from '../../src/analysis/comparison/methods.ts';
import { findingCodes } from '../../src/analysis/doctor/finding.ts';
import { localConfigSchema } from '../../src/local/config-schema.ts';
import { meanOf } from '../../src/local/modelled/distribution.ts';
import { type Preset, presets } from '../../src/local/modelled/presets.ts';
import { metrics } from '../../src/model/metrics.ts';
import { grants } from '../../src/model/operations.ts';
import {
  orchestrateRequestSchema,
  orchestratorReplySchema,
  orchestratorRowSchema,
} from '../../src/model/orchestrator-schema.ts';
import { commandNeeds, features, type Need } from '../../src/model/permissions.ts';
import { runtimeDeprecations } from '../../src/model/runtimes.ts';
import { evidences } from '../../src/model/start-kind.ts';
import { columns } from '../../src/report/columns.ts';
import { comparisonColumns } from '../../src/report/comparison-columns.ts';
import { resourceNames } from '../../src/report/policy.ts';
import { packageRoot } from '../support/cli.ts';
import { scaleHead, scaleRows } from './scale.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map(
      (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`,
    )
    .join('\n');

const code = (text: string): string => `\`${text}\``;

interface Node {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly const?: unknown;
}

/** Every key of local.json with its line of documentation. */
function keysOf(node: Node, path: string): string[][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const key = `${path}${name}`;
    const items = child.items;
    const shown =
      child.default === undefined || typeof child.default === 'object'
        ? ''
        : code(JSON.stringify(child.default));
    const row = [code(key), shown, child.description ?? ''];
    if (name === 'faults') return [row];
    return [row, ...keysOf(child, `${key}.`), ...(items === undefined ? [] : keysOf(items, `${key}[].`))];
  });
}

const configSchema = z.toJSONSchema(localConfigSchema, { io: 'input' }) as unknown as Node;

const faultEffects = (): string[][] => {
  const effect = configSchema.properties?.faults?.items?.properties?.effect;
  return (effect?.oneOf ?? effect?.anyOf ?? []).map((each) => {
    const settings = Object.entries(each.properties ?? {}).filter(([name]) => name !== 'kind');
    const told = settings.map(([name, { description }]) => `${code(name)}: ${description}`).join(' ');
    return [code(String(each.properties?.kind?.const)), `${each.description ?? ''} ${told}`.trim()];
  });
};

const presetRows = (): string[][] =>
  Object.entries<Preset>(presets).map(([name, { init, duration, memoryUsedMb, source }]) => [
    code(name),
    `${init.medianMs.toFixed(0)} ms`,
    init.sigma.toFixed(3),
    `${(init.outlierShare * 100).toFixed(1)} % × ${init.outlierFactor.toFixed(2)}`,
    `${meanOf(duration).toFixed(1)} ms`,
    `${memoryUsedMb} MB`,
    source,
  ]);

const permissionRows = (): string[][] =>
  Object.entries(commandNeeds).flatMap(([command, needs]) =>
    (needs as readonly Need[]).map(({ operation, level, why, feature, resources }) => [
      code(command),
      code(grants[operation].action),
      (resources ?? grants[operation].resources).map((kind) => resourceNames[kind]).join(', '),
      level,
      feature === null ? '' : code(features[feature].flag),
      why,
    ]),
  );

/** Fields of a contract with their meaning. */
const contractRows = (schema: z.ZodType): string[][] =>
  keysOf(z.toJSONSchema(schema, { io: 'input' }) as unknown as Node, '').map(([key = '', , says = '']) => [
    key,
    says,
  ]);

const tutorial = 'fixtures/handlers/shapes/tutorial/index.mjs';

const blocks = [
  {
    file: 'docs/orchestrator.md',
    name: 'tutorial',
    text: () => `\`\`\`js tutorial/index.mjs\n${readFileSync(join(packageRoot, tutorial), 'utf8')}\`\`\``,
  },
  {
    file: 'docs/orchestrator.md',
    name: 'orchestrate',
    text: () => table(['field', 'meaning'], contractRows(orchestrateRequestSchema)),
  },
  {
    file: 'docs/orchestrator.md',
    name: 'orchestrated',
    text: () => table(['field', 'meaning'], contractRows(orchestratorReplySchema)),
  },
  {
    file: 'docs/orchestrator.md',
    name: 'orchestrator-row',
    text: () => table(['column', 'meaning'], contractRows(orchestratorRowSchema)),
  },
  { file: 'docs/scale.md', name: 'scale', text: () => table(scaleHead, scaleRows()) },
  {
    file: 'docs/doctor.md',
    name: 'findings',
    text: () =>
      table(
        ['code', 'what is checked'],
        Object.entries(findingCodes).map(([name, says]) => [code(name), says]),
      ),
  },
  {
    file: 'docs/doctor.md',
    name: 'runtimes',
    text: () =>
      table(
        ['runtime', 'support ends'],
        Object.entries(runtimeDeprecations).map(([name, day]) => [code(name), day]),
      ),
  },
  {
    file: 'docs/permissions.md',
    name: 'permissions',
    text: () => table(['command', 'action', 'on', 'level', 'only with', 'for'], permissionRows()),
  },
  {
    file: 'docs/output.md',
    name: 'columns',
    text: () =>
      table(
        ['column', 'JSON field', 'meaning'],
        columns.map((column) => [code(column.name), code(column.key), column.meaning]),
      ),
  },
  {
    file: 'docs/compare.md',
    name: 'comparison-columns',
    text: () =>
      table(
        ['column', 'meaning'],
        comparisonColumns.map(({ name, meaning }) => [code(name), meaning]),
      ),
  },
  {
    file: 'docs/statistics.md',
    name: 'methods',
    text: () =>
      table(
        ['method', 'n counts', 'decides by'],
        Object.entries(methods).map(([name, by]) => [code(name), unitOf[name as Method], by]),
      ),
  },
  {
    file: 'docs/statistics.md',
    name: 'metrics',
    text: () =>
      table(
        ['metric', 'unit', 'meaning'],
        [...metrics.values()]
          .filter((metric) => metric.kind === 'plain' || metric.startKind === null)
          .map(({ name, unit, meaning }) => [code(name), unit, meaning]),
      ),
  },
  {
    file: 'docs/statistics.md',
    name: 'evidence',
    text: () =>
      table(
        ['evidence', 'meaning'],
        Object.entries(evidences).map(([name, says]) => [code(name), says]),
      ),
  },
  {
    file: 'docs/local.md',
    name: 'keys',
    text: () => table(['key', 'default', 'meaning'], keysOf(configSchema, '')),
  },
  {
    file: 'docs/local.md',
    name: 'presets',
    text: () =>
      table(
        ['preset', 'init, median', 'sigma', 'slow ones', 'handler', 'memory used', 'init from'],
        presetRows(),
      ),
  },
  { file: 'docs/local.md', name: 'faults', text: () => table(['effect', 'what happens'], faultEffects()) },
];

/** `UPDATE_DOCS=1 npx vitest run test/docs/generated.test.ts` writes what the tables say now. */
describe('tables in the docs say what the code says', () => {
  it.each(blocks)('$file: $name', async ({ file, name, text }) => {
    const path = join(packageRoot, file);
    const page = await readFile(path, 'utf8');
    const [before, rest] = page.split(`<!-- ${name} -->\n`);
    const after = rest?.split(`<!-- /${name} -->`)[1];
    if (before === undefined || after === undefined) throw new Error(`${file} has no place for ${name}`);
    const wanted = `${before}<!-- ${name} -->\n${text()}\n<!-- /${name} -->${after}`;
    if (process.env.UPDATE_DOCS === '1') await writeFile(path, wanted);
    else expect(page).toBe(wanted);
  });
});
