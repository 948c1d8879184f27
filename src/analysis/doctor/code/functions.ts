import type { CallExpression, FunctionDeclaration, Node, VariableDeclarator } from 'acorn';
import { ancestorsOf, type Module } from './module.ts';
import { calledName, identifierName, isFunction } from './nodes.ts';

/** The name that a value is bound to, where it is bound and nothing else: `const alias = process.env.X`. */
export function boundName(module: Module, node: Node): string | null {
  const parent = module.parents.get(node);
  if (parent?.type !== 'VariableDeclarator') return null;
  const { id, init } = parent as VariableDeclarator;
  return init === node ? identifierName(id) : null;
}

/** The name by which a function of a module is called; null: it has none. */
export const functionName = (module: Module, node: Node): string | null =>
  node.type === 'FunctionDeclaration'
    ? identifierName((node as FunctionDeclaration).id)
    : boundName(module, node);

/** Every call in a module of what has this name. */
export const callsOf = (module: Module, name: string): readonly CallExpression[] =>
  module.nodes.filter(
    (node): node is CallExpression =>
      node.type === 'CallExpression' && calledName(node as CallExpression) === name,
  );

/** Whether a named function is only called while its module is loaded. */
export function calledAtLoadOnly(module: Module, node: Node): boolean {
  const name = functionName(module, node);
  if (name === null) return false;
  const calls = callsOf(module, name);
  return calls.length > 0 && calls.every((call) => ![...ancestorsOf(module, call)].some(isFunction));
}
