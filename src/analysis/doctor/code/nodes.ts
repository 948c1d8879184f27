import type {
  AnyNode,
  CallExpression,
  Identifier,
  Literal,
  MemberExpression,
  Node,
  ObjectExpression,
  ObjectPattern,
  Property,
} from 'acorn';

/** acorn types a walked node as the base of all; its `type` tells which it is. */
export const as = (node: Node | null | undefined): AnyNode | null => (node ?? null) as AnyNode | null;

export const isFunction = (node: Node | null | undefined): boolean =>
  node?.type === 'FunctionDeclaration' ||
  node?.type === 'FunctionExpression' ||
  node?.type === 'ArrowFunctionExpression';

export const isLoop = (node: Node): boolean => /^(?:For|ForOf|ForIn|While|DoWhile)Statement$/.test(node.type);

export const identifierName = (node: Node | null | undefined): string | null =>
  node?.type === 'Identifier' ? (node as Identifier).name : null;

export const stringOf = (node: Node | null | undefined): string | null => {
  const known = as(node);
  if (known?.type === 'Literal') {
    const { value } = known as Literal;
    return typeof value === 'string' ? value : null;
  }
  if (known?.type === 'TemplateLiteral' && known.expressions.length === 0)
    return known.quasis[0]?.value.cooked ?? null;
  return null;
};

/** The name of a property that is written down: `a.b`, `a['b']`, `{ b: … }`; null where it is computed. */
export const keyOf = (node: MemberExpression | Property): string | null => {
  const key = node.type === 'MemberExpression' ? node.property : node.key;
  if (!node.computed && key.type === 'Identifier') return key.name;
  return stringOf(key);
};

/** `?.` wraps a member in a chain. */
export const unchained = (node: Node | null | undefined): AnyNode | null => {
  const known = as(node);
  return known?.type === 'ChainExpression' ? known.expression : known;
};

export interface ObjectEntry {
  readonly name: string;
  readonly value: Node;
}

/** The written properties of an object literal or a pattern, and whether there may be more. */
export function entriesOf(object: ObjectExpression | ObjectPattern): {
  readonly entries: readonly ObjectEntry[];
  readonly open: boolean;
} {
  const entries: ObjectEntry[] = [];
  let open = false;
  for (const property of object.properties) {
    const name = property.type === 'Property' ? keyOf(property as Property) : null;
    if (name === null) open = true;
    else entries.push({ name, value: (property as Property).value });
  }
  return { entries, open };
}

/** The name a call calls: `f` of `f()`, `send` of `client.send()`. */
export const calledName = ({ callee }: CallExpression): string | null => {
  const known = unchained(callee);
  if (known?.type === 'Identifier') return known.name;
  return known?.type === 'MemberExpression' ? keyOf(known) : null;
};
