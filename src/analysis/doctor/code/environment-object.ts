import type { MemberExpression, Node } from 'acorn';
import { type Bindings, requiredModule } from './bindings.ts';
import { identifierName, keyOf, unchained } from './nodes.ts';

const isProcessModule = (name: string | null): boolean => name === 'process' || name === 'node:process';

/** Whether an expression is Node's `process`. */
function isProcess(node: Node | null | undefined, bindings: Bindings): boolean {
  const known = unchained(node);
  if (known === null) return false;
  if (isProcessModule(requiredModule(known))) return true;
  if (known.type === 'MemberExpression')
    return keyOf(known) === 'process' && /^(?:globalThis|global)$/.test(identifierName(known.object) ?? '');
  const name = identifierName(known);
  if (name === null) return false;
  const binding = bindings.get(name);
  if (binding === undefined) return name === 'process';
  if (binding.kind === 'import')
    return isProcessModule(binding.from) && (binding.name === null || binding.name === 'default');
  return binding.path.length === 0 && isProcess(binding.init, bindings);
}

/** Whether an expression is `process.env`, by whatever name the module calls it. */
export function isEnvironment(node: Node | null | undefined, bindings: Bindings): boolean {
  const known = unchained(node);
  if (known === null) return false;
  if (known.type === 'MemberExpression') return keyOf(known) === 'env' && isProcess(known.object, bindings);
  const name = identifierName(known);
  const binding = name === null ? undefined : bindings.get(name);
  if (binding === undefined) return false;
  if (binding.kind === 'import') return isProcessModule(binding.from) && binding.name === 'env';
  const [first, ...rest] = binding.path;
  if (first === undefined) return isEnvironment(binding.init, bindings);
  return first === 'env' && rest.length === 0 && isProcess(binding.init, bindings);
}

/** The variable that `process.env.X` reads; null where it is another expression, or computes the name. */
export function variableRead(node: Node | null | undefined, bindings: Bindings): string | null {
  const known = unchained(node);
  if (known?.type !== 'MemberExpression') return null;
  return isEnvironment((known as MemberExpression).object, bindings) ? keyOf(known) : null;
}
