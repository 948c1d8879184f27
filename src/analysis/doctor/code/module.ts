import { type Node, type Program, parse } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import type { CodeFile } from '../../../model/deployed-code.ts';

/** A file that was parsed. */
export interface Module {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  /** Every node, in the order of the source. */
  readonly nodes: readonly Node[];
  /** What each node stands in; the program stands in nothing. */
  readonly parents: ReadonlyMap<Node, Node>;
}

export type ParsedModule = Module | { readonly path: string; readonly why: string };

export const isParsed = (module: ParsedModule): module is Module => 'program' in module;

const options = { ecmaVersion: 'latest', allowHashBang: true, locations: true } as const;

/** Parses as Node.js may take it: as a module, else as a script. Never throws. */
export function parseModule({ path, text }: CodeFile): ParsedModule {
  let program: Program;
  try {
    program = parse(text, { ...options, sourceType: 'module' });
  } catch (asModule) {
    try {
      program = parse(text, { ...options, sourceType: 'script', allowReturnOutsideFunction: true });
    } catch {
      return { path, why: `it does not parse: ${asModule instanceof Error ? asModule.message : asModule}` };
    }
  }
  const nodes: Node[] = [];
  const parents = new Map<Node, Node>();
  fullAncestor(program, (node, _state, ancestors) => {
    nodes.push(node);
    const parent = ancestors.at(-2);
    if (parent !== undefined) parents.set(node, parent);
  });
  nodes.sort((a, b) => a.start - b.start || b.end - a.end);
  return { path, text, program, nodes, parents };
}

/** What a node stands in, innermost first. */
export function* ancestorsOf({ parents }: Pick<Module, 'parents'>, node: Node): Generator<Node> {
  for (let parent = parents.get(node); parent !== undefined; parent = parents.get(parent)) yield parent;
}

/** Where a node stands: `index.mjs:12`. */
export const placeOf = ({ path }: Pick<Module, 'path'>, node: Node): string =>
  `${path}:${node.loc?.start.line ?? '?'}`;

/** The source of a node on one line, shortened. */
export const sourceOf = ({ text }: Pick<Module, 'text'>, { start, end }: Node, atMost = 80): string => {
  const source = text.slice(start, Math.min(end, start + 4 * atMost)).replaceAll(/\s+/g, ' ');
  return source.length > atMost ? `${source.slice(0, atMost - 1)}…` : source;
};
