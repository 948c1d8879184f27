import type {
  ArrowFunctionExpression,
  AssignmentExpression,
  AssignmentPattern,
  BinaryExpression,
  ConditionalExpression,
  FunctionDeclaration,
  LogicalExpression,
  MemberExpression,
  Node,
  ObjectPattern,
  VariableDeclarator,
} from 'acorn';
import { type Bindings, bindingsOf } from './bindings.ts';
import { isEnvironment } from './environment-object.ts';
import { boundName, callsOf, functionName } from './functions.ts';
import { ancestorsOf, type Module, placeOf } from './module.ts';
import { as, entriesOf, identifierName, isFunction, keyOf, stringOf } from './nodes.ts';

/** One place where code reads an environment variable. */
export interface EnvironmentRead {
  readonly name: string;
  /** The code goes on without it: a default, a comparison. */
  readonly optional: boolean;
  /** `index.mjs:12` */
  readonly at: string;
}

export interface EnvironmentUse {
  readonly reads: readonly EnvironmentRead[];
  /** Variables that the code sets itself. */
  readonly writes: readonly string[];
  /** Places where the name is only known when it runs (`process.env[name]`), or the whole environment is handed on. */
  readonly dynamic: readonly string[];
}

/** Whether an expression may be undefined where it stands. */
function tolerated(module: Module, node: Node): boolean {
  let inner = node;
  for (const outer of ancestorsOf(module, node)) {
    if (outer.type === 'ChainExpression') inner = outer;
    else if (outer.type === 'LogicalExpression') {
      const { operator, left } = outer as LogicalExpression;
      return operator !== '&&' && left === inner;
    } else if (outer.type === 'ConditionalExpression') return (outer as ConditionalExpression).test === inner;
    else if (outer.type === 'BinaryExpression')
      return /^(?:[!=]==?|in)$/.test((outer as BinaryExpression).operator);
    else if (outer.type === 'AssignmentExpression') {
      const { operator, right } = outer as AssignmentExpression;
      return /^(?:\?\?|\|\|)=$/.test(operator) && right === inner;
    } else return false;
  }
  return false;
}

function isOptional(module: Module, node: Node): boolean {
  if (tolerated(module, node)) return true;
  const name = boundName(module, node);
  return name !== null && module.nodes.some((use) => identifierName(use) === name && tolerated(module, use));
}

/** Reads by a pattern: `const { X, Y = 'd' } = process.env`. */
function patternReads(module: Module, pattern: ObjectPattern): EnvironmentUse {
  const { entries, open } = entriesOf(pattern);
  return {
    reads: entries.map(({ name, value }) => {
      const bound = value.type === 'AssignmentPattern' ? null : identifierName(value);
      const optional =
        value.type === 'AssignmentPattern' ||
        (bound !== null &&
          module.nodes.some((use) => identifierName(use) === bound && tolerated(module, use)));
      return { name, optional, at: placeOf(module, value) };
    }),
    writes: [],
    dynamic: open ? [placeOf(module, pattern)] : [],
  };
}

/** What a helper function (`const need = (name) => process.env[name]`) is called with, where each call names it. */
function namesGivenToHelper(module: Module, key: Node, at: Node): readonly string[] | null {
  const parameter = identifierName(key);
  const owner = [...ancestorsOf(module, at)].find(isFunction) as
    | FunctionDeclaration
    | ArrowFunctionExpression
    | undefined;
  if (owner === undefined || parameter === null) return null;
  const index = owner.params.findIndex((each) => identifierName(each) === parameter);
  const name = functionName(module, owner);
  if (index === -1 || name === null) return null;
  const given = callsOf(module, name).map((call) => stringOf(call.arguments[index]));
  return given.length > 0 && given.every((each) => each !== null) ? given : null;
}

function constantKey({ property }: MemberExpression, bindings: Bindings): string | null {
  const name = identifierName(property);
  const binding = name === null ? undefined : bindings.get(name);
  return binding?.kind === 'value' && binding.path.length === 0 ? stringOf(binding.init) : null;
}

const nothing: EnvironmentUse = { reads: [], writes: [], dynamic: [] };

function useByMember(module: Module, member: MemberExpression, bindings: Bindings): EnvironmentUse {
  const at = placeOf(module, member);
  const name = keyOf(member) ?? constantKey(member, bindings);
  const parent = as(module.parents.get(member));
  const isWrite =
    (parent?.type === 'AssignmentExpression' && parent.left === member) ||
    (parent?.type === 'UnaryExpression' && parent.operator === 'delete');
  if (name !== null)
    return isWrite
      ? { ...nothing, writes: [name] }
      : { ...nothing, reads: [{ name, optional: isOptional(module, member), at }] };
  if (isWrite) return nothing;
  const names = namesGivenToHelper(module, member.property, member);
  return names === null
    ? { ...nothing, dynamic: [at] }
    : { ...nothing, reads: names.map((each) => ({ name: each, optional: isOptional(module, member), at })) };
}

/** How one node uses the environment, where it is the environment itself. */
function useOf(module: Module, node: Node, bindings: Bindings): EnvironmentUse {
  const parent = as(module.parents.get(node));
  // A pattern only gives it a name.
  if (parent === null || parent.type === 'ObjectPattern') return nothing;
  if (parent.type === 'AssignmentPattern' && parent.left.type === 'ObjectPattern') return nothing;
  if (parent.type === 'MemberExpression' && parent.object === node)
    return useByMember(module, parent, bindings);
  if (parent.type === 'VariableDeclarator') {
    if (parent.init !== node) return nothing;
    return parent.id.type === 'ObjectPattern' ? patternReads(module, parent.id as ObjectPattern) : nothing;
  }
  if (parent.type === 'AssignmentExpression' && parent.right === node && parent.left.type === 'ObjectPattern')
    return patternReads(module, parent.left as ObjectPattern);
  if (parent.type === 'BinaryExpression' && parent.operator === 'in' && parent.right === node) {
    const name = stringOf(parent.left);
    if (name !== null) return { ...nothing, reads: [{ name, optional: true, at: placeOf(module, parent) }] };
  }
  return { ...nothing, dynamic: [placeOf(module, node)] };
}

/** `const { env: { X } } = process`, and `function f({ X } = process.env)`. */
function nestedPatterns(module: Module, bindings: Bindings): readonly ObjectPattern[] {
  return module.nodes.flatMap((node) => {
    if (node.type === 'VariableDeclarator') {
      const { id, init } = node as VariableDeclarator;
      if (id.type !== 'ObjectPattern' || identifierName(init) !== 'process') return [];
      return entriesOf(id as ObjectPattern).entries.flatMap(({ name, value }) =>
        name === 'env' && value.type === 'ObjectPattern' ? [value as ObjectPattern] : [],
      );
    }
    if (node.type !== 'AssignmentPattern') return [];
    const { left, right } = node as AssignmentPattern;
    return left.type === 'ObjectPattern' && isEnvironment(right, bindings) ? [left as ObjectPattern] : [];
  });
}

/** How a module uses its environment variables. */
export function environmentUse(module: Module): EnvironmentUse {
  const bindings = bindingsOf(module);
  const uses = [
    ...nestedPatterns(module, bindings).map((pattern) => patternReads(module, pattern)),
    ...module.nodes
      .filter((node) => node.type !== 'ChainExpression' && isEnvironment(node, bindings))
      .map((node) => useOf(module, node, bindings)),
  ];
  return {
    reads: uses.flatMap(({ reads }) => reads),
    writes: uses.flatMap(({ writes }) => writes),
    dynamic: uses.flatMap(({ dynamic }) => dynamic),
  };
}
