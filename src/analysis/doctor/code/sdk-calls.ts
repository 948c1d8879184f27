import type { CallExpression, MemberExpression, NewExpression, Node } from 'acorn';
import type { Bindings } from './bindings.ts';
import { calledAtLoadOnly, callsOf, functionName } from './functions.ts';
import { ancestorsOf, type Module, placeOf, sourceOf } from './module.ts';
import { as, calledName, identifierName, isFunction, isLoop, keyOf, unchained } from './nodes.ts';
import { type ObjectArgument, objectArgument } from './object-argument.ts';
import { evaluated, type Value, type Variables } from './value.ts';

/** The class that `new` makes one of, by the name its module exports it under. */
export function className({ callee }: NewExpression, bindings: Bindings): string | null {
  const known = unchained(callee);
  if (known?.type === 'MemberExpression') return keyOf(known as MemberExpression);
  const name = identifierName(known);
  const binding = name === null ? undefined : bindings.get(name);
  return binding?.kind === 'import' ? (binding.name ?? name) : name;
}

/** One place where code asks Lambda to invoke a function. */
export interface InvokeCall {
  readonly at: string;
  readonly functionName: Value;
  readonly functionNameSource: string;
  /** Null: there is none. */
  readonly qualifier: Value | null;
  /** There may be more in the request than is seen. */
  readonly open: boolean;
  readonly invocationType: string | null | undefined;
  /** It stands in a loop that waits for it before the next: one after the other, not together. */
  readonly oneByOne: boolean;
}

const looksLikeInvoke = ({ properties }: ObjectArgument): boolean =>
  properties.has('FunctionName') &&
  ['Payload', 'InvocationType', 'LogType', 'Qualifier'].some((name) => properties.has(name));

/** The request of `new InvokeCommand({…})`, of `lambda.invoke({…})`, and of a minified `new a({ FunctionName, Payload })`. */
function requestOf(node: Node, bindings: Bindings): ObjectArgument | null {
  if (node.type === 'NewExpression') {
    const created = node as NewExpression;
    const request = objectArgument(created.arguments[0], bindings);
    if (request === null) return null;
    return className(created, bindings) === 'InvokeCommand' || looksLikeInvoke(request) ? request : null;
  }
  if (node.type !== 'CallExpression') return null;
  const call = node as CallExpression;
  if (calledName(call) !== 'invoke' || call.arguments.length === 0) return null;
  const request = objectArgument(call.arguments[0], bindings);
  return request?.properties.has('FunctionName') === true ? request : null;
}

/** Helpers that call each other are followed no further. */
const atMostCalls = 4;

/** Whether a loop waits for it before the next turn: here, or where the function it stands in is called. */
function awaitedInLoop(module: Module, node: Node, calls = 0): boolean {
  let awaited = false;
  for (const outer of ancestorsOf(module, node)) {
    if (isFunction(outer)) {
      const name = calls < atMostCalls ? functionName(module, outer) : null;
      return name !== null && callsOf(module, name).some((call) => awaitedInLoop(module, call, calls + 1));
    }
    if (outer.type === 'AwaitExpression') awaited = true;
    if (isLoop(outer)) return awaited;
  }
  return false;
}

/** Every place of a module that invokes a function. */
export const invokeCalls = (
  module: Module,
  bindings: Bindings,
  variables: Variables,
): readonly InvokeCall[] =>
  module.nodes.flatMap((node) => {
    const request = requestOf(node, bindings);
    const name = request?.properties.get('FunctionName');
    if (request === null || name === undefined) return [];
    const value = (key: string): Value | null => {
      const found = request.properties.get(key);
      return found === undefined ? null : evaluated(found, bindings, variables);
    };
    return {
      at: placeOf(module, node),
      functionName: evaluated(name, bindings, variables),
      functionNameSource: sourceOf(module, name),
      qualifier: value('Qualifier'),
      open: request.open,
      invocationType: value('InvocationType')?.text,
      oneByOne: awaitedInLoop(module, node),
    };
  });

/** One place where code makes a client of Lambda. */
export interface ClientCreation {
  readonly at: string;
  /** `module`: once for an environment. `call`: each time a function is called. `each`: for each invocation. */
  readonly madeFor: 'module' | 'call' | 'each';
  /** Null: not given. `unknown`: given, but only known when it runs. */
  readonly maxAttempts: number | 'unknown' | null;
}

const repeats = /^(?:map|forEach|flatMap|from|times)$/;

/** How often a node is run: here, and where the function it stands in is called. */
function madeFor(module: Module, node: Node, calls = 0): ClientCreation['madeFor'] {
  let inFunction = false;
  for (const outer of ancestorsOf(module, node)) {
    if (isLoop(outer)) return 'each';
    const known = as(outer);
    // Made when it is first needed, and kept.
    if (known?.type === 'AssignmentExpression' && /^(?:\?\?|\|\|)=$/.test(known.operator)) return 'module';
    if (known?.type === 'IfStatement' && known.test.type === 'UnaryExpression') return 'module';
    if (!isFunction(outer) || calledAtLoadOnly(module, outer)) continue;
    inFunction = true;
    const user = as(module.parents.get(outer));
    if (user?.type === 'CallExpression' && repeats.test(calledName(user) ?? '')) return 'each';
    const name = calls < atMostCalls ? functionName(module, outer) : null;
    if (name !== null && callsOf(module, name).some((call) => madeFor(module, call, calls + 1) === 'each'))
      return 'each';
  }
  return inFunction ? 'call' : 'module';
}

function maxAttemptsOf(options: ObjectArgument | null): ClientCreation['maxAttempts'] {
  if (options === null) return 'unknown';
  const given = as(options.properties.get('maxAttempts'));
  if (given === null) return options.open ? 'unknown' : null;
  return given.type === 'Literal' && typeof given.value === 'number' ? given.value : 'unknown';
}

/** `LambdaClient`, and the `Lambda` of either SDK; another `Lambda` may be anything. */
function isLambdaClient(created: NewExpression, bindings: Bindings): boolean {
  const name = className(created, bindings);
  if (name !== 'Lambda') return name === 'LambdaClient';
  const callee = unchained(created.callee);
  const root = identifierName(callee?.type === 'MemberExpression' ? callee.object : callee);
  const binding = root === null ? undefined : bindings.get(root);
  return binding?.kind === 'import' && /^(?:@aws-sdk\/client-lambda|aws-sdk)(?:\/|$)/.test(binding.from);
}

/** Every place of a module that makes a client of Lambda. */
export const clientCreations = (module: Module, bindings: Bindings): readonly ClientCreation[] =>
  module.nodes.flatMap((node) => {
    if (node.type !== 'NewExpression') return [];
    const created = node as NewExpression;
    if (!isLambdaClient(created, bindings)) return [];
    return {
      at: placeOf(module, node),
      madeFor: madeFor(module, node),
      maxAttempts: maxAttemptsOf(objectArgument(created.arguments[0], bindings)),
    };
  });
