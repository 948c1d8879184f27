import type {
  AssignmentExpression,
  ImportDeclaration,
  ImportSpecifier,
  Node,
  ObjectPattern,
  Pattern,
  VariableDeclarator,
} from 'acorn';
import type { Module } from './module.ts';
import { as, calledName, entriesOf, identifierName, stringOf } from './nodes.ts';

/** What a name of a module stands for. `path` leads from the value: `['env']` for `const { env } = process`. */
export type Binding =
  | {
      readonly kind: 'value';
      readonly init: Node;
      readonly path: readonly string[];
      readonly fallback: Node | null;
    }
  /** `name`: null: the module itself. */
  | { readonly kind: 'import'; readonly from: string; readonly name: string | null };

/** Names that are bound once in a module. Scopes are not told apart: a name that is bound twice, or assigned to, is
 * left out, since which binding is meant cannot be said by its name alone. */
export type Bindings = ReadonlyMap<string, Binding>;

/** `require('x')`, `await import('x')`: the module's name. */
export function requiredModule(node: Node | null | undefined): string | null {
  const known = as(node);
  if (known?.type === 'AwaitExpression') return requiredModule(known.argument);
  if (known?.type === 'ImportExpression') return stringOf(known.source);
  if (known?.type === 'CallExpression' && calledName(known) === 'require')
    return stringOf(known.arguments[0]);
  return null;
}

type Add = (name: string, binding: Binding) => void;

function bindPattern(
  pattern: Pattern,
  init: Node,
  path: readonly string[],
  fallback: Node | null,
  add: Add,
): void {
  const known = as(pattern);
  if (known?.type === 'AssignmentPattern') {
    bindPattern(known.left, init, path, known.right, add);
    return;
  }
  if (known?.type === 'ObjectPattern') {
    for (const { name, value } of entriesOf(known as ObjectPattern).entries)
      bindPattern(value as Pattern, init, [...path, name], null, add);
    return;
  }
  const name = identifierName(pattern);
  if (name === null) return;
  const from = requiredModule(init);
  if (from === null) add(name, { kind: 'value', init, path, fallback });
  else if (path.length <= 1) add(name, { kind: 'import', from, name: path[0] ?? null });
}

function bindImports({ source, specifiers }: ImportDeclaration, add: Add): void {
  for (const specifier of specifiers) {
    const imported =
      specifier.type === 'ImportSpecifier'
        ? ((specifier as ImportSpecifier).imported as { name?: string; value?: unknown })
        : null;
    const name =
      specifier.type === 'ImportDefaultSpecifier'
        ? 'default'
        : imported === null
          ? null
          : (imported.name ?? String(imported.value));
    add(specifier.local.name, { kind: 'import', from: String(source.value), name });
  }
}

/** Every name that is bound once in a module. */
export function bindingsOf({ nodes }: Module): Bindings {
  const found = new Map<string, Binding>();
  const spoilt = new Set<string>();
  const add: Add = (name, binding) => {
    if (found.has(name)) spoilt.add(name);
    found.set(name, binding);
  };
  for (const node of nodes) {
    if (node.type === 'VariableDeclarator') {
      const { id, init } = node as VariableDeclarator;
      if (init) bindPattern(id, init, [], null, add);
      else if (identifierName(id) !== null) spoilt.add(identifierName(id) ?? '');
    } else if (node.type === 'ImportDeclaration') bindImports(node as ImportDeclaration, add);
    else if (node.type === 'AssignmentExpression') {
      const assigned = identifierName((node as AssignmentExpression).left);
      if (assigned !== null) spoilt.add(assigned);
    }
  }
  for (const name of spoilt) found.delete(name);
  return found;
}
