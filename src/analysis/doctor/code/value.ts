import type { Node } from 'acorn';
import { full } from 'acorn-walk';
import type { Bindings } from './bindings.ts';
import { isEnvironment, variableRead } from './environment-object.ts';
import { as, identifierName, stringOf } from './nodes.ts';

/** What an expression comes to with the variables that are deployed. */
export interface Value {
  /** Null: it is only known when it runs. `undefined`: it is certainly that. */
  readonly text: string | null | undefined;
  /** Environment variables that it is made of. */
  readonly variables: readonly string[];
}

export type Variables = Readonly<Record<string, string>>;

const atMostSteps = 20;

/** Follows names and simple operators; whatever else there is comes to null. */
function textOf(node: Node, bindings: Bindings, variables: Variables, steps: number): Value['text'] {
  if (steps > atMostSteps) return null;
  const next = (inner: Node): Value['text'] => textOf(inner, bindings, variables, steps + 1);
  const literal = stringOf(node);
  if (literal !== null) return literal;
  const variable = variableRead(node, bindings);
  if (variable !== null) return variables[variable];
  const known = as(node);
  switch (known?.type) {
    case 'TemplateLiteral': {
      const parts = known.expressions.map(next);
      if (parts.includes(null)) return null;
      // As JavaScript does it: what is undefined becomes the word.
      return known.quasis
        .map(({ value }, index) => (value.cooked ?? '') + (index < parts.length ? String(parts[index]) : ''))
        .join('');
    }
    case 'BinaryExpression': {
      if (known.operator !== '+') return null;
      const [left, right] = [next(known.left), next(known.right)];
      return left === null || right === null ? null : `${left}${right}`;
    }
    case 'LogicalExpression': {
      const left = next(known.left);
      if (left === null || known.operator === '&&') return null;
      const missing = known.operator === '??' ? left === undefined : left === undefined || left === '';
      return missing ? next(known.right) : left;
    }
    case 'ChainExpression':
      return next(known.expression);
    case 'Identifier':
      return boundText(known.name, bindings, variables, steps);
    default:
      return null;
  }
}

function boundText(name: string, bindings: Bindings, variables: Variables, steps: number): Value['text'] {
  if (name === 'undefined') return undefined;
  const binding = bindings.get(name);
  if (binding?.kind !== 'value') return null;
  const [first, ...rest] = binding.path;
  if (first === undefined) return textOf(binding.init, bindings, variables, steps + 1);
  const ofEnvironment =
    (rest.length === 0 && isEnvironment(binding.init, bindings)) ||
    (first === 'env' && rest.length === 1 && identifierName(binding.init) === 'process');
  const variable = rest[0] ?? first;
  if (!ofEnvironment) return null;
  const given = variables[variable];
  return given === undefined && binding.fallback !== null
    ? textOf(binding.fallback, bindings, variables, steps + 1)
    : given;
}

/** The variables an expression is made of, through the names it uses. */
function variablesIn(node: Node, bindings: Bindings, steps = 0): readonly string[] {
  if (steps > atMostSteps) return [];
  const found: string[] = [];
  full(node, (inner) => {
    const variable = variableRead(inner, bindings);
    if (variable !== null) found.push(variable);
    const name = identifierName(inner);
    const binding = name === null ? undefined : bindings.get(name);
    if (binding?.kind !== 'value') return;
    const last = binding.path.at(-1);
    if (last === undefined) found.push(...variablesIn(binding.init, bindings, steps + 1));
    else if (isEnvironment(binding.init, bindings) || binding.path[0] === 'env') found.push(last);
  });
  return [...new Set(found)];
}

/** What an expression comes to, and of which variables. */
export const evaluated = (node: Node, bindings: Bindings, variables: Variables): Value => ({
  text: textOf(node, bindings, variables, 0),
  variables: variablesIn(node, bindings),
});
