import type { Node, ObjectExpression } from 'acorn';
import type { Bindings } from './bindings.ts';
import { as, entriesOf, identifierName } from './nodes.ts';

/** The properties of an argument that is an object literal, or the name of one. */
export interface ObjectArgument {
  readonly properties: ReadonlyMap<string, Node>;
  /** There may be more than are seen (`...rest`, a computed key). */
  readonly open: boolean;
}

/** Null: it is no object that is written down. */
export function objectArgument(node: Node | null | undefined, bindings: Bindings): ObjectArgument | null {
  const known = as(node);
  if (known === null) return { properties: new Map(), open: false };
  if (known.type === 'ObjectExpression') {
    const { entries, open } = entriesOf(known as ObjectExpression);
    return { properties: new Map(entries.map(({ name, value }) => [name, value])), open };
  }
  const name = identifierName(known);
  const binding = name === null ? undefined : bindings.get(name);
  return binding?.kind === 'value' && binding.path.length === 0 && binding.init.type === 'ObjectExpression'
    ? objectArgument(binding.init, bindings)
    : null;
}
