import { dirname, isAbsolute, resolve } from 'node:path';
import * as z from 'zod';
import { messageOf, UsageError } from '../model/errors.ts';
import { type LocalConfig, type LocalFunction, localConfigSchema } from './config-schema.ts';

export type { LocalConfig, LocalFunction } from './config-schema.ts';

/** What a JSON schema says of one value, as far as it is needed here. */
interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** JSON schema of local.json, with a line of documentation for each key. */
export const localConfigJsonSchema = (): SchemaNode =>
  z.toJSONSchema(localConfigSchema, { io: 'input' }) as unknown as SchemaNode;

function childrenOf(node: SchemaNode, key: PropertyKey): readonly SchemaNode[] {
  if (typeof key === 'number') return node.items ? [node.items] : [];
  const own = node.properties?.[String(key)];
  const alternatives = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return [...(own ? [own] : []), ...alternatives.flatMap((alternative) => childrenOf(alternative, key))];
}

function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let nodes: readonly SchemaNode[] = [localConfigJsonSchema()];
  for (const key of path) nodes = nodes.flatMap((node) => childrenOf(node, key));
  const withAlternatives = nodes.flatMap((node) => [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])]);
  return [...new Set(withAlternatives.flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** `functions[0].memorySizeMb` */
const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`))
    .join('');

function explain(issue: z.core.$ZodIssue): string {
  const where = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys.map((key) => `"${key}"`).join(', ');
    return `${where || 'the top level'} has no key ${unknown}; allowed: ${keysAt(issue.path).join(', ')}`;
  }
  return `${where || 'the file'}: ${issue.message}`;
}

const usageHint = 'docs/local.md lists every key of local.json with its default.';

/**
 * Reads local.json; folders in it are made absolute, relative to the file's own folder.
 *
 * @param text - the file's text
 * @param path - the file's path, for messages and for folders
 * @throws UsageError that names the key and what is allowed
 */
export function parseLocalConfig(text: string, path: string): LocalConfig {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${messageOf(error)}`, usageHint, error);
  }
  const parsed = localConfigSchema.safeParse(value);
  if (!parsed.success) {
    throw new UsageError(`${path}: ${parsed.error.issues.map(explain).join('; ')}`, usageHint);
  }
  const base = dirname(resolve(path));
  const functions = parsed.data.functions.map((each) =>
    each.folder === undefined || isAbsolute(each.folder)
      ? each
      : { ...each, folder: resolve(base, each.folder) },
  );
  refuseDoubles(functions, path);
  return { ...parsed.data, functions };
}

/** The configuration that an empty local.json gives, with some keys set. */
export const localConfig = (keys: z.input<typeof localConfigSchema> = {}): LocalConfig =>
  localConfigSchema.parse(keys);

function refuseDoubles(functions: readonly LocalFunction[], path: string): void {
  const seen = new Set<string>();
  for (const { functionName } of functions) {
    if (seen.has(functionName)) {
      throw new UsageError(
        `${path}: two functions are named ${functionName}`,
        `Give each its own functionName. ${usageHint}`,
      );
    }
    seen.add(functionName);
  }
}
